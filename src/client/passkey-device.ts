import {
  browserSupportsWebAuthn,
  startAuthentication,
  startRegistration,
} from '@simplewebauthn/browser';
import { AuthgraphError, type ClientReason } from './result.js';

export {
  browserSupportsWebAuthn,
  browserSupportsWebAuthnAutofill,
  sendSignal,
  WebAuthnAbortService,
} from '@simplewebauthn/browser';

export type CreationOptions = Parameters<typeof startRegistration>[0]['optionsJSON'];
export type RequestOptions = Parameters<typeof startAuthentication>[0]['optionsJSON'];
export type DeviceResponse = Awaited<
  ReturnType<typeof startRegistration> | ReturnType<typeof startAuthentication>
>;

/** What a device is asked for, as the service sends it. */
export interface Ceremony {
  readonly ceremonyId: string;
  readonly options: unknown;
  /** Seconds. */
  readonly expiresIn: number;
}

// No `await` comes before the browser is asked: Safari wants it in the task of the click.

/** Makes a passkey. @throws AuthgraphError with a `ClientReason` */
export function createPasskey({ options }: Ceremony): Promise<DeviceResponse> {
  const optionsJSON = options as CreationOptions;
  return answered(() => startRegistration({ optionsJSON }), 'PASSKEY_EXISTS');
}

/** Signs by a passkey; `inList`: by the list that the browser shows in a field. Throws as `createPasskey` does. */
export function usePasskey({ options }: Ceremony, inList = false): Promise<DeviceResponse> {
  const optionsJSON = options as RequestOptions;
  return answered(
    () => startAuthentication({ optionsJSON, useBrowserAutofill: inList }),
    'PASSKEY_FAILED',
  );
}

async function answered(
  start: () => Promise<DeviceResponse>,
  ofInvalidState: keyof typeof messages,
): Promise<DeviceResponse> {
  if (!browserSupportsWebAuthn()) throw problem('PASSKEYS_UNSUPPORTED', undefined);
  try {
    return await start();
  } catch (error) {
    const { name } = Object(error) as { name?: string };
    const known = name === 'InvalidStateError' ? ofInvalidState : reasonsByName[name ?? ''];
    throw problem(known ?? 'PASSKEY_FAILED', error);
  }
}

/** By the name of the browser's error (Web Authentication Level 3, §5.1.3 and §5.1.4). */
const reasonsByName: Readonly<Record<string, keyof typeof messages | undefined>> = {
  NotAllowedError: 'PASSKEY_CANCELLED',
  AbortError: 'PASSKEY_CANCELLED',
  NotSupportedError: 'PASSKEYS_UNSUPPORTED',
  ConstraintError: 'PASSKEYS_UNSUPPORTED',
  SecurityError: 'PASSKEY_DOMAIN',
};

const messages = {
  PASSKEY_CANCELLED: 'The passkey request was cancelled, or has timed out.',
  PASSKEYS_UNSUPPORTED: 'This browser or device does not support passkeys.',
  PASSKEY_EXISTS: 'This device has a passkey of the account already.',
  PASSKEY_DOMAIN: 'Passkeys of the service cannot be used on the domain of this page.',
  PASSKEY_FAILED: 'The device could not use a passkey.',
} satisfies Partial<Record<ClientReason | 'PASSKEY_EXISTS', string>>;

function problem(reason: keyof typeof messages, cause: unknown): AuthgraphError {
  const error = new AuthgraphError({ message: messages[reason], extensions: { reason } });
  return Object.assign(error, { cause });
}
