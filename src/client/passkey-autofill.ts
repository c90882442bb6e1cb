import {
  browserSupportsWebAuthn,
  browserSupportsWebAuthnAutofill,
  WebAuthnAbortService,
  usePasskey,
  type Ceremony,
  type DeviceResponse,
} from './passkey-device.js';
import { AuthgraphError, callSafely } from './result.js';
import type { SignInOutcome } from './sign-ins.js';

export interface AutofillOptions {
  readonly begin: () => Promise<Ceremony>;
  readonly finish: (ceremony: Ceremony, response: DeviceResponse) => Promise<SignInOutcome>;
  /** Resolves when no other ceremony has the user's attention. */
  readonly idle: () => Promise<unknown>;
  readonly onSignIn: (outcome: SignInOutcome) => unknown;
  readonly onError: (error: unknown) => unknown;
}

/** Milliseconds in which no user can have answered: the browser refuses at once, and would do so again. */
const atOnce = 1_000;

let stopLast = (): void => undefined;

/**
 * Offers the passkeys of the device in the browser's own list, until one has signed in or it is stopped. Another
 * ceremony interrupts it; a new challenge takes the place of one before it expires.
 * @returns the way to stop it
 */
export function startAutofill({ begin, finish, idle, onSignIn, onError }: AutofillOptions) {
  let isOn = true;
  let isWaiting = false;
  // A browser has one list: two offers would interrupt each other for ever.
  stopLast();
  stopLast = stop;
  void offer();
  return stop;

  function stop(): void {
    isOn = false;
    cancel();
  }

  function cancel(): void {
    // Not the ceremony of a button, which has taken its place.
    if (isWaiting) WebAuthnAbortService.cancelCeremony();
  }

  async function offer(): Promise<void> {
    if (!(await browserSupportsWebAuthnAutofill())) {
      if (browserSupportsWebAuthn()) await begin().catch(() => undefined);
      return;
    }
    while (isOn) {
      const outcome = await once().catch((error: unknown) => {
        callSafely(onError, error);
        // Another passkey may be accepted. What keeps the list away would go on doing so.
        isOn &&= isRefusal(error);
      });
      if (outcome === undefined) continue;
      isOn = false;
      callSafely(onSignIn, outcome);
    }
  }

  /** @returns `undefined` if it was interrupted */
  async function once(): Promise<SignInOutcome | undefined> {
    await idle();
    const ceremony = await begin();
    await idle();
    if (!isOn) return undefined;
    const began = performance.now();
    const timer = setTimeout(cancel, ceremony.expiresIn * 500);
    isWaiting = true;
    try {
      const response = await usePasskey(ceremony, true).finally(() => {
        isWaiting = false;
      });
      return await finish(ceremony, response);
    } catch (error) {
      const { name } = Object((error as Error).cause) as { name?: string };
      const isInterrupted = name === 'AbortError';
      const isDismissed = name === 'NotAllowedError' && performance.now() - began > atOnce;
      if (isInterrupted || isDismissed) return undefined;
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }
}

/** The service has answered, to what the user chose. */
function isRefusal(error: unknown): boolean {
  const reasons: readonly unknown[] = ['PASSKEY_INVALID', 'CEREMONY_INVALID'];
  return error instanceof AuthgraphError && reasons.includes(error.reason);
}
