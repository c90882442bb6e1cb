import { randomBytes } from 'node:crypto';
import type { Transact } from '../../platform/database/storage.js';
import { createOneTimeTokens } from '../../platform/one-time-tokens/one-time-tokens.js';
import { AuthError } from '../../platform/errors/auth-error.js';
import { eraseAccount, type ErasureDependencies } from '../sessions/erase-account.js';
import { accountReasons } from '../accounts/facts.js';
import { checkedMetadata } from '../accounts/metadata.js';
import { emailAddressReasons } from '../email-addresses/facts.js';
import { linkOf } from '../email-addresses/send-link.js';
import type { User } from '../accounts/user.js';
import { checkedChange } from '../profile/service.js';
import {
  holdUser,
  originOf,
  recordAction,
  type ActionStores,
  type AdminAction,
  type AdminActionDependencies,
} from './admin-action.js';
import { administrationReasons } from './facts.js';

/**
 * Deletes an account of someone else, as its user could.
 * @throws AuthError `USER_NOT_FOUND`, `OWN_ACCOUNT`, `LAST_ADMIN`
 */
export async function deleteUser(
  dependencies: ErasureDependencies,
  { actor, userId }: AdminAction,
): Promise<void> {
  if (actor !== 'operator' && actor.viewer.user.id === userId) {
    throw new AuthError(administrationReasons.OWN_ACCOUNT);
  }
  if (!(await eraseAccount(dependencies, userId, originOf(actor)))) {
    throw new AuthError(administrationReasons.USER_NOT_FOUND);
  }
}

/** What to change: `null` takes it away, `undefined` leaves it as it is. */
export interface UserUpdate {
  readonly displayName?: string | null | undefined;
  /** A BCP 47 tag, in any spelling. */
  readonly locale?: string | null | undefined;
  /** Anything; both are checked. The whole of it is replaced. */
  readonly publicMetadata?: unknown;
  readonly privateMetadata?: unknown;
}

export interface UpdateDependencies extends Omit<AdminActionDependencies, 'transact'> {
  readonly transact: Transact<ActionStores>;
  /** Bytes of JSON, of public and of private metadata. */
  readonly metadataMaxSize: number;
}

/**
 * Changes what an account says of its user, and what the application keeps with it; all of it or nothing.
 * @throws AuthError `USER_NOT_FOUND`, `DISPLAY_NAME_INVALID`, `LOCALE_INVALID`, `METADATA_INVALID`,
 * `METADATA_TOO_LARGE`
 */
export async function updateUser(
  dependencies: UpdateDependencies,
  action: AdminAction,
  { privateMetadata, ...update }: UserUpdate,
): Promise<User> {
  const { transact, metadataMaxSize } = dependencies;
  const change = checkedChange(update, metadataMaxSize);
  const hidden =
    privateMetadata === undefined
      ? undefined
      : checkedMetadata(privateMetadata ?? {}, metadataMaxSize);
  const fields = [
    ...(Object.keys(change) as (keyof typeof change)[]),
    ...(hidden === undefined ? [] : (['privateMetadata'] as const)),
  ];
  return transact(async (stores) => {
    const before = await holdUser(stores, action.userId);
    if (fields.length === 0) return before;
    const after = (await stores.profiles.update(before.id, change)) ?? before;
    if (hidden !== undefined) await stores.profiles.setPrivateMetadata(before.id, hidden);
    const event = { type: 'user.profile_changed', detail: { fields } } as const;
    await recordAction(dependencies, stores, action, {
      ...event,
      change: { before, after, fields },
    });
    return after;
  });
}

/**
 * Gives an account an address that the operator vouches for.
 * @throws AuthError `USER_NOT_FOUND`, `EMAIL_TAKEN`
 */
export async function setEmail(
  dependencies: AdminActionDependencies,
  action: AdminAction,
  email: string,
): Promise<User> {
  return dependencies.transact(async (stores) => {
    const before = await holdUser(stores, action.userId);
    if (!(await stores.users.setVerifiedEmail(before.id, email))) {
      throw new AuthError(accountReasons.EMAIL_TAKEN);
    }
    // Links that went to another address lead nowhere from now on.
    await stores.oneTimeTokens.removeAllOfUser(before.id);
    const after = { ...before, email, emailVerified: true };
    const event = { type: 'email.changed', change: { before, after } } as const;
    await recordAction(dependencies, stores, action, event);
    return after;
  });
}

/** Where the link to a new password leads, and how long it can be used (s). */
export interface ResetLinks {
  readonly pattern: string;
  readonly lifetime: number;
}

const noAddress = {
  message: 'This account has no verified e-mail address. Set one first with "user set-email".',
};

/** The reason's sentence names an operation of the API, which an operator at the command line does not have. */
const isDisabled = {
  sentence: {
    message: 'This account is disabled. Enable it first with "authgraph user enable".',
    ko: '비활성화된 계정입니다. 먼저 "authgraph user enable"로 활성화해 주세요.',
  },
};

/**
 * Makes the link of `sendPasswordReset` without a mail, for an operator to hand over. It speaks for the verified
 * address, as the mailed one does. Until it is used, the old password stays good.
 * @throws AuthError `USER_NOT_FOUND`, `USER_DISABLED`, `EMAIL_MISSING`
 */
export async function makeResetLink(
  dependencies: AdminActionDependencies & { readonly resetLinks: ResetLinks },
  action: AdminAction,
): Promise<string> {
  const { transact, clock, resetLinks } = dependencies;
  const { pattern, lifetime } = resetLinks;
  // Of a key that nobody has: the code beside the token, which is shown to nobody, is good for nothing.
  const oneTimeTokens = createOneTimeTokens({ clock, codeKey: randomBytes(32) });
  return transact(async (stores) => {
    const user = await holdUser(stores, action.userId);
    if (user.disabledAt !== null) {
      throw new AuthError(administrationReasons.USER_DISABLED, isDisabled);
    }
    const { id, email, emailVerified } = user;
    if (email === null || !emailVerified) {
      throw new AuthError(emailAddressReasons.EMAIL_MISSING, noAddress);
    }
    const wanted = { purpose: 'reset-password', subject: id, userId: id, email, lifetime } as const;
    const { token } = await oneTimeTokens.issue(stores.oneTimeTokens, wanted);
    await recordAction(dependencies, stores, action, { type: 'password.reset_requested' });
    return linkOf(pattern, token);
  });
}
