import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

/** A script of this folder and all that it imports, as one module for a page. */
export async function bundle(name: string): Promise<string> {
  const build = await rolldown({
    input: fileURLToPath(new URL(name, import.meta.url)),
    platform: 'browser',
    resolve: { extensionAlias: { '.js': ['.ts', '.js'] } },
  });
  const { output } = await build.generate({ format: 'esm' });
  await build.close();
  return output[0].code;
}
