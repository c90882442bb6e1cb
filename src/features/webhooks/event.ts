import type { RevocationReason, Session } from '../sessions/session.js';
import type { User } from '../accounts/user.js';

/** Everything that webhooks tell of. Names are stable; receivers are built on them. */
export const webhookEventTypes = [
  'user.created',
  'user.updated',
  'user.disabled',
  'user.enabled',
  'user.deleted',
  'password.changed',
  'session.created',
  'session.ended',
  'session.ended_everywhere',
] as const;

export type WebhookEventType = (typeof webhookEventTypes)[number];

/**
 * What is sent of a user: how the account is after the event. No e-mail address, no profile: who may know
 * them asks for them, by the id.
 */
export interface WebhookUser {
  readonly id: string;
  readonly username: string;
  readonly roles: readonly string[];
  readonly emailVerified: boolean;
  readonly disabled: boolean;
  /** ISO 8601. */
  readonly createdAt: string;
}

/** What of an account can change with `user.updated`. */
export type ChangedField =
  'username' | 'email' | 'roles' | 'displayName' | 'locale' | 'publicMetadata' | 'privateMetadata';

/** What happened, in the shapes that docs/guides/webhooks.md gives. Fields may be added, never removed. */
export type WebhookEvent =
  | {
      readonly type: 'user.created' | 'user.disabled' | 'user.enabled' | 'password.changed';
      readonly data: { readonly user: WebhookUser };
    }
  | {
      readonly type: 'user.updated';
      readonly data: { readonly user: WebhookUser; readonly changed: readonly ChangedField[] };
    }
  | {
      readonly type: 'user.deleted';
      readonly data: { readonly user: Pick<WebhookUser, 'id'> };
    }
  | {
      readonly type: 'session.created';
      readonly data: {
        readonly session: Pick<Session, 'id' | 'userId' | 'actorId'> & {
          /** ISO 8601, both. */
          readonly createdAt: string;
          readonly expiresAt: string;
        };
      };
    }
  | {
      readonly type: 'session.ended';
      readonly data: {
        readonly session: Pick<Session, 'id' | 'userId'>;
        readonly reason: RevocationReason;
      };
    }
  | {
      readonly type: 'session.ended_everywhere';
      readonly data: {
        readonly user: Pick<WebhookUser, 'id'>;
        /** How many ended. */
        readonly sessions: number;
        /** The one that goes on, if one does. */
        readonly keptSessionId: string | null;
        readonly reason: RevocationReason;
      };
    };

export function toWebhookUser(user: User): WebhookUser {
  const { id, username, roles, emailVerified, disabledAt, createdAt } = user;
  const disabled = disabledAt !== null;
  return { id, username, roles, emailVerified, disabled, createdAt: timeOf(createdAt) };
}

/** What webhooks say of a session. */
export function webhookOfSession({ id, userId, actorId, createdAt, expiresAt }: Session) {
  const times = { createdAt: timeOf(createdAt), expiresAt: timeOf(expiresAt) };
  return { id, userId, actorId, ...times };
}

function timeOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

/** An endpoint, and its events. */
export interface WebhookEndpoint {
  /** What operators know it by: everything else of it may be secret. */
  readonly name: string;
  readonly url: string;
  /** `whsec_…`; every one of them signs, so that the receiver can go from one to the next. */
  readonly secrets: readonly string[];
  readonly events: readonly WebhookEventType[];
}
