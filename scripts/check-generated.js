// Fails if a file that is made from the source is not what the source makes now. Writes nothing, and
// needs no git, so that it works in an unpacked archive too.
import { readFile } from 'node:fs/promises';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { generate, loadContext } from '@graphql-codegen/cli';
import { renderDocs } from './rendered-docs.js';

const root = fileURLToPath(new URL('../', import.meta.url));
process.chdir(root);

async function renderTypes() {
  const context = await loadContext('codegen.ts');
  context.updateConfig({ silent: true, errorsOnly: true });
  const outputs = await generate(context, false);
  return Object.fromEntries(
    outputs.map(({ filename, content }) => [relative(root, filename), content]),
  );
}

const expected = { ...(await renderTypes()), ...(await renderDocs()) };
const stale = [];
for (const [file, text] of Object.entries(expected)) {
  const present = await readFile(file, 'utf8').catch(() => undefined);
  if (present !== text) stale.push(file);
}
if (stale.length > 0) {
  console.error(`Not what the source makes:\n${stale.map((file) => `  ${file}`).join('\n')}`);
  console.error('Run "npm run build && npm run generate", and commit the result.');
  process.exitCode = 1;
}
