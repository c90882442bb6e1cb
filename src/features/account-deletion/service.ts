import type { ClientInfo } from '../../platform/client-info.js';
import type { SessionAndUser } from '../sessions/store.js';
import { deleteAccount } from './delete-account.js';
import type { LeavingDependencies } from './dependencies.js';
import { disableAccount } from './disable-account.js';
import { exportData } from './export-data.js';
import { createExportTurns } from './export-turns.js';
import type { JsonObject } from '../../platform/json.js';

/** How users leave, and what they take along; each verb is described in the file of its name. */
export interface Leaving {
  delete(viewer: SessionAndUser): Promise<void>;
  disable(viewer: SessionAndUser, client: ClientInfo): Promise<void>;
  exportData(viewer: SessionAndUser, client: ClientInfo): Promise<JsonObject>;
}

export function createLeaving(dependencies: LeavingDependencies): Leaving {
  const turns = createExportTurns();
  return {
    delete: (viewer) => deleteAccount(dependencies, viewer),
    disable: (viewer, client) => disableAccount(dependencies, viewer, client),
    exportData: (viewer, client) =>
      turns.take(viewer.user.id, () => exportData(dependencies, viewer, client)),
  };
}
