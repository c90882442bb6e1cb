import type { Session } from '../sessions/session.js';
import type { User } from '../users/user.js';

export type { TokenPair as TokenPairModel } from '../tokens/token-pair.js';

/** Behind `type User`. */
export interface UserModel {
  readonly user: User;
  /** The user's own session that looks, to mark it among the others; `null`: someone else looks. */
  readonly viewerSessionId: string | null;
}

/** Behind `type Session`. */
export interface SessionModel {
  readonly session: Session;
  readonly current: boolean;
}
