import type { AccountDependencies } from '../dependencies.js';

/** What the verbs of administrators share. */
export interface AdministrationDependencies extends AccountDependencies {
  /** Whose last owner keeps it. */
  readonly adminRole: string;
}
