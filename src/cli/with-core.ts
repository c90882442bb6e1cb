import { loadConfig } from '../app/load-config.js';
import { openCore, type Core } from '../app/core.js';
import { createLogger } from '../platform/logger.js';

/**
 * Runs a command on the configured database, which gets its pending migrations first, as when the
 * service starts. The logs would be no use among a command's output. @param config default: the environment's
 */
export async function withCore<T>(
  work: (core: Core) => Promise<T>,
  config = loadConfig(),
): Promise<T> {
  const core = await openCore(config, { logger: createLogger('silent') });
  try {
    return await work(core);
  } finally {
    await core.close();
  }
}
