// Writes the documentation that is made from the program itself.
import { writeFile } from 'node:fs/promises';
import { renderDocs } from './rendered-docs.js';

const root = new URL('../', import.meta.url);
for (const [file, text] of Object.entries(await renderDocs())) {
  await writeFile(new URL(file, root), text);
}
