import type { AccessToken } from './access-token.js';

/** What decides about a token. */
export type RevocableClaims = Pick<AccessToken, 'sid' | 'sub' | 'iat' | 'act'>;

interface Watcher {
  readonly claims: RevocableClaims;
  readonly revoked: () => void;
}

/** Watchers that are told in one turn of the event loop: each looks at its rules, and requests come in between. */
const perTurn = 100;

/** Who wants to know of a token that it was revoked, such as an open stream; each is told once. */
export class RevocationWatchers {
  readonly #all = new Set<Watcher>();
  /** By session, user and who acts as the user: a revocation looks at those of its name, not at all. */
  readonly #byName = new Map<string, Set<Watcher>>();
  /** Names that were revoked in this turn, each once however often that was. */
  readonly #names = new Set<string>();
  #isEveryone = false;
  readonly #due = new Set<Watcher>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(readonly isRevoked: (claims: RevocableClaims) => boolean) {}

  /** @param revoked must not throw @returns how to leave */
  add(claims: RevocableClaims, revoked: () => void): () => void {
    const watcher = { claims, revoked };
    this.#all.add(watcher);
    for (const name of namesOf(claims)) {
      const others = this.#byName.get(name);
      if (others === undefined) this.#byName.set(name, new Set([watcher]));
      else others.add(watcher);
    }
    // Between the look at the token and this, it may have been revoked.
    if (this.isRevoked(claims)) this.#tellLater(watcher);
    return () => this.#remove(watcher);
  }

  /** After `isRevoked` has learned of a session or user, or of everyone. */
  learn(name: string | undefined): void {
    if (name === undefined) this.#isEveryone = this.#all.size > 0;
    else if (this.#byName.has(name)) this.#names.add(name);
    if (this.#isEveryone || this.#names.size > 0) this.#schedule();
  }

  #tellLater(watcher: Watcher): void {
    this.#due.add(watcher);
    this.#schedule();
  }

  #schedule(): void {
    this.#timer ??= setTimeout(() => this.#turn(), 0);
  }

  #turn(): void {
    this.#timer = undefined;
    const affected = this.#isEveryone
      ? [this.#all]
      : Array.from(this.#names, (name) => this.#byName.get(name) ?? []);
    this.#names.clear();
    this.#isEveryone = false;
    for (const watchers of affected) {
      for (const watcher of watchers) {
        if (this.isRevoked(watcher.claims)) this.#due.add(watcher);
      }
    }
    let left = perTurn;
    for (const watcher of this.#due) {
      if (left === 0) break;
      left -= 1;
      this.#remove(watcher);
      watcher.revoked();
    }
    if (this.#due.size > 0) this.#schedule();
  }

  #remove(watcher: Watcher): void {
    this.#all.delete(watcher);
    this.#due.delete(watcher);
    for (const name of namesOf(watcher.claims)) {
      const others = this.#byName.get(name);
      others?.delete(watcher);
      if (others?.size === 0) this.#byName.delete(name);
    }
  }
}

function namesOf({ sid, sub, act }: RevocableClaims): string[] {
  return act === undefined ? [sid, sub] : [sid, sub, act.sub];
}
