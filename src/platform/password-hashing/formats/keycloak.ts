import { z } from 'zod';

/** `secretData` and `credentialData` are JSON in a text, in the database and in an export of a realm. */
const nested = <T>(shape: z.ZodType<T>) =>
  z.union([shape, z.string().max(4096).transform(parseJson).pipe(shape)]);

const credential = z.object({
  secretData: nested(z.object({ value: z.string().max(512), salt: z.string().max(512) })),
  credentialData: nested(
    z.object({
      hashIterations: z.number().int().min(1),
      algorithm: z.string(),
      additionalParameters: z.record(z.string(), z.array(z.string())).optional(),
    }),
  ),
});

/** Called as in a PHC string. */
const pbkdf2Names: readonly string[] = ['pbkdf2', 'pbkdf2-sha256', 'pbkdf2-sha512'];

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * A password of Keycloak as a PHC string: a credential of its export (`{"type":"password","secretData":…,
 * "credentialData":…}`) with PBKDF2 or argon2, as JSON or as its text. `undefined` for one that is damaged. Every text
 * that does not begin with `{` is returned as it is.
 */
export function fromKeycloak(given: string | object): string | undefined {
  if (typeof given === 'string' && !given.startsWith('{')) return given;
  const parsed = credential.safeParse(
    typeof given === 'string' ? parseJson(given.slice(0, maximumLength)) : given,
  );
  if (!parsed.success) return undefined;
  const { secretData, credentialData } = parsed.data;
  const { hashIterations: iterations, algorithm, additionalParameters = {} } = credentialData;
  const [salt, hash] = [withoutPadding(secretData.salt), withoutPadding(secretData.value)];
  if (pbkdf2Names.includes(algorithm)) {
    const { length } = Buffer.from(hash, 'base64');
    return `$${algorithm}$i=${iterations},l=${length}$${salt}$${hash}`;
  }
  const one = (name: string) => additionalParameters[name]?.[0] ?? '';
  if (algorithm !== 'argon2') return undefined;
  const version = one('version') === '1.0' ? 16 : 19;
  const costs = `m=${one('memory')},t=${iterations},p=${one('parallelism')}`;
  return `$argon2${one('type')}$v=${version}$${costs}$${salt}$${hash}`;
}

const maximumLength = 8192;

function withoutPadding(base64: string): string {
  return base64.replace(/={1,2}$/, '');
}
