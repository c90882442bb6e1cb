import {
  doubtsAbout,
  loadConfig,
  maxTokenLifetime,
  readEnvironment,
  type Config,
} from '../app/config.js';
import { openCore, type Core, openConfiguredStorage } from '../app/core.js';
import { createLogger } from '../platform/logger.js';
import { print, printNote } from '../platform/command-line/output.js';

/**
 * The configuration of a command, from the environment and `.env`. A variable that is almost an option is a
 * warning, for other programs have variables too.
 * @throws ConfigError
 */
export function readConfig(warn = (doubt: string) => printNote(`warning: ${doubt}`)): Config {
  const { variables } = readEnvironment();
  const config = loadConfig(variables);
  doubtsAbout(variables).forEach(warn);
  return config;
}

/** What commands get. */
export interface CommandCore extends Core {
  /** The longest that any token lives, in seconds. */
  readonly tokenLifetime: number;
}

/**
 * Runs a command on the configured database, which gets its pending migrations first, as when the
 * service starts. The logs would be no use among a command's output.
 */
export async function withCore<T>(
  work: (core: CommandCore) => Promise<T>,
  config: Config,
): Promise<T> {
  const core = await openCore(config, { logger: createLogger('silent') });
  try {
    return await work({ ...core, tokenLifetime: maxTokenLifetime(config) });
  } finally {
    await core.close();
  }
}

interface MigrateOptions {
  readonly dryRun?: boolean;
}

export async function migrate({ dryRun = false }: MigrateOptions): Promise<void> {
  const storage = await openConfiguredStorage(readConfig(), createLogger('silent'));
  try {
    const names = dryRun ? await storage.pendingMigrations() : await storage.migrate();
    for (const name of names) print(`${dryRun ? 'pending' : 'applied'}  ${name}`);
    if (names.length === 0) print('The database is up to date.');
  } finally {
    await storage.close();
  }
}
