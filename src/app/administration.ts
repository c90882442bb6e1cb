import type { AdministrationDependencies } from '../features/administration/admin-action.js';
import { createDirectory } from '../features/administration/directory.js';
import type { AdministrationServices } from '../features/administration/feature.js';
import {
  createFactorResets,
  type FactorResetOptions,
} from '../features/administration/reset-factors.js';
import { createAdministration } from '../features/administration/service.js';
import type { Core } from './core.js';
import { eventTypes } from './facts.js';
import type { Stores } from './storage.js';

type Configured = 'adminRole' | 'usernameHold' | 'metadataMaxSize' | 'impersonationExpires';

type Shared = Omit<AdministrationDependencies, Configured> &
  Omit<FactorResetOptions<Stores>, 'adminRole' | 'delay' | 'link'>;

/** What administrators see and do. */
export function createAdministrationOf(
  { config, storage }: Pick<Core, 'config' | 'storage'>,
  shared: Shared,
): Omit<AdministrationServices, 'sessions'> {
  const { adminRole, usernameHold, metadataMaxSize, impersonationExpires } = config;
  const { factorResetDelay: delay, mailLinkKeepFactors: link } = config;
  return {
    administration: createAdministration({
      ...shared,
      ...{ adminRole, impersonationExpires, usernameHold, metadataMaxSize },
    }),
    directory: createDirectory({ ...storage, store: storage.directory, eventTypes, adminRole }),
    factorResets: createFactorResets({ ...shared, adminRole, delay, link }),
  };
}
