import {
  platformReasons,
  type ErrorCode,
  type PlatformReason,
  type Reason,
  type Sentence,
} from './reasons.js';

/** The languages of errors, as BCP 47 tags. */
export const errorLanguages = ['en', 'ko'] as const;
export type ErrorLanguage = (typeof errorLanguages)[number];

/** The proof of identity that an operation needs (RFC 9470 §3). */
export interface StepUp {
  /** The levels (`acr`) that are enough, the least first. */
  readonly acrValues: readonly string[];
  /** The greatest age of the proof in seconds; `null`: any. */
  readonly maxAge: number | null;
  /** How the user can give it, by the names in `StepUpInput`; empty where only the service knows. */
  readonly methods: readonly string[];
}

/** What a page needs to draw a CAPTCHA. */
export interface CaptchaChallenge {
  /** `turnstile`, `hcaptcha`, or `custom` for that of the application. */
  readonly provider: string;
  readonly siteKey: string | null;
}

export interface AuthErrorOptions {
  /** A more exact text than the reason's, the same in every language. Never a secret, a token or a password. */
  message?: string;
  /** A more exact sentence than the reason's, in each language. */
  sentence?: Sentence;
  /** What stands for the `{name}`s of the sentence. */
  values?: Readonly<Record<string, string | number>>;
  /** Seconds after which another try makes sense. */
  retryAfter?: number;
  /** For `STEP_UP_REQUIRED`: what would be enough. */
  stepUp?: StepUp;
  /** For `CAPTCHA_REQUIRED`. */
  captcha?: CaptchaChallenge;
  /** What happened underneath, for the log only. */
  cause?: unknown;
}

/**
 * A refusal that the caller sees. `extensions` is where graphql-js looks for an error's code,
 * so the error needs no translation in any GraphQL server, and the domain needs no graphql.
 *
 * @example
 * ```ts
 * throw new AuthError('TOKEN_INVALID');
 * throw new AuthError(accountReasons.USERNAME_TAKEN);
 * ```
 */
export class AuthError extends Error {
  override readonly name = 'AuthError';
  readonly reason: string;
  readonly extensions: {
    code: ErrorCode;
    reason: string;
    retryAfter?: number;
    stepUp?: StepUp;
    captcha?: CaptchaChallenge;
  };
  // Private, so that no log prints it beside the message.
  readonly #korean: string | undefined;

  /** @param why a reason of the platform by its name, or any other as it is */
  constructor(why: PlatformReason | Reason, options: AuthErrorOptions = {}) {
    const reason: Reason = typeof why === 'string' ? platformReasons[why] : why;
    const { message, sentence = reason, values, retryAfter, stepUp, captcha } = options;
    super(message ?? filled(sentence.message, values), { cause: options.cause });
    const hasKorean = message === undefined && sentence.ko !== undefined;
    this.#korean = hasKorean ? filled(sentence.ko, values) : undefined;
    this.reason = reason.reason;
    const wait = retryAfter === undefined ? {} : { retryAfter };
    const proof = stepUp === undefined ? {} : { stepUp };
    const puzzle = captcha === undefined ? {} : { captcha };
    this.extensions = { code: reason.code, reason: reason.reason, ...wait, ...proof, ...puzzle };
  }

  /** The sentence in a language; in English if there is none. */
  messageIn(language: ErrorLanguage): string {
    return language === 'ko' ? (this.#korean ?? this.message) : this.message;
  }

  get code(): ErrorCode {
    return this.extensions.code;
  }
}

function filled(sentence: string, values: AuthErrorOptions['values']): string {
  if (values === undefined) return sentence;
  return sentence.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** Seconds, at most: those who are refused together shall not all come back together. */
const maxRetryAfter = 3;

/** The refusal for want of room, with one to three seconds to wait, at random. */
export function overloaded(): AuthError {
  // No secret, and the client reads this file's types without those of Node.
  const retryAfter = 1 + Math.floor(Math.random() * maxRetryAfter);
  return new AuthError('OVERLOADED', { retryAfter });
}
