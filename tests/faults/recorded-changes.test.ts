import { randomBytes } from 'node:crypto';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openStorage } from '../../src/app/storage.js';
import type { EventType } from '../../src/app/facts.js';
import { variablesFor } from '../cli/run.js';
import { databases } from '../support/databases.js';
import { dataOf, refusalOf } from '../support/graphql-client.js';
import { startServerProcess } from '../support/server-process.js';

const env = { AUTHGRAPH_SECRET: randomBytes(48).toString('base64'), REFRESH_GRACE: '0' };

describe.each(databases)('a service on $name that is killed with its answer', (kind) => {
  test('each acknowledged change is on record', { timeout: 120_000 }, async () => {
    const database = await kind.createMigrated();
    onTestFinished(() => database.drop());
    const variables = { ...variablesFor(database), ...env };

    /** Starts the service, does `work`, and kills it as soon as the answer is there. */
    async function killedAfter<T>(
      work: (service: Awaited<ReturnType<typeof startServerProcess>>) => Promise<T>,
    ): Promise<T> {
      const service = await startServerProcess(variables);
      try {
        return await work(service);
      } finally {
        await service.kill();
      }
    }

    const { user } = await killedAfter(async (service) => {
      return dataOf(await service.register({ username: 'ada' })).register;
    });
    const { accessToken, refreshToken } = await killedAfter(async (service) => {
      return dataOf(await service.login('ada')).login;
    });
    await killedAfter(async (service) => {
      const options = { token: accessToken };
      dataOf(
        await service.send('mutation { updateProfile(displayName: "A") { id } }', {}, options),
      );
    });
    await killedAfter(async (service) => {
      dataOf(await service.refresh(refreshToken));
      expect(refusalOf(await service.refresh(refreshToken)).reason).toBe('TOKEN_REUSED');
    });

    const storage = await openStorage(database.options);
    onTestFinished(() => storage.close());
    const types = (await storage.audit.list({ userId: user.id, limit: 10 })).map((e) => e.type);
    const expected: EventType[] = [
      'user.registered',
      'login.succeeded',
      'user.profile_changed',
      'session.token_reused',
    ];
    expect(types).toEqual(expected);
  });
});
