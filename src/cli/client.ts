import { randomBytes } from 'node:crypto';
import { hashSecret } from '../features/oauth/clients.js';
import { entryName } from '../platform/config/option.js';
import { print } from './output.js';
import { UsageError } from './report-error.js';

/** Makes the secret of a service, and what SERVICE_CLIENTS holds of it. Nothing is stored. */
export function makeClient(name: string): void {
  if (!entryName.pattern.test(name)) {
    throw new UsageError(`the name has ${entryName.form}`);
  }
  const secret = randomBytes(32).toString('base64url');
  print(`The secret of ${name}, for its own configuration; it is shown this once:`);
  print(`  ${secret}`);
  print('For SERVICE_CLIENTS of this service, after a comma if there are others:');
  print(`  ${name}:${hashSecret(secret)}`);
}
