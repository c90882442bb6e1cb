import {
  BeginPasskeyProofDocument,
  BeginPasskeyRegistrationDocument,
  BeginPasskeySignInDocument,
  BeginPasskeySignUpDocument,
  type TypedDocument,
} from '../generated/client-operations.js';
import type { Ceremony, DeviceResponse } from './passkey-device.js';
import {
  createPreparedCeremonies,
  type Begin,
  type CeremonyKind,
  type SignUpNames,
} from './passkey-prepared.js';
import type { CaptchaOption } from './sign-ins.js';
import type { Session } from './verbs.js';

/** What the device does, and what the service does with its answer. */
export interface Steps<T> {
  readonly ask: (ceremony: Ceremony) => Promise<DeviceResponse>;
  readonly finish: (ceremony: Ceremony, response: DeviceResponse) => Promise<T>;
}

export type Ceremonies = ReturnType<typeof createCeremonies>;

/** What is asked of devices, one thing at a time. */
export function createCeremonies(session: Pick<Session, 'state' | 'request'>) {
  const begin = createBeginnings(session);
  const prepared = createPreparedCeremonies(session, begin);
  let busy: Promise<unknown> = Promise.resolve();

  return {
    begin,
    ...prepared,
    attend,
    /** Resolves when no dialog has the user's attention. */
    idle: () => busy,

    /** Asks the device, without waiting if a ceremony is ready, and gives its answer to the service. */
    perform<T>(kind: CeremonyKind, { ask, finish }: Steps<T>, names?: SignUpNames): Promise<T> {
      return attend(async () => {
        const ceremony = prepared.ready(kind, names) ?? (await prepared.obtain(kind, names));
        const response = await ask(ceremony);
        // It works once.
        prepared.drop(kind);
        return finish(ceremony, response);
      });
    },
  };

  /** While `work` has the user's attention, the browser's list waits. */
  function attend<T>(work: () => Promise<T>): Promise<T> {
    const done = work();
    busy = done.catch(() => undefined);
    return done;
  }
}

function createBeginnings(session: Pick<Session, 'request'>): Begin {
  const fetched = async <Variables>(
    document: TypedDocument<{ readonly ceremony: Ceremony }, Variables>,
    variables: Variables,
    options?: CaptchaOption,
  ) => (await session.request(document, variables, options)).ceremony;
  return {
    signIn: () => fetched(BeginPasskeySignInDocument, {}),
    signUp: ({ captcha, ...names } = {}) => fetched(BeginPasskeySignUpDocument, names, { captcha }),
    register: () => fetched(BeginPasskeyRegistrationDocument, {}),
    stepUp: () => fetched(BeginPasskeyProofDocument, {}),
  };
}
