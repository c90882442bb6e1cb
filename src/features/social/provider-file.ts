import { z } from 'zod';
import { ConfigError } from '../../platform/config/environment.js';
import { readText } from '../../platform/config/secret-files.js';
import { isLoopbackUrl } from '../../platform/loopback.js';
import { isPrivateUrl } from '../../platform/public-address.js';
import { isVisibleLine } from '../accounts/identifiers.js';
import { presets, type Provider } from './providers.js';

/** Providers of one file. */
const most = 50;

const faults = {
  list: 'is no JSON array of providers',
  keys: 'has id, name, issuer, clientId and clientSecret, perhaps scopes, trustEmail and tokenEndpointAuthMethod, and nothing else',
  id: 'has no id of 1 to 32 lower-case letters, digits and "-" that begins with a letter',
  preset: `has the id of a preset (${Object.keys(presets).join(', ')}); choose another one`,
  name: 'has no name of 1 to 64 visible characters',
  issuer: 'has no issuer that is an https URL without user, query and fragment',
  client: 'has no clientId of 1 to 255 printable ASCII characters',
  secret: 'has no clientSecret of 1 to 1,024 printable ASCII characters',
  scopes: 'has scopes that are no list of up to 20 names without blanks',
  trustEmail: 'has a trustEmail that is neither true nor false',
  method: 'has a tokenEndpointAuthMethod other than client_secret_basic and client_secret_post',
};

const printableAscii = (length: number) => new RegExp(`^[\\x21-\\x7e]{1,${length}}$`);

function isIssuer(text: string): boolean {
  if (text.length > 255 || !URL.canParse(text)) return false;
  const { protocol, username, password } = new URL(text);
  return /^https?:$/.test(protocol) && username + password === '' && !/[?#]/.test(text);
}

// No message of these repeats a value: secrets stand there.
const entry = z.strictObject(
  {
    id: z
      .string(faults.id)
      .regex(/^[a-z][a-z0-9-]{0,31}$/, { error: faults.id, abort: true })
      .refine((id) => !(id in presets), faults.preset),
    name: z.string(faults.name).refine((name) => isVisibleLine(name, 64), faults.name),
    issuer: z.string(faults.issuer).refine(isIssuer, faults.issuer),
    clientId: z.string(faults.client).regex(printableAscii(255), faults.client),
    clientSecret: z.string(faults.secret).regex(printableAscii(1024), faults.secret),
    scopes: z
      .array(z.string(faults.scopes).regex(printableAscii(64), faults.scopes), faults.scopes)
      .max(20, faults.scopes)
      .default(['openid', 'email', 'profile']),
    trustEmail: z.boolean(faults.trustEmail).default(false),
    tokenEndpointAuthMethod: z
      .enum(['client_secret_basic', 'client_secret_post'], faults.method)
      .optional(),
  },
  faults.keys,
);

type Entry = z.infer<typeof entry>;

/**
 * The providers of IDENTITY_PROVIDERS.
 * @param allowPrivate IDENTITY_PROVIDER_ALLOW_PRIVATE
 * @throws ConfigError that says which entry is wrong and why, and repeats nothing of it but its id
 */
export function readProviderFile(path: string, allowPrivate: boolean): Provider[] {
  const list = parsedList(path);
  const entries = list.map((item, at) => {
    const { success, data, error } = entry.safeParse(item);
    if (success) return data;
    throw refuse(`entry ${at + 1} ${error.issues[0]?.message ?? 'is not valid'}`);
  });
  const ids = entries.map(({ id }) => id);
  const twice = ids.find((id, at) => ids.indexOf(id) !== at);
  if (twice !== undefined) throw refuse(`two entries have the id ${twice}`);
  for (const { id, issuer } of entries) refuseAddress(id, issuer, allowPrivate);
  return entries.map(providerOf);
}

function parsedList(path: string): unknown[] {
  let text: string;
  try {
    text = readText(path);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw refuse(
      code === undefined ? message : `cannot be read (${code}); write the path of a file`,
    );
  }
  let list: unknown;
  try {
    list = JSON.parse(text);
  } catch {
    throw refuse('is not valid JSON');
  }
  if (!Array.isArray(list)) throw refuse(faults.list);
  if (list.length > most) throw refuse(`has more than ${most} providers`);
  return list;
}

function refuseAddress(id: string, issuer: string, allowPrivate: boolean): void {
  const isHttps = issuer.startsWith('https:');
  if (!isHttps && !isLoopbackUrl(issuer)) throw refuse(`${id} ${faults.issuer}`);
  if (allowPrivate || (isHttps && !isPrivateUrl(issuer))) return;
  throw refuse(
    `${id} has an issuer on a private address; set IDENTITY_PROVIDER_ALLOW_PRIVATE=on, if you trust it`,
  );
}

function providerOf({ clientSecret, trustEmail, scopes, ...rest }: Entry): Provider {
  const { tokenEndpointAuthMethod: method, ...named } = rest;
  return {
    ...named,
    ...(method !== undefined && { tokenEndpointAuthMethod: method }),
    scopes: [...new Set(['openid', ...scopes])],
    userInfo: true,
    clientSecret: () => clientSecret,
    speaksForEmail: ({ email_verified: isVerified }) => trustEmail && isVerified === true,
  };
}

function refuse(problem: string): ConfigError {
  return new ConfigError([
    `IDENTITY_PROVIDERS: ${problem}; docs/guides/social-sign-in.md shows one`,
  ]);
}
