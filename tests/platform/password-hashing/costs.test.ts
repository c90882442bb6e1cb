import { expect, test } from 'vitest';
import { createAuthServer } from '../../../src/app/create-auth-server.js';
import { loadConfig } from '../../../src/app/config.js';
import { createLogger } from '../../../src/platform/logger.js';
import { defaultArgon2Parameters } from '../../../src/platform/password-hashing/formats/argon2id.js';
import { createMigratedDatabase } from '../../support/databases.js';

const logger = createLogger('silent');

test.each(['memoryCost', 'timeCost'] as const)(
  'production refuses password hashes with a lower %s than the default',
  async (cost) => {
    const database = await createMigratedDatabase('sqlite');
    const environment = {
      DATA_DIR: database.dataDir,
      PUBLIC_URL: 'https://auth.example.com',
      AUTHGRAPH_SECRET: 'l4Zk0aYkq1sV7uQm9xT2cRb8nWf3hJd6pEgUoIyA5tK=',
    };
    const start = (lower: number, nodeEnv: string) =>
      createAuthServer(loadConfig({ ...environment, NODE_ENV: nodeEnv }), {
        logger,
        passwordCosts: {
          ...defaultArgon2Parameters,
          [cost]: defaultArgon2Parameters[cost] - lower,
        },
      });
    await expect(start(1, 'production')).rejects.toThrow('passwordCosts is below the default');
    await (await start(0, 'production')).close();
    await (await start(1, 'test')).close();
    await database.drop();
  },
);
