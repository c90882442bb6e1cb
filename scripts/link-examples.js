// Lets the folders of examples/ import `authgraph`, as if it were installed: they find it in examples/node_modules.
// They share every other package with the project itself, so that there is one copy of `graphql`.
import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const link = path('../examples/node_modules/authgraph');

rmSync(link, { recursive: true, force: true });
mkdirSync(path('../examples/node_modules'), { recursive: true });
// A junction, which Windows lets everyone make. Elsewhere the type is ignored.
symlinkSync(path('..'), link, 'junction');
