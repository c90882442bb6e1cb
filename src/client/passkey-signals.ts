import type { Ceremonies } from './passkey-ceremonies.js';
import {
  sendSignal,
  type Ceremony,
  type CreationOptions,
  type RequestOptions,
} from './passkey-device.js';
import { AuthgraphError } from './result.js';
import type { Session } from './verbs.js';

/** Browsers that do not know a signal throw. Nothing depends on one. */
const sends = (signal: Parameters<typeof sendSignal>[0]) =>
  sendSignal(signal).catch(() => undefined);

/** Tells the browser, and its password manager, what the service knows of passkeys (Web Authentication Level 3, §5.1.10). */
export function createSignals(session: Pick<Session, 'state'>, { begin }: Ceremonies) {
  let rpID: string | undefined;

  return { sync, made };

  /** Which passkeys the account has, and what its user is called. */
  async function sync(): Promise<void> {
    const state = session.state();
    if (state.status !== 'signedIn' || !('PublicKeyCredential' in globalThis)) return;
    const credentialIDs = await accepted();
    if (rpID === undefined || credentialIDs === undefined) return;
    const { id, username, email } = state.user;
    const [userID, userName] = [userHandleOf(id), username || (email ?? '')];
    await sends({
      signalName: 'allAcceptedCredentials',
      ...{ rpID, userID, allAcceptedCredentialIDs: credentialIDs },
    });
    const names = { userName, userDisplayName: userName };
    await sends({ signalName: 'currentUserDetails', ...{ rpID, userID, ...names } });
  }

  /** What a passkey of the user is asked for lists them all. */
  async function accepted(): Promise<string[] | undefined> {
    try {
      const options = (await begin.stepUp()).options as RequestOptions;
      rpID = options.rpId;
      return options.allowCredentials?.map(({ id }) => id);
    } catch (error) {
      const isWithoutAny =
        error instanceof AuthgraphError && error.reason === 'MFA_ENROLLMENT_REQUIRED';
      return isWithoutAny ? [] : undefined;
    }
  }

  /** A passkey that the service has refused for good is no use in the browser's list. */
  function made<T>({ options }: Ceremony, id: string, finished: Promise<T>): Promise<T> {
    rpID = (options as CreationOptions).rp.id;
    return finished.catch(async (error: unknown) => {
      if (rpID !== undefined && isUnknownAfter(error)) {
        await sends({ signalName: 'unknownCredential', rpID, credentialID: id });
      }
      throw error;
    });
  }
}

/** Unless it may be known all the same: from before, or because a reply was lost. */
function isUnknownAfter(error: unknown): boolean {
  if (!(error instanceof AuthgraphError)) return false;
  const uncertain: readonly unknown[] = [
    'PASSKEY_EXISTS',
    'CEREMONY_INVALID',
    'SERVICE_UNAVAILABLE',
    'INTERNAL_SERVER_ERROR',
  ];
  const { code, reason } = error;
  return code !== undefined && !uncertain.includes(code) && !uncertain.includes(reason);
}

/** As devices keep the account: the 16 bytes of its id, in base64url. */
function userHandleOf(id: string): string {
  const bytes = id.replaceAll('-', '').match(/../g) ?? [];
  const text = String.fromCharCode(...bytes.map((byte) => parseInt(byte, 16)));
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
