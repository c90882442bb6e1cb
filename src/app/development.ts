import { join } from 'node:path';
import { createDevelopment, type Development } from '../features/development/feature.js';
import type { Core } from './core.js';

/** What is there for development alone. */
export function createDevelopmentOf(
  { config, storage }: Core,
  isDraining: () => boolean,
): Development | undefined {
  const { production, publicUrl, sandbox, graphiql, smtpUrl, dataDir } = config;
  if (production) return undefined;
  return createDevelopment({
    database: storage.kind === 'sqlite' ? 'SQLite' : 'PostgreSQL',
    endpoint: `${publicUrl}/graphql`,
    sandbox,
    graphiql,
    mailFolder: smtpUrl === undefined ? join(dataDir, 'mail') : undefined,
    ping: () => storage.ping(),
    isDraining,
  });
}
