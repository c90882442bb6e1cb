import { constants } from 'node:fs';
import { open, readdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type PostalMime from 'postal-mime';

/** The newest ones that are listed. */
const maxListed = 100;
/** Bytes. A mail of ours has some thousands. */
const maxSize = 1_000_000;
/** What the service calls its mails: no other file of the folder is opened, and none outside of it. */
const mailFile = /^([A-Za-z0-9][A-Za-z0-9-]{0,63})\.eml$/;

/** A mail that was written to the folder instead of being sent. */
export interface FolderMail {
  readonly id: string;
  readonly subject: string;
  readonly to: string;
  /** When it was written; `null` if it does not say. */
  readonly date: Date | null;
  /** A BCP 47 tag; `null` if it does not say. */
  readonly language: string | null;
  readonly text: string;
  readonly html: string | null;
}

/** The folder that mails are written to in development. */
export interface MailFolder {
  /** Ids, the newest first: they begin with the time (UUID version 7). At most 100. */
  ids(): Promise<string[]>;
  /** `undefined` if there is none of this id, or it has more than 1 MB. */
  read(id: string): Promise<FolderMail | undefined>;
  /** The mail as it was written. */
  source(id: string): Promise<Buffer | undefined>;
  /** Removes every mail, and nothing else. */
  clear(): Promise<void>;
}

export function openMailFolder(folder: string): MailFolder {
  async function names(): Promise<string[]> {
    const all = await readdir(folder).catch(unlessMissing([]));
    return all.filter((name) => mailFile.test(name)).sort();
  }

  async function source(id: string): Promise<Buffer | undefined> {
    const name = `${id}.eml`;
    if (!mailFile.test(name)) return undefined;
    // No link is followed: it could lead out of the folder.
    const flags = constants.O_RDONLY | constants.O_NOFOLLOW;
    const file = await open(join(folder, name), flags).catch(unlessMissing(undefined));
    if (file === undefined) return undefined;
    try {
      const stat = await file.stat();
      return stat.isFile() && stat.size <= maxSize ? await file.readFile() : undefined;
    } finally {
      await file.close();
    }
  }

  return {
    source,
    async ids() {
      const newest = (await names()).reverse().slice(0, maxListed);
      return newest.map((name) => name.slice(0, -'.eml'.length));
    },
    async read(id) {
      const bytes = await source(id);
      return bytes && { id, ...(await parse(bytes)) };
    },
    async clear() {
      for (const name of await names()) {
        await unlink(join(folder, name)).catch(unlessMissing(undefined));
      }
    },
  };
}

/** Loaded with the first mail that someone looks at. */
async function parse(bytes: Buffer): Promise<Omit<FolderMail, 'id'>> {
  const { default: parser } = (await import('postal-mime')) as { default: typeof PostalMime };
  const { subject, to, date, text, html, headers } = await parser.parse(bytes);
  const written = date === undefined ? undefined : new Date(date);
  return {
    subject: subject ?? '(no subject)',
    to: (to ?? []).map(({ address = '' }) => address).join(', '),
    date: written === undefined || Number.isNaN(written.getTime()) ? null : written,
    language: headers.find(({ key }) => key === 'content-language')?.value ?? null,
    text: (text ?? '').trim(),
    html: html ?? null,
  };
}

/** What somebody has removed meanwhile is no fault; neither is a link, which is not opened. */
function unlessMissing<Value>(instead: Value): (error: NodeJS.ErrnoException) => Value {
  return (error) => {
    if (error.code === 'ENOENT' || error.code === 'ELOOP') return instead;
    throw error;
  };
}
