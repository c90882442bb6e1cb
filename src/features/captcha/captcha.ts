import type { Clock } from '../../platform/clock.js';
import { headersOf, type ClientInfo } from '../../platform/client-info.js';
import { AuthError, overloaded, type CaptchaChallenge } from '../../platform/errors/auth-error.js';
import { createOutageWarning, type Logger } from '../../platform/logger.js';
import { ServiceSilent } from '../../platform/ask-service.js';
import type { RecentFailures } from '../../platform/rate-limits/rate-limits.js';
import type { Sentence } from '../../platform/errors/reasons.js';
import { captchaReasons } from './facts.js';
import type { CaptchaUse } from './options.js';

/** Asks for a CAPTCHA where programs would guess or sign up. Never for a refresh, a second factor or a step-up. */
export interface Captcha {
  /** `undefined`: off. */
  readonly challenge: (CaptchaChallenge & { readonly uses: readonly CaptchaUse[] }) | undefined;
  /**
   * Refuses a sign-up without a token, before anything is counted.
   * @returns what has the token verified, once the limits have let the sign-up in
   * @throws AuthError `CAPTCHA_REQUIRED`; the verification also `OVERLOADED`
   */
  atSignUp(client: ClientInfo): () => Promise<void>;
  /**
   * Before a password or a mailed code is compared. Known and unknown accounts are asked alike.
   * @throws AuthError `CAPTCHA_REQUIRED`, `OVERLOADED`
   */
  atSignIn(failures: RecentFailures, client: ClientInfo): Promise<void>;
}

/**
 * Whether a token is good, once: a provider takes none twice.
 * @throws ServiceSilent if the provider does not answer
 */
export type VerifyToken = (token: string, client: ClientInfo) => Promise<boolean>;

/** What came of a verification. */
export type CaptchaOutcome = 'passed' | 'refused' | 'unavailable';

export interface CaptchaOptions extends CaptchaChallenge {
  readonly uses: readonly CaptchaUse[];
  readonly verify: VerifyToken;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly onOutcome?: ((outcome: CaptchaOutcome) => void) | undefined;
}

/** Failures of an account in the last hour, after which its next sign-in needs a CAPTCHA. People mistype twice. */
const accountFailures = 3;
/** Failures from an address in a quarter of an hour. Several people share one. */
const addressFailures = 10;
/** Verifications at once. More are refused: a flood must not open the door, as the silence of the provider does. */
const maxRunning = 50;

const header = 'x-authgraph-captcha';

export const noCaptcha: Captcha = {
  challenge: undefined,
  atSignUp: () => () => Promise.resolve(),
  atSignIn: () => Promise.resolve(),
};

export function createCaptcha(options: CaptchaOptions): Captcha {
  const { uses, provider, siteKey, verify, onOutcome } = options;
  const warn = createOutageWarning(options, 'the CAPTCHA cannot be verified: all are let in');
  let running = 0;

  async function outcomeOf(token: string, client: ClientInfo): Promise<CaptchaOutcome> {
    if (running >= maxRunning) throw overloaded();
    running += 1;
    try {
      return (await verify(token, client)) ? 'passed' : 'refused';
    } catch (error) {
      if (!(error instanceof ServiceSilent)) throw error;
      warn(error.message);
      return 'unavailable';
    } finally {
      running -= 1;
    }
  }

  const refusal = (sentence?: Sentence) =>
    new AuthError(captchaReasons.CAPTCHA_REQUIRED, {
      ...(sentence && { sentence }),
      captcha: { provider, siteKey },
    });

  /** @returns what verifies the token @throws AuthError `CAPTCHA_REQUIRED` if there is none */
  function verification(client: ClientInfo): () => Promise<void> {
    const token = headersOf(client)[header];
    // Two headers are one text with a blank in it.
    if (typeof token !== 'string' || !/^[\x21-\x7e]+$/.test(token)) throw refusal();
    return async () => {
      const outcome = await outcomeOf(token, client);
      onOutcome?.(outcome);
      if (outcome === 'refused') throw refusal(notAccepted);
    };
  }
  return {
    challenge: { provider, siteKey, uses },
    atSignUp: (client) =>
      uses.includes('sign-up') ? verification(client) : () => Promise.resolve(),
    async atSignIn({ ofAccount, ofAddress }, client) {
      const isSuspicious = ofAccount >= accountFailures || ofAddress >= addressFailures;
      if (isSuspicious && uses.includes('after-failures')) await verification(client)();
    },
  };
}

const notAccepted = {
  message: 'The CAPTCHA was not accepted: it may have expired. Show a new one, and send its token.',
  ko: 'CAPTCHA가 승인되지 않았습니다. 만료되었을 수 있습니다. 새 CAPTCHA를 표시하고 그 토큰을 보내 주세요.',
};
