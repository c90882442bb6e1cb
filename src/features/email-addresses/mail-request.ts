import type { ClientInfo } from '../../platform/client-info.js';
import { AuthError } from '../../platform/errors/auth-error.js';
import { emailKey } from '../accounts/identifiers.js';
import type { Viewer } from '../sessions/context.js';
import { holdViewer } from '../sessions/hold-viewer.js';
import { isAmong } from '../sessions/sign-in-attempts.js';
import type { LinkPurpose, MailedDependencies, MailedStores } from './dependencies.js';
import { mailRequestKind, maskAddress } from '../../platform/mail/mail.js';
import type { OneTimeTokenPurpose } from '../../platform/one-time-tokens/store.js';
import { NothingToSend, type OutboxStore, type JobHandler } from '../../platform/job.js';

/** Mails that anyone can ask for, and the invitation to a new account. */
type RequestedPurpose = Exclude<LinkPurpose, 'invitation'>;

/** Someone wants a mail with a link. */
export interface MailRequest {
  readonly purpose: RequestedPurpose;
  /** As it was given; it is not looked up yet. */
  readonly email: string;
  /** The user who asks for their own address; `null` if the caller is unknown. */
  readonly userId: string | null;
  /** The languages of the request, as BCP 47 tags, the best first. */
  readonly locales: readonly string[];
  readonly client: ClientInfo;
}

/**
 * Takes a request for a mail. It only counts and writes it down: whether anyone has the address is looked
 * up afterwards, by the job handler, so that neither the answer nor its time reveals it.
 * @param viewer whose proof of identity it takes; looked at again where the request is written down
 * @throws AuthError `MAIL_OFF`, `TOO_MANY_MAILS`; with a viewer those of `holdViewer`
 */
export async function requestMail(
  dependencies: MailedDependencies,
  request: MailRequest,
  viewer?: Viewer,
): Promise<void> {
  const { email, transact, clock } = dependencies;
  if (!email.isOn) throw new AuthError('MAIL_OFF');
  await admitMail(dependencies, request);
  await transact(async (stores) => {
    if (viewer !== undefined) await holdViewer(stores, viewer, clock.now());
    await enqueueMailRequest(dependencies, stores.outbox, request);
  });
}

/** A mail by what it is counted by. */
type CountedRequest = Pick<MailRequest, 'email' | 'client'> & {
  readonly purpose: OneTimeTokenPurpose;
};

/** Counts a mail that someone causes; why it may not be sent, if it may not. */
export function countMail(
  { rateLimits, stores, clock }: MailedDependencies,
  { purpose, email, client }: CountedRequest,
): Promise<AuthError | undefined> {
  const recipient = emailKey(email);
  return rateLimits.countMail({ recipient, purpose, address: client.ipAddress }, async () => {
    // One statement, whether or not anyone has the address: its time must not tell.
    const known = await stores.sessions.addressesOf({ verifiedEmailKey: recipient }, clock.now());
    return isAmong(known, client);
  });
}

/** Counts a mail that someone causes. @throws AuthError `TOO_MANY_MAILS` */
export async function admitMail(
  dependencies: MailedDependencies,
  mail: CountedRequest,
): Promise<void> {
  const refusal = await countMail(dependencies, mail);
  if (refusal !== undefined) throw refusal;
}

/**
 * Counts a mail that an administrator sends. It uses allowances of administrators, which unknown callers cannot use up.
 * @throws AuthError `TOO_MANY_MAILS`
 */
export async function admitMailOf(
  administratorId: string,
  { rateLimits }: Pick<MailedDependencies, 'rateLimits'>,
  { purpose, email, client }: { purpose: OneTimeTokenPurpose; email: string; client: ClientInfo },
): Promise<void> {
  const mail = { recipient: emailKey(email), purpose, address: client.ipAddress, administratorId };
  const refusal = await rateLimits.countMail(mail, () => Promise.resolve(false));
  if (refusal !== undefined) throw refusal;
}

/** As it waits in the outbox. Version 0.1 knows one language, and reads and writes `locale` alone. */
type StoredRequest = Omit<MailRequest, 'locales'> &
  Partial<Pick<MailRequest, 'locales'>> & { readonly locale: string | null };

/** Leaves the request in the outbox. @param store the one of the transaction */
export function enqueueMailRequest(
  { email: { outbox, lifetimes }, clock }: MailedDependencies,
  store: OutboxStore,
  request: MailRequest,
): Promise<void> {
  const { purpose, email } = request;
  return outbox.enqueue(store, {
    kind: mailRequestKind,
    payload: { ...request, locale: request.locales[0] ?? null } satisfies StoredRequest,
    label: { mail: purpose, to: maskAddress(email) },
    // A link that comes when nobody waits for it any more only frightens.
    expiresAt: clock.now() + lifetimes[purpose] * 1000,
  });
}

/**
 * Answers a request: makes the secret and posts the mail, or does not, all in the transaction. Returns whom
 * it is about, if anyone.
 */
export type AnswerRequest = (
  dependencies: MailedDependencies,
  stores: MailedStores,
  request: MailRequest,
) => Promise<string | null>;

type RequestEvent =
  | 'email.verification_requested'
  | 'email.change_requested'
  | 'password.reset_requested'
  | 'login.email_requested';

/** How each request is answered, and the event that it is. */
export type Answers = Readonly<
  Record<RequestedPurpose, { answer: AnswerRequest; event: RequestEvent }>
>;

/** Answers requests for mails when they are due. */
export function createMailRequestJobHandler(
  dependencies: MailedDependencies,
  answers: Answers,
): JobHandler {
  const { transact, audit } = dependencies;
  return async (payload) => {
    // Only `enqueueMailRequest` makes payloads of this kind.
    const { locale, locales, ...rest } = payload as StoredRequest;
    const request = { ...rest, locales: locales ?? (locale === null ? [] : [locale]) };
    const { answer, event } = answers[request.purpose];
    return transact(async (stores) => {
      const { counting, posted } = countMails(dependencies);
      const userId = await answer(counting, stores, request);
      await audit.recordIn(stores, { type: event, userId, client: request.client });
      return posted() > 0 ? undefined : new NothingToSend(noAccount);
    });
  };
}

const noAccount =
  'no account that may be written to has confirmed this address, or it needs no mail';

/** The same, and how many mails were posted by it. */
function countMails(dependencies: MailedDependencies) {
  let count = 0;
  const { email } = dependencies;
  const enqueueMail: typeof email.enqueueMail = async (...mail) => {
    await email.enqueueMail(...mail);
    count += 1;
  };
  return { counting: { ...dependencies, email: { ...email, enqueueMail } }, posted: () => count };
}
