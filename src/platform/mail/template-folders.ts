import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { canonicalLocale } from '../client-info.js';
import { mailNames, type MailName } from './mail.js';
import { parseTemplate, placeholderFaults, type Template } from './template.js';
import { packageFolder } from '../package-folder.js';

/** All mails in all languages. */
export interface Templates {
  /** By the BCP 47 tag of the language. */
  readonly languages: ReadonlyMap<string, Readonly<Record<MailName, Template>>>;
  /** The page around the text of a mail, in HTML. */
  readonly layout: string;
}

/** `templates/` lies beside `src/` and beside `dist/`, so one relative address serves both. */
const ownFolder = fileURLToPath(new URL('templates/', packageFolder));
const layoutFile = 'layout.html';

/**
 * Reads the built-in templates, and those of `folder`, which win file by file: `LANGUAGE/NAME.txt`,
 * `LANGUAGE/NAME.html` and `layout.html`. A language that is not built in must be complete.
 * @returns with every fault, as a sentence
 */
export function readTemplates(folder: string | undefined): {
  templates: Templates;
  faults: string[];
} {
  const folders = folder === undefined ? [ownFolder] : [folder, ownFolder];
  const faults: string[] = [];
  const languages = new Map<string, Record<MailName, Template>>();
  for (const language of languagesIn(folders, faults)) {
    languages.set(language, readLanguage(folders, language, faults));
  }
  return { templates: { languages, layout: readFirst(folders, layoutFile) ?? '' }, faults };
}

function languagesIn(folders: readonly string[], faults: string[]): Set<string> {
  const languages = new Set<string>();
  for (const folder of folders) {
    for (const name of languageFolders(folder, faults)) {
      if (canonicalLocale(name) === name) languages.add(name);
      else faults.push(`${join(folder, name)} is not named like a language, such as en or pt-BR`);
    }
  }
  return languages;
}

function languageFolders(folder: string, faults: string[]): string[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  } catch (error) {
    faults.push(
      `${folder} cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown error'})`,
    );
    return [];
  }
}

function readLanguage(
  folders: readonly string[],
  language: string,
  faults: string[],
): Record<MailName, Template> {
  const entries = mailNames.map((name): [MailName, Template | undefined] => {
    const file = join(language, `${name}.txt`);
    const source = readFirst(folders, file);
    const html = readFirst(folders, join(language, `${name}.html`));
    const template = source === undefined ? undefined : parseTemplate(source, html);
    if (source === undefined) faults.push(`the template ${file} is missing`);
    else if (template === undefined) {
      faults.push(`the template ${file} has to begin with "Subject: …" and a blank line`);
    } else {
      faults.push(
        ...placeholderFaults(name, template).map((fault) => `the template ${file} ${fault}`),
      );
    }
    return [name, template];
  });
  // Complete if there are no faults, and not used otherwise.
  return Object.fromEntries(entries) as Record<MailName, Template>;
}

function readFirst(folders: readonly string[], file: string): string | undefined {
  for (const folder of folders) {
    try {
      return readFileSync(join(folder, file), 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
  return undefined;
}
