import { z } from 'zod';
import { entryName, option } from '../../platform/config/option.js';
import { isHashOfWord } from '../../platform/config/published-secrets.js';

/** A service that may introspect and revoke tokens: its name, and the hash of its secret. */
export interface ServiceClient {
  readonly id: string;
  /** SHA-256 of the secret, in lower-case hexadecimal digits. */
  readonly secretHash: string;
}

const entry = /^([^:]*):([0-9a-f]{64})$/;

const serviceClients = z.string().transform((text, context): readonly ServiceClient[] => {
  const entries = text.split(',').map((item) => entry.exec(item.trim()));
  const clients = entries.flatMap((match) => {
    const [, id, secretHash] = match ?? [];
    const isEntry = id !== undefined && secretHash !== undefined && entryName.pattern.test(id);
    return isEntry ? [{ id, secretHash }] : [];
  });
  if (clients.some(({ secretHash }) => isHashOfWord(Buffer.from(secretHash, 'hex')))) {
    context.addIssue(
      'has the hash of a secret that everyone can guess; write what "authgraph client NAME" prints',
    );
    return z.NEVER;
  }
  if (clients.length === entries.length) return Object.freeze(clients);
  context.addIssue(
    'is not a list of NAME:HASH; write what "authgraph client NAME" prints, with commas between the services',
  );
  return z.NEVER;
});

export const clientOptions = {
  SERVICE_CLIENTS: option({
    schema: serviceClients,
    default: Object.freeze([]) as readonly ServiceClient[],
    defaultText: 'none: there is no `/introspect`, `/revoke` and `/revocations`',
    unit: 'list of NAME:HASH',
    description:
      'Services that may check tokens, end sessions and follow ended ones ([guide](guides/introspection.md)).',
    bounds:
      'as `authgraph client NAME` prints them; a name of up to 64 letters, digits, `.`, `_` or `-`, twice while its secret changes.',
    danger: 'A secret reads the user of any token, and ends its session.',
    secret: true,
  }),
};
