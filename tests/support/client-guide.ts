import { rm, writeFile } from 'node:fs/promises';
import { readGuide } from './guide.js';
import { createPackageFolder } from './package-folder.js';

/** The code of docs/guides/client.md as the modules of an app. */
export interface GuideApp {
  readonly folder: string;
  /** Every module, `session.ts` first: the others import it. */
  readonly files: readonly string[];
  /** The one module with React in it. */
  readonly react: string;
  remove(): Promise<void>;
}

/** Writes it into a folder of its own. */
export async function writeGuideApp(edit = (code: string) => code): Promise<GuideApp> {
  const blocks = [...readGuide('client.md').matchAll(/^```(tsx?)\n([\s\S]*?)^```/gm)];
  const folder = await createPackageFolder();
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
