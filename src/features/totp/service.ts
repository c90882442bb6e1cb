import { randomBytes } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import type { ClientInfo } from '../../platform/client-info.js';
import type { Transact } from '../../platform/database/storage.js';
import { AuthError } from '../../platform/errors/auth-error.js';
import type { AuditTrail } from '../../platform/events/trail.js';
import { isVisibleLine } from '../accounts/identifiers.js';
import { byUser, type User } from '../accounts/user.js';
import { namesInMail } from '../accounts/usernames.js';
import type { SessionChanges } from '../sessions/facts.js';
import type { TokenPairIssuer } from '../sessions/refresh-token.js';
import type { SecondFactor } from '../sessions/second-factor.js';
import { sendSecurityNotice } from '../sessions/security-notice.js';
import type { Viewer } from '../sessions/context.js';
import type { SessionAndUser } from '../sessions/session.js';
import type { TwoStepChanges } from '../two-step/facts.js';
import { holdViewer } from '../sessions/hold-viewer.js';
import type { TwoStepChangeModel } from '../two-step/service.js';
import {
  disableTwoStep,
  enableTwoStep,
  hasSecondFactor,
  type TwoStepStores,
} from '../two-step/two-step.js';
import { base32Of, otpauthUri, secretBytes, stepOf } from './codes.js';
import {
  limitedCode,
  secretOf,
  totpProof,
  wrongTotpCode,
  type TotpFactorOptions,
  type TotpStores,
} from './factor.js';
import { totpReasons, type TotpChanges } from './facts.js';
import type { TotpFactor } from './totp.sql.js';

/** Authenticator apps of one account, those included that wait for their first code. */
const maxFactors = 10;
/** Characters (code points) of a label. */
const labelMaxLength = 64;
/** Seconds for which the first code is waited for. */
const enrollmentLifetime = 900;

interface EnrollmentStores extends TotpStores, TwoStepStores {}

export interface TotpOptions<Stores extends EnrollmentStores> extends Omit<
  TotpFactorOptions,
  'transact'
> {
  readonly stores: Stores;
  readonly transact: Transact<Stores>;
  readonly audit: AuditTrail<TotpChanges & TwoStepChanges & SessionChanges>;
  readonly pairs: TokenPairIssuer;
  /** All second factors that are on. */
  readonly factors: readonly SecondFactor<Stores>[];
  /** The name of the service, as apps show it. */
  readonly issuer: string;
}

/** Behind `type TotpEnrollment`. */
export interface TotpEnrollment {
  readonly factorId: string;
  readonly secret: string;
  readonly otpauthUri: string;
  /** Seconds. */
  readonly expiresIn: number;
}

/** What users do with their authenticator apps; each verb is described below. */
export interface Totp {
  begin(viewer: SessionAndUser, label: string | null): Promise<TotpEnrollment>;
  confirm(viewer: Viewer, shown: FirstCode): Promise<TwoStepChangeModel>;
  remove(viewer: Viewer, id: string, client: ClientInfo): Promise<TwoStepChangeModel>;
  /** The confirmed ones by user. Who has none is left out. */
  readonly factorsOf: (userIds: readonly string[]) => Promise<Map<string, TotpFactor[]>>;
}

interface FirstCode {
  readonly factorId: string;
  readonly code: string;
  readonly client: ClientInfo;
}

export function createTotp<Stores extends EnrollmentStores>(options: TotpOptions<Stores>): Totp {
  const { stores, pairs } = options;
  return {
    begin: (viewer, label) => begin(options, viewer, label),
    async confirm(viewer, shown) {
      const { signedIn, recoveryCodes } = await confirm(options, viewer, shown);
      return { tokens: pairs.issue(signedIn), recoveryCodes };
    },
    async remove(viewer, id, client) {
      const signedIn = await remove(options, viewer, id, client);
      return { tokens: pairs.issue(signedIn), recoveryCodes: null };
    },
    factorsOf: async (userIds) => byUser(await stores.totp.listOf(userIds)),
  };
}

/**
 * Makes a secret, which is good for nothing until `confirm` has seen a code of it.
 * @throws AuthError `LABEL_INVALID`, `FACTOR_LIMIT`, `TOKEN_REVOKED`
 */
