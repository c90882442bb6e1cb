import { createHash, createHmac, randomBytes, randomInt } from 'node:crypto';
import type { Clock } from '../clock.js';
import { maxLengths } from '../maxima.js';
import type {
  OneTimeTokenStore,
  OneTimeTokenPurpose,
  StoredOneTimeToken,
  StoredPurpose,
} from './store.js';

/** RFC 4648 §5 of 256 bits; nobody guesses them, so a plain hash keeps them. */
const tokenPattern = /^[A-Za-z0-9_-]{43}$/;
/** NIST SP 800-63B-4 §3.1.3 wants six digits at least; eight make a guess worth a hundred times less. */
const codeDigits = 8;
/** Guesses at one code. A hundred million codes: one in twenty million is found. */
export const maxGuesses = 5;

/** For whom a secret is made. */
export interface OneTimeTokenRequest {
  readonly purpose: OneTimeTokenPurpose;
  readonly subject: string;
  readonly userId: string | null;
  readonly email: string;
  /** Seconds. */
  readonly lifetime: number;
}

/** What is sent; the database keeps only hashes of it. */
export interface IssuedOneTimeToken {
  readonly token: string;
  /** As good as the token, short enough to be typed, and only good for a few guesses. */
  readonly code: string;
  /** Milliseconds since the Unix epoch. */
  readonly expiresAt: number;
}

/** One-time tokens and codes. Any invalid one counts as not found. */
export interface OneTimeTokens {
  /** Makes a secret. The two before it, of its subject and purpose, stay valid until one of the three is used. */
  issue(
    store: Pick<OneTimeTokenStore, 'add'>,
    request: OneTimeTokenRequest,
  ): Promise<IssuedOneTimeToken>;
  /** Looks at a secret without using it up. */
  find(
    store: Pick<OneTimeTokenStore, 'find'>,
    purpose: StoredPurpose,
    token: string,
  ): Promise<StoredOneTimeToken | undefined>;
  /** Uses it up, and those beside it. */
  consume(
    store: Pick<OneTimeTokenStore, 'consume'>,
    purpose: OneTimeTokenPurpose,
    token: string,
  ): Promise<StoredOneTimeToken | undefined>;
  /** Remembers a link that was used to confirm an address, for as long as it would have worked. */
  remember(store: Pick<OneTimeTokenStore, 'add'>, used: StoredOneTimeToken): Promise<void>;
  /** Whether a guess at the code may be looked at. Call it before `takeByCode`, outside the transaction. */
  countAttempt(
    store: Pick<OneTimeTokenStore, 'countAttempt'>,
    purpose: OneTimeTokenPurpose,
    subject: string,
  ): Promise<boolean>;
  /** Takes back a guess whose code was right, and was not used up. */
  refundAttempt(
    store: Pick<OneTimeTokenStore, 'refundAttempt'>,
    purpose: OneTimeTokenPurpose,
    subject: string,
  ): Promise<void>;
  /** Uses it up by its code, with or without the blank in it. */
  consumeByCode(
    store: Pick<OneTimeTokenStore, 'consumeByCode'>,
    shown: { purpose: OneTimeTokenPurpose; subject: string; code: string },
  ): Promise<StoredOneTimeToken | undefined>;
}

/** @param options.codeKey of 256 bits: without it a code could be found from its hash in a second */
export function createOneTimeTokens({
  clock,
  codeKey,
}: {
  clock: Clock;
  codeKey: Buffer;
}): OneTimeTokens {
  const hashOfCode = (purpose: string, subject: string, code: string) =>
    createHmac('sha256', codeKey)
      .update(JSON.stringify([purpose, subject, digitsOf(code)]))
      .digest('base64url');

  return {
    async issue(store, { purpose, subject, userId, email, lifetime }) {
      const token = randomBytes(32).toString('base64url');
      const code = newCode();
      const createdAt = clock.now();
      const expiresAt = createdAt + lifetime * 1000;
      const codeHash = hashOfCode(purpose, subject, code);
      const tokenHash = hashOfToken(token);
      const kept = { subject, purpose, userId, email, createdAt, expiresAt };
      await store.add({ ...kept, tokenHash, codeHash });
      return { token, code, expiresAt };
    },

    async find(store, purpose, token) {
      if (!tokenPattern.test(token)) return undefined;
      return store.find({ purpose, tokenHash: hashOfToken(token) }, clock.now());
    },

    async consume(store, purpose, token) {
      if (!tokenPattern.test(token)) return undefined;
      return store.consume({ purpose, tokenHash: hashOfToken(token) }, clock.now());
    },

    remember: (store, used) =>
      store.add({
        ...used,
        subject: used.userId ?? used.subject,
        purpose: 'confirmed',
        codeHash: '',
      }),

    countAttempt: (store, purpose, subject) =>
      store.countAttempt({ purpose, subject }, clock.now(), maxGuesses),

    refundAttempt: (store, purpose, subject) => store.refundAttempt({ purpose, subject }),

    consumeByCode(store, { purpose, subject, code }) {
      const codeHash = hashOfCode(purpose, subject, code);
      return store.consumeByCode({ purpose, subject }, codeHash, clock.now());
    },
  };
}

/** The code without blanks and hyphens, in any form of digits. Nothing that is too long is one. */
function digitsOf(code: string): string {
  return code.length > maxLengths.mailCode ? '' : code.normalize('NFKC').replace(/[\s-]/g, '');
}

/** Two groups of four digits, as people read them. */
function newCode(): string {
  const digits = String(randomInt(10 ** codeDigits)).padStart(codeDigits, '0');
  return `${digits.slice(0, codeDigits / 2)} ${digits.slice(codeDigits / 2)}`;
}

function hashOfToken(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}
