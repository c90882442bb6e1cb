import { z } from 'zod';
import { AuthError } from '../../platform/errors/auth-error.js';
import { importedHashProblem } from '../../platform/password-hashing/formats/index.js';
import { normaliseEmail, normaliseUsername } from '../accounts/identifiers.js';
import { checkedRoles } from '../accounts/roles.js';

/** Characters of a line. The fields that are accepted never need a tenth of it. */
const maxLineLength = 65_536;

/** Names of unknown keys that are safe to repeat: no hash looks like one. */
const plainKey = /^\w{1,40}$/;

const time = z.iso
  .datetime({ offset: true, error: 'not a time with a zone, such as 2024-05-01T12:00:00Z' })
  .transform((text) => Date.parse(text))
  .refine((milliseconds) => milliseconds >= 0, 'not a time since 1970');

const importedUser = z
  .strictObject({
    username: z.string().transform(orIssue(normaliseUsername)),
    passwordHash: z.string().superRefine((encoded, context) => {
      const problem = importedHashProblem(encoded);
      if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
    }),
    email: z.string().transform(orIssue(normaliseEmail)).optional(),
    emailVerified: z.boolean().default(false),
    roles: z.array(z.string()).transform(orIssue(checkedRoles)).default([]),
    createdAt: time.optional(),
    disabled: z.boolean().default(false),
  })
  .refine(({ email, emailVerified }) => !emailVerified || email !== undefined, {
    path: ['emailVerified'],
    message: 'true without an e-mail address',
  });

/** One account of an import; `createdAt` in milliseconds since the Unix epoch. */
export type ImportedUser = z.infer<typeof importedUser>;

export type ParsedLine = { readonly user: ImportedUser } | { readonly problem: string };

/** Reads one line of `authgraph user import`. A problem never quotes a value of the line. */
export function parseImportLine(text: string): ParsedLine {
  if (text.length > maxLineLength) return { problem: `longer than ${maxLineLength} characters` };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The parser's own message quotes the line.
    return { problem: 'not JSON' };
  }
  const parsed = importedUser.safeParse(value);
  if (parsed.success) return { user: parsed.data };
  return { problem: parsed.error.issues.map(describe).join('; ') };
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
