/** `authgraph/client/passkeys`: passkeys in a browser, with `@simplewebauthn/browser`. */
import {
  FinishPasskeyRegistrationDocument,
  FinishPasskeySignUpDocument,
  PasskeysDocument,
  RemovePasskeyDocument,
  RenamePasskeyDocument,
  type PasskeyItemFragment,
} from '../generated/client-operations.js';
import { startAutofill } from './passkey-autofill.js';
import { createCeremonies, type Ceremonies } from './passkey-ceremonies.js';
import type { CeremonyKind, SignUpNames } from './passkey-prepared.js';
import {
  browserSupportsWebAuthn,
  createPasskey,
  usePasskey,
  type Ceremony,
  type DeviceResponse,
} from './passkey-device.js';
import { createSignals } from './passkey-signals.js';
import { report, type SessionUser } from './result.js';
import type { SignInChallenge, SignInOutcome } from './sign-ins.js';
import type { Session } from './verbs.js';

export type { CeremonyKind, SignUpNames };

/** A passkey of the account. */
export type Passkey = PasskeyItemFragment;

/** A new account, signed in. */
export interface SignedUp {
  readonly user: SessionUser;
  readonly recoveryCodes: readonly string[] | null;
}

/**
 * The passkeys of a session. What the browser refuses is an `AuthgraphError` with one of these reasons:
 * `PASSKEY_CANCELLED`, `PASSKEYS_UNSUPPORTED`, `PASSKEY_EXISTS`, `PASSKEY_DOMAIN`, `PASSKEY_FAILED`.
 */
export interface Passkeys {
  /** Whether this browser has passkeys. `false` on a server. */
  isSupported(): boolean;
  /**
   * Fetches what a click will need, and keeps it good: in Safari the dialog has to open in the task of the click. Call
   * it when the button appears, for `signUp` with the names, and again after each use.
   */
  prepare(kind: CeremonyKind, names?: SignUpNames): Promise<void>;
  /** Signs in by a passkey that the user chooses in the browser's dialog. It needs no username. */
  signIn(): Promise<SignInOutcome>;
  /**
   * Offers passkeys in the browser's list of a field, `<input autocomplete="username webauthn">`, until someone is
   * signed in, and prepares `signIn` for the button beside. In browsers without such a list it does nothing more.
   * @param onError hears what the service refuses; by default, `console.error`
   * @returns the way to stop it
   */
  autofill(
    onSignIn: (outcome: SignInOutcome) => unknown,
    onError?: (error: unknown) => unknown,
  ): () => void;
  /** Makes an account with a passkey instead of a password. Recovery codes, if there are any, are to be shown once. */
  signUp(names: SignUpNames): Promise<SignedUp>;
  /** Adds a passkey to the account. It takes a fresh sign-in. */
  register(label?: string): Promise<Passkey>;
  /** Completes the challenge of a sign-in. */
  completeMfa(challenge: Pick<SignInChallenge, 'mfaToken' | 'passkey'>): Promise<SignInOutcome>;
  /** Proves the identity again, as `session.stepUp` does. */
  stepUp(): Promise<SessionUser>;
  list(): Promise<readonly Passkey[]>;
  rename(id: string, label: string): Promise<Passkey>;
  /** Removes a passkey from the account, and from the browser's list. It takes a fresh sign-in. */
  remove(id: string): Promise<void>;
  /**
   * Tells the browser which passkeys the account has and what its user is called, where it listens: after a sign-in,
   * and after a change of the username. It never rejects.
   */
  sync(): Promise<void>;
  /** Forgets what was prepared. */
  close(): void;
}

export type PasskeySession = Pick<
  Session,
  'state' | 'subscribe' | 'signIn' | 'completeMfa' | 'stepUp' | 'request' | 'requestSignIn'
>;

type Signals = ReturnType<typeof createSignals>;

/** The passkeys of a session. Making them touches nothing. */
export function createPasskeys(session: PasskeySession): Passkeys {
  const ceremonies = createCeremonies(session);
  const signals = createSignals(session, ceremonies);
  return {
    isSupported: browserSupportsWebAuthn,
    prepare: ceremonies.prepare,
    close: ceremonies.close,
    sync: signals.sync,
    ...createProofs(session, ceremonies),
    ...createNewPasskeys(session, ceremonies, signals),
    ...createManagement(session, signals),
  };
}

const inputOf = ({ ceremonyId }: Ceremony, response: DeviceResponse) => ({ ceremonyId, response });

/** What a passkey of the user signs. */
function createProofs(
  session: PasskeySession,
  { perform, attend, idle, ready, prepare, obtain, drop }: Ceremonies,
): Pick<Passkeys, 'signIn' | 'autofill' | 'completeMfa' | 'stepUp'> {
  const enter = (ceremony: Ceremony, response: DeviceResponse) => {
    drop('signIn');
    return session.signIn({ passkey: inputOf(ceremony, response) });
  };
  /** The click on a button beside the list finds it ready, too. */
  const begin = async () => {
    if (ready('signIn') === undefined) await prepare('signIn');
    return obtain('signIn');
  };

  return {
    signIn: () => perform('signIn', { ask: usePasskey, finish: enter }),

    autofill(onSignIn, onError = report) {
      const stop = startAutofill({ begin, finish: enter, idle, onSignIn, onError });
      const end = () => {
        unsubscribe();
        stop();
        drop('signIn');
      };
      const unsubscribe = session.subscribe(({ status }) => {
        if (status === 'signedIn') end();
      });
      return end;
    },

    completeMfa: ({ mfaToken, passkey }) =>
      attend(async () => {
        if (passkey === null) throw new TypeError('the challenge names no passkey');
        const input = inputOf(passkey, await usePasskey(passkey));
        return session.completeMfa(mfaToken, { passkey: input });
      }),

    stepUp: () =>
      perform('stepUp', {
        ask: usePasskey,
        finish: (ceremony, response) => session.stepUp({ passkey: inputOf(ceremony, response) }),
      }),
  };
}

/** Passkeys that a device makes. */
function createNewPasskeys(
  session: PasskeySession,
  { perform }: Ceremonies,
  { made }: Signals,
): Pick<Passkeys, 'signUp' | 'register'> {
  return {
    async signUp(names) {
      const finish = (ceremony: Ceremony, response: DeviceResponse) => {
        const input = inputOf(ceremony, response);
        const finished = session.requestSignIn(FinishPasskeySignUpDocument, { input });
        return made(ceremony, response.id, finished);
      };
      const { signUp } = await perform('signUp', { ask: createPasskey, finish }, names);
      return { user: signUp.tokens.user, recoveryCodes: signUp.recoveryCodes };
    },

    async register(label) {
      const finish = (ceremony: Ceremony, response: DeviceResponse) => {
        const variables = { input: inputOf(ceremony, response), label: label ?? null };
        const finished = session.request(FinishPasskeyRegistrationDocument, variables);
        return made(ceremony, response.id, finished);
      };
      return (await perform('register', { ask: createPasskey, finish })).passkey;
    },
  };
}

function createManagement(
  session: PasskeySession,
  { sync }: Signals,
): Pick<Passkeys, 'list' | 'rename' | 'remove'> {
  return {
    list: async () => (await session.request(PasskeysDocument, {})).me?.passkeys ?? [],
    rename: async (id, label) =>
      (await session.request(RenamePasskeyDocument, { id, label })).passkey,
    async remove(id) {
      // First, for the domain of the passkeys: when the last one is gone, nothing names it.
      await sync();
      await session.request(RemovePasskeyDocument, { id });
      await sync();
    },
  };
}
