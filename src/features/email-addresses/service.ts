import type { ClientInfo } from '../../platform/client-info.js';
import type { Viewer } from '../sessions/context.js';
import type { SessionAndUser } from '../sessions/session.js';
import type { MailedDependencies } from './dependencies.js';
import {
  changeEmail,
  requestVerification,
  verifyEmail,
  type MailRequestContext,
} from './verify-email.js';

/** The token of a link. */
export interface ShownLink {
  readonly token: string;
  readonly client: ClientInfo;
}

/** The verbs around the address of an account; each is described beside its code. */
export interface EmailAddresses {
  requestVerification(viewer: SessionAndUser, context: MailRequestContext): Promise<void>;
  verify(viewer: SessionAndUser, shown: ShownLink): Promise<void>;
  change(viewer: Viewer, wanted: MailRequestContext & { newEmail: string }): Promise<void>;
}

export function createEmailAddresses(dependencies: MailedDependencies): EmailAddresses {
  return {
    requestVerification: (viewer, context) => requestVerification(dependencies, viewer, context),
    async verify(viewer, shown) {
      await verifyEmail(dependencies, viewer, shown);
    },
    change: (viewer, wanted) => changeEmail(dependencies, viewer, wanted),
  };
}
