import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { loadConfig } from '../../src/app/config.js';
import { authgraph, outputOf, runHere } from './run.js';

test('client makes a new secret each time, and what SERVICE_CLIENTS takes of it', async () => {
  const secrets = new Set<string>();
  for (const run of [authgraph, runHere]) {
    const output = await outputOf(['client', 'notes-api'], {}, run);
    const [secret = '', entry = ''] =
      output.match(/^ {2}(\S+)$/gm)?.map((line) => line.trim()) ?? [];
    expect(Buffer.from(secret, 'base64url')).toHaveLength(32);
    const { serviceClients } = loadConfig({ SERVICE_CLIENTS: entry });
    const secretHash = createHash('sha256').update(secret).digest('hex');
    expect(serviceClients).toEqual([{ id: 'notes-api', secretHash }]);
    secrets.add(secret);
  }
  expect(secrets.size).toBe(2);
});

test.each(['no tes', 'a,b', 'a:b', '.', 'x'.repeat(65)])(
  'client refuses the name %j',
  async (name) => {
    const { code, stdout, stderr } = await runHere(['client', name]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('1 to 64 letters');
  },
);
