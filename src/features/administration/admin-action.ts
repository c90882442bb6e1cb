import type { Happening } from '../../platform/events/trail.js';
import type { ClientInfo } from '../../platform/client-info.js';
import type { SessionAndUser } from '../sessions/store.js';

/** Who does something to whom. */
export interface Act {
  /** The administrator. */
  readonly viewer: SessionAndUser;
  readonly client: ClientInfo;
  /** The account that it is done to, their own too. */
  readonly userId: string;
}

/** What is recorded of every act. */
export function happeningOf({ viewer, client, userId }: Act): Omit<Happening, 'type'> {
  const { user, session } = viewer;
  return { userId, actorId: user.id, sessionId: session.id, client };
}
