import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

/** A script of this folder, or at an absolute path, and all that it imports, as one module for a page. */
export async function bundle(name: string): Promise<string> {
  const build = await rolldown({
    input: fileURLToPath(new URL(name, import.meta.url)),
    platform: 'browser',
    resolve: { extensionAlias: { '.js': ['.ts', '.js'] } },
    transform: { define: { 'process.env.NODE_ENV': '"production"' } },
  });
  const { output } = await build.generate({ format: 'esm' });
  await build.close();
  return output[0].code;
}
