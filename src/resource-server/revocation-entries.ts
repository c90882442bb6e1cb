import { isName } from '../jwt/checks.js';
import { RevocationWatchers, type RevocableClaims } from './revocation-watchers.js';

/** What the service says: a session has ended, or tokens are refused that a user, or everyone, got earlier. */
export type Revocation =
  | { readonly sid: string }
  | UserRevocation
  | { readonly sid?: never; readonly sub?: never; readonly before: number };

interface UserRevocation {
  readonly sid?: never;
  readonly sub: string;
  /** Seconds since the Unix epoch: refused are tokens with an earlier `iat`. */
  readonly before: number;
  /** The session that goes on. */
  readonly exceptSid?: string | undefined;
}

/** How many revocations of one user are told apart, each with a session that goes on. */
const maxForUser = 8;
/** Milliseconds beyond the lifetime of tokens: a verifier may accept them longer, by its `leeway`. */
const margin = 600_000;

/** Of a user, and when the newest was learned, in milliseconds. */
interface OfUser {
  readonly learned: number;
  readonly revocations: readonly UserRevocation[];
}

/** Revocations in bounded memory, the oldest first. */
export class RevocationEntries {
  /** When each was learned, in milliseconds. */
  readonly #sessions = new Map<string, number>();
  readonly #users = new Map<string, OfUser>();
  #everyone = -Infinity;
  readonly watchers = new RevocationWatchers((claims) => this.has(claims));

  /** @param max how many sessions and users are kept */
  constructor(readonly max: number) {}

  get size(): number {
    return this.#sessions.size + this.#users.size;
  }

  has({ sid, sub, iat, act }: RevocableClaims): boolean {
    return (
      iat < this.#everyone ||
      this.#sessions.has(sid) ||
      [sub, act?.sub].some((id) => id !== undefined && this.#isOfUser(id, { sid, iat }))
    );
  }

  /** @returns whether an older one had to go for it, whose tokens may still live */
  add(revocation: Revocation, now: number): boolean {
    if (revocation.sid !== undefined) this.#append(this.#sessions, revocation.sid, now);
    else if (revocation.sub !== undefined) this.#addOfUser(revocation, now);
    else this.#everyone = Math.max(this.#everyone, revocation.before);
    this.watchers.learn(revocation.sid ?? revocation.sub);
    if (this.size <= this.max) return false;
    this.#oldest().forget();
    return true;
  }

  /** Forgets what no token can be refused for any more. @param lifetime of the longest, in milliseconds */
  prune(now: number, lifetime: number): void {
    const isOver = (learned: number) => now - learned >= lifetime + margin;
    forgetWhile(this.#sessions, isOver);
    forgetWhile(this.#users, ({ learned }) => isOver(learned));
  }

  #isOfUser(id: string, { sid, iat }: { sid: string; iat: number }): boolean {
    const revocations = this.#users.get(id)?.revocations ?? [];
    return revocations.some(({ before, exceptSid }) => iat < before && sid !== exceptSid);
  }

  #addOfUser(added: UserRevocation, learned: number): void {
    const known = this.#users.get(added.sub)?.revocations ?? [];
    const others = known.filter((each) => !includes(added, each));
    const all = [...others, added];
    // Beyond these, nobody is spared: that costs a refresh.
    const widest = { sub: added.sub, before: Math.max(...all.map(({ before }) => before)) };
    const revocations = all.length > maxForUser ? [widest] : all;
    this.#append(this.#users, added.sub, { learned, revocations });
  }

  /** At the end, also what is there already. */
  #append<V>(map: Map<string, V>, name: string, value: V): void {
    map.delete(name);
    map.set(name, value);
  }

  #oldest(): { readonly learned: number; readonly forget: () => void } {
    const [session] = this.#sessions;
    const [user] = this.#users;
    const [sid = '', sessionLearned = Infinity] = session ?? [];
    const [sub = '', { learned: userLearned } = { learned: Infinity }] = user ?? [];
    return sessionLearned <= userLearned
      ? { learned: sessionLearned, forget: () => this.#sessions.delete(sid) }
      : { learned: userLearned, forget: () => this.#users.delete(sub) };
  }
}

/**
 * From the oldest on, in one go: to begin again after each would walk over all that are gone, which held up the whole
 * process for seconds.
 */
function forgetWhile<V>(map: Map<string, V>, isOver: (value: V) => boolean): void {
  for (const [name, value] of map) {
    if (!isOver(value)) return;
    map.delete(name);
  }
}

/** Whether `wide` refuses all that `narrow` does. */
function includes(wide: UserRevocation, narrow: UserRevocation): boolean {
  const sparesNoMore = wide.exceptSid === undefined || wide.exceptSid === narrow.exceptSid;
  return sparesNoMore && wide.before >= narrow.before;
}

/**
 * What an event of the service says; `undefined`: what this version does not know, which may take rights away.
 * @throws Error for what is no object of JSON
 */
export function readRevocation(data: string): Revocation | undefined {
  const { sid, sub, before, exceptSid, ...others } = JSON.parse(data) as Record<string, unknown>;
  const knows = Object.keys(others).length === 0 && (exceptSid === undefined || isName(exceptSid));
  if (knows && isName(sid) && sub === undefined && before === undefined) return { sid };
  if (knows && sid === undefined && typeof before === 'number' && Number.isFinite(before)) {
    if (isName(sub)) return { sub, before, exceptSid };
    if (sub === undefined && exceptSid === undefined) return { before };
  }
  return undefined;
}
