import { z } from 'zod';
import { AuthError } from '../../platform/errors/auth-error.js';
import { canonicalLocale } from '../../platform/client-info.js';
import { importedHashProblem } from '../../platform/password-hashing/formats/index.js';
import { fromKeycloak } from '../../platform/password-hashing/formats/keycloak.js';
import type { SingleLabel } from '../../platform/email-address.js';
import { normaliseEmail, normaliseUsername } from '../accounts/identifiers.js';
import { checkedMetadata } from '../accounts/metadata.js';
import { checkedRoles } from '../accounts/roles.js';
import type { UsernameRule } from '../accounts/usernames.js';
import { checkedDisplayName } from '../profile/service.js';

/** What an import reads of one line, or why it cannot. A problem never quotes the line. */
export type SourceRecord = { readonly line: number } & (
  { readonly value: unknown } | { readonly problem: string }
);

/** Characters of a line. The fields that are accepted never need a tenth of it. */
export const maxLineLength = 65_536;

/** Names of unknown keys that are safe to repeat: no hash looks like one. */
const plainKey = /^\w{1,40}$/;

const time = z.iso
  .datetime({ offset: true, error: 'not a time with a zone, such as 2024-05-01T12:00:00Z' })
  .transform((text) => Date.parse(text))
  .refine((milliseconds) => milliseconds >= 0, 'not a time since 1970');

/** RFC 9562 §4, of any version; neither the nil nor the max UUID, which stand for no one. */
const uuid =
  /^(?!0{8}-0{4}-0{4}-0{4}-0{12}$|f{8}-f{4}-f{4}-f{4}-f{12}$)[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

const id = z
  .string()
  .regex(uuid, 'not a UUID; leave it out, and keep the old id in privateMetadata')
  .transform((text) => text.toLowerCase());

/** A hash in its own notation, or a credential of Keycloak. */
const passwordHash = z
  .union([z.string(), z.record(z.string(), z.unknown())], {
    error: ({ input }) => `Invalid input: expected string, received ${typeof input}`,
  })
  .transform((given, context) => {
    const encoded = fromKeycloak(given);
    const problem = encoded === undefined ? keycloakProblem : importedHashProblem(encoded);
    if (problem === undefined) return encoded;
    context.addIssue({ code: 'custom', message: problem });
    return z.NEVER;
  });
const keycloakProblem = 'not a password of Keycloak with PBKDF2 or argon2';

const locale = z.string().transform((tag, context) => {
  const canonical = canonicalLocale(tag);
  if (canonical !== undefined) return canonical;
  context.addIssue({ code: 'custom', message: 'not a BCP 47 tag, such as en-US' });
  return z.NEVER;
});

export interface ParserOptions {
  /** Bytes of JSON of the public and of the private metadata, each; default 2048. */
  readonly metadataMaxSize?: number;
  /** See `EmailDependencies`; default `none`. */
  readonly singleLabel?: SingleLabel;
  /** Whether a line needs a username; one that is given is kept in any case. Default `required`. */
  readonly usernames?: UsernameRule;
}

/** What a line can hold. What is absent is unknown, and is left as it is by an update. */
function importedUserSchema({
  metadataMaxSize = 2048,
  singleLabel = 'none',
  usernames = 'required',
}: ParserOptions) {
  const username = z.string().transform(orIssue(normaliseUsername));
  const givenOrNot: z.ZodType<string | undefined> =
    usernames === 'required' ? username : username.optional();
  const metadata = z
    .unknown()
    .transform(orIssue((value: unknown) => checkedMetadata(value, metadataMaxSize)));
  return z
    .strictObject({
      id: id.optional(),
      username: givenOrNot,
      /** `null`, or none: the account has no password. */
      passwordHash: passwordHash.nullish(),
      email: z
        .string()
        .transform(orIssue((text: string) => normaliseEmail(text, singleLabel)))
        .optional(),
      emailVerified: z.boolean().optional(),
      roles: z.array(z.string()).transform(orIssue(checkedRoles)).optional(),
      createdAt: time.optional(),
      disabled: z.boolean().optional(),
      displayName: z.string().transform(orIssue(checkedDisplayName)).nullish(),
      locale: locale.nullish(),
      publicMetadata: metadata.optional(),
      privateMetadata: metadata.optional(),
    })
    .refine(({ email, emailVerified }) => emailVerified !== true || email !== undefined, {
      path: ['emailVerified'],
      message: 'true without an e-mail address',
    })
    .refine(isIdentified, {
      path: ['username'],
      message: 'a line without one needs a verified e-mail address, or an id and an address',
    });
}

/** Without a username it is found again by its id or its verified address, and its user signs in by the address. */
function isIdentified(line: {
  id?: string | undefined;
  username?: string | undefined;
  email?: string | undefined;
  emailVerified?: boolean | undefined;
}): boolean {
  if (line.username !== undefined) return true;
  return line.email !== undefined && (line.emailVerified === true || line.id !== undefined);
}

/** One account of an import; `createdAt` in milliseconds since the Unix epoch. */
export type ImportedUser = z.infer<ReturnType<typeof importedUserSchema>>;

export type ParsedLine = { readonly user: ImportedUser } | { readonly problem: string };

/** Reads what a line holds. A problem never quotes a value of the line. */
export type ParseUser = (value: unknown) => ParsedLine;

export function createUserParser(options: ParserOptions = {}): ParseUser {
  const schema = importedUserSchema(options);
  return (value) => {
    const parsed = schema.safeParse(value);
    if (parsed.success) return { user: parsed.data };
    return { problem: parsed.error.issues.map(describe).join('; ') };
  };
}

/** What is in a line of JSON Lines. */
export function readJsonLine(text: string): { readonly value: unknown } | { problem: string } {
  if (text.length > maxLineLength) return { problem: `longer than ${maxLineLength} characters` };
  try {
    return { value: JSON.parse(text) };
  } catch {
    // The parser's own message quotes the line.
    return { problem: 'not JSON' };
  }
}

function describe(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys') {
    const keys = issue.keys.filter((key) => plainKey.test(key)).slice(0, 5);
    return ['unknown key', ...keys].join(' ');
  }
  const message = issue.message.replace(/^Invalid input: /, '');
  return issue.path.length === 0 ? message : `${issue.path.join('.')}: ${message}`;
}

/** Turns the refusal of a domain function into a problem of the field. */
function orIssue<Input, Output>(normalise: (input: Input) => Output) {
  return (input: Input, context: z.RefinementCtx): Output => {
    try {
      return normalise(input);
    } catch (error) {
      if (!(error instanceof AuthError)) throw error;
      context.addIssue({ code: 'custom', message: error.message });
      return z.NEVER;
    }
  };
}
