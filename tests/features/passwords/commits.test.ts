import { expect, test } from 'vitest';
import { countWrites } from '../../support/count-writes.js';
import { startTestServer } from '../../support/test-server.js';

test('a sign-in by password commits its attempt, and all the rest together', async () => {
  const limits = { LIMIT_LOGIN_FAILURES: '5', LIMIT_LOGIN_FAILURES_PER_ADDRESS: '20' };
  const server = await startTestServer({ env: limits });
  await server.signUp('ada');
  const written = await countWrites(server.database);
  await server.login('ada');
  expect(await written.read()).toBe(2);
  await server.close();
});
