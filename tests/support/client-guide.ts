import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** The code of docs/guides/client.md as the modules of an app. */
export interface GuideApp {
  readonly folder: string;
  /** Every module, `session.ts` first: the others import it. */
  readonly files: readonly string[];
  /** The one module with React in it. */
  readonly react: string;
  remove(): Promise<void>;
}

/** Writes it inside the package, so that `authgraph/client` resolves as it does for its users. */
export async function writeGuideApp(edit = (code: string) => code): Promise<GuideApp> {
  const guide = await readFile(`${root}docs/guides/client.md`, 'utf8');
  const blocks = [...guide.matchAll(/^```(tsx?)\n([\s\S]*?)^```/gm)];
  await mkdir(`${root}dist`, { recursive: true });
  const folder = await mkdtemp(`${root}dist/guide-`);
  const files = await Promise.all(
    blocks.map(async ([, extension = '', code = ''], index) => {
      const file = `${folder}/${index === 0 ? 'session' : `block-${index}`}.${extension}`;
      await writeFile(file, edit(code));
      return file;
    }),
  );
  const react = files.find((file) => file.endsWith('.tsx'));
  if (react === undefined) throw new Error('the guide has no code for React');
  return { folder, files, react, remove: () => rm(folder, { recursive: true }) };
}
