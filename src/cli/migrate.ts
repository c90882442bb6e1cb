import { loadConfig } from '../app/load-config.js';
import { openConfiguredStorage } from '../app/core.js';
import { createLogger } from '../platform/logger.js';
import { print } from './output.js';

export interface MigrateOptions {
  readonly dryRun?: boolean;
}

export async function migrate({ dryRun = false }: MigrateOptions): Promise<void> {
  const storage = await openConfiguredStorage(loadConfig(), createLogger('silent'));
  try {
    const names = dryRun ? await storage.pendingMigrations() : await storage.migrate();
    for (const name of names) print(`${dryRun ? 'pending' : 'applied'}  ${name}`);
    if (names.length === 0) print('The database is up to date.');
  } finally {
    await storage.close();
  }
}
