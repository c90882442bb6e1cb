// One of several processes that start at the same moment: waits for a line on standard input, then
// migrates and adds the first signing key, and prints what it did. Arguments: StorageOptions in JSON.
import { once } from 'node:events';
import { openStorage } from '../../../dist/app/storage.js';

const options = JSON.parse(process.argv[2]);
console.log('ready');
await once(process.stdin, 'data');

const storage = await openStorage(options);
const applied = await storage.migrate();
const pending = await storage.pendingMigrations();
const key = {
  kid: `key-of-${process.pid}`,
  algorithm: 'ES256',
  sequence: 1,
  publicJwk: { kty: 'EC' },
  encryptedPrivateKey: 'sealed',
  createdAt: 1,
  activatesAt: 1,
  expiresAt: null,
  revokedAt: null,
};
const added = await storage.keys.add(key, { expireEarlierAt: 1 });
await storage.close();
console.log(JSON.stringify({ applied, pending, added }));
process.exit(0);