async function begin<Stores extends EnrollmentStores>(
  { transact, clock, cipher, issuer }: TotpOptions<Stores>,
  { user }: SessionAndUser,
  wanted: string | null,
): Promise<TotpEnrollment> {
  const label = wanted === null ? null : checkedLabel(wanted);
  const [id, secret, createdAt] = [uuidv7(), randomBytes(secretBytes), clock.now()];
  const factor: TotpFactor = {
    ...{ id, userId: user.id, secret: cipher.encrypt(secret, id), label, createdAt },
    ...{ confirmedAt: null, lastUsedAt: null },
  };
  await transact(async ({ users, totp }) => {
    // Held, so that of several at once no more than allowed are added.
    if ((await users.lockUser(user.id)) === undefined) throw new AuthError('TOKEN_REVOKED');
    if ((await totp.count(user.id, createdAt)) >= maxFactors) {
      throw new AuthError(totpReasons.FACTOR_LIMIT);
    }
    await totp.add(factor, createdAt + enrollmentLifetime * 1000);
  });
  const { username } = namesInMail(user, user.email ?? user.username);
  const uri = otpauthUri(secret, { issuer, label: username });
  const expiresIn = enrollmentLifetime;
  return { factorId: id, secret: base32Of(secret), otpauthUri: uri, expiresIn };
}

/** @throws AuthError `LABEL_INVALID` */
function checkedLabel(input: string): string {
  const label = input.trim();
  if (!isVisibleLine(label, labelMaxLength)) throw new AuthError(totpReasons.LABEL_INVALID);
  return label;
}

/**
 * Adds the app by its first code, which is used up. The session has two factors from then on. The first app turns
 * two-step sign-in on; the owner gets one mail, of that or of the app.
 * @throws AuthError `CODE_INVALID`, `FACTOR_NOT_FOUND`, `STEP_UP_REQUIRED`, `TOO_MANY_ATTEMPTS`, `TOO_MANY_CHANGES`,
 * `TOKEN_REVOKED`
 */
async function confirm<Stores extends EnrollmentStores>(
  options: TotpOptions<Stores>,
  viewer: Viewer,
  { factorId, code, client }: FirstCode,
) {
  const { transact, clock, audit, rateLimits } = options;
  const now = clock.now();
  const { id: userId } = viewer.user;
  const limits = { ...options, transact: transact as TotpFactorOptions['transact'] };
  await rateLimits.countCredentialChange(userId);
  const change = await limitedCode(limits, viewer.user, () =>
    transact(async (stores) => {
      // A token of before the first app is still of one factor. It must not bring an app of its own.
      const { user } = await holdViewer(stores, viewer, now);
      const factor = await stores.totp.findPending(factorId, userId, now);
      if (factor === undefined) throw new AuthError(totpReasons.FACTOR_NOT_FOUND);
      const step = stepOf(secretOf(options, factor), code, now);
      if (step === undefined || !(await stores.totp.confirm(factorId, step, now))) return undefined;
      const added = { userId, sessionId: viewer.session.id, client, detail: { method: 'totp' } };
      await audit.recordIn(stores, { type: 'factor.added', ...added });
      if (user.twoStepSince !== null) await notify(options, stores, user, 'factor-added');
      const proved = { viewer: { ...viewer, user }, proof: totpProof, client, now };
      return enableTwoStep(options, stores, proved);
    }),
  );
  if (change === undefined) throw new AuthError(wrongTotpCode);
  return change;
}

/**
 * Removes an app. Without another second factor this turns two-step sign-in off, with the mail of that.
 * @returns the account as it is then, and the session
 * @throws AuthError `FACTOR_NOT_FOUND`, `TOKEN_REVOKED`, `STEP_UP_REQUIRED`
 */
async function remove<Stores extends EnrollmentStores>(
  options: TotpOptions<Stores>,
  viewer: Viewer,
  id: string,
  client: ClientInfo,
): Promise<SessionAndUser> {
  const { transact, audit, factors, clock } = options;
  return transact(async (stores) => {
    const held = await holdViewer(stores, viewer, clock.now());
    const { user, session } = held;
    const userId = user.id;
    if (!(await stores.totp.remove(id, userId))) throw new AuthError(totpReasons.FACTOR_NOT_FOUND);
    const removed = { userId, sessionId: session.id, client, detail: { method: 'totp' } };
    await audit.recordIn(stores, { type: 'factor.removed', ...removed });
    if (await hasSecondFactor(factors, stores, userId)) {
      await notify(options, stores, user, 'factor-removed');
      return held;
    }
    await disableTwoStep(options, stores, factors, { user, sessionId: session.id, client });
    return { ...held, user: { ...user, twoStepSince: null } };
  });
}

function notify<Stores extends EnrollmentStores>(
  options: TotpOptions<Stores>,
  { outbox }: Stores,
  user: User,
  name: 'factor-added' | 'factor-removed',
): Promise<void> {
  return sendSecurityNotice(options, outbox, user, { name });
}
