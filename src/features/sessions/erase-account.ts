import type { Clock } from '../../platform/clock.js';
import type { Transact } from '../../platform/database/storage.js';
import { eraseClients, type AuditStore } from '../../platform/events/store.js';
import type { AuditEntry, AuditTrail, EventStores } from '../../platform/events/trail.js';
import { usernameKey } from '../accounts/identifiers.js';
import { lookAlikeKeys } from '../accounts/look-alikes.js';
import { lockUnlessLastAdministrator } from '../accounts/roles.js';
import type { SessionChanges } from './facts.js';
import type { SessionStores } from './session.js';

/** What deleting an account needs, for its user and for administrators. */
export interface ErasureDependencies {
  readonly stores: { readonly audit: AuditStore };
  readonly transact: Transact<SessionStores & EventStores>;
  readonly clock: Clock;
  readonly audit: AuditTrail<SessionChanges>;
  /** Whose last owner may not leave. */
  readonly adminRole: string;
  /** Seconds for which the name of a deleted account stays reserved; 0: it is free at once. */
  readonly usernameHold: number;
}

/**
 * Deletes an account, and with it sessions, profile and all that refers to it, at once. What stays is the record of
 * security events by the account's id, without addresses and user agents, and, as a hash, the name, so that nobody
 * can pass for its user.
 * @param origin who does it, where that is not the user
 * @param onceHeld looks again, once nobody else changes the account
 * @returns whether there was such an account
 * @throws AuthError `LAST_ADMIN`
 */
export async function eraseAccount(
  { stores, transact, clock, audit, adminRole, usernameHold }: ErasureDependencies,
  id: string,
  origin: Pick<AuditEntry, 'actorId' | 'sessionId' | 'client'> = {},
  onceHeld?: (stores: SessionStores) => Promise<unknown>,
): Promise<boolean> {
  const now = clock.now();
  const isDone = await transact(async (changing) => {
    const user = await lockUnlessLastAdministrator(changing, id, adminRole);
    if (user === undefined) return false;
    await onceHeld?.(changing);
    await changing.users.delete(id);
    if (usernameHold > 0) {
      const hold = { userId: null, endsAt: now + usernameHold * 1000 };
      const { username } = user;
      await changing.reservedUsernames.put(usernameKey(username), hold, lookAlikeKeys(username)[0]);
    }
    // With the deletion, so that maintenance finds it even if this process ends here.
    const event = { type: 'user.deleted', userId: id, change: { userId: id } } as const;
    await audit.recordIn(changing, { ...origin, ...event });
    return true;
  });
  if (!isDone) return false;
  // What waits to be stored has the user's address, too.
  await audit.flush();
  await eraseClients(stores.audit, id);
  return true;
}
