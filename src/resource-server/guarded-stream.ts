import type { Clock } from '../platform/clock.js';
import type { Auth, Authenticated } from './context.js';

/** Milliseconds, the least: a token that is accepted beyond its expiry (`leeway`) is looked at again. */
const least = 1000;

/** The last event of a stream that may not go on. Its field answers it with the refusal. */
export class LastEvent {
  constructor(readonly refusal: Error) {}
}

export interface Guard {
  /** Why a subscriber in this state is refused. Never rejects. */
  ask(auth: Auth): Promise<Error | undefined>;
  /** Milliseconds between two looks. */
  readonly interval: number;
  readonly clock: Clock;
}

type Event = IteratorResult<unknown, undefined>;
const done: Event = { done: true, value: undefined };

/** The events of a source until its subscriber is refused, or leaves; then a last one that says why. */
export class GuardedStream implements AsyncIterableIterator<unknown, undefined> {
  #isOver = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #leave: (() => void) | undefined;
  #auth: Auth;
  /** The refusal, while nobody has been told. */
  #last: LastEvent | undefined;
  /** Answers the reader that waits for an event. */
  #interrupt: ((event: Event) => void) | undefined;

  constructor(
    readonly source: AsyncIterator<unknown>,
    auth: Authenticated,
    readonly guard: Guard,
  ) {
    this.#auth = auth;
    this.#watch(auth);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<Event> {
    if (this.#isOver) return this.#ending();
    try {
      return await new Promise<Event>((resolve, reject) => {
        this.#interrupt = resolve;
        // Not resolved with the promise itself: that would be deaf to an interruption.
        this.source
          .next()
          .then((result) => this.#checked(result))
          .then(resolve, reject);
      });
    } catch (error) {
      this.#close();
      throw error;
    } finally {
      this.#interrupt = undefined;
    }
  }

  async return(): Promise<Event> {
    this.#close();
    await this.source.return?.();
    return done;
  }

  async throw(error: unknown): Promise<Event> {
    this.#close();
    await this.source.throw?.(error);
    throw error;
  }

  /** The event, unless the token has expired unseen: timers stand still while a machine sleeps. */
  async #checked(result: IteratorResult<unknown>): Promise<Event> {
    if (result.done === true) {
      this.#close();
      return this.#ending();
    }
    if (this.#auth.status === 'authenticated' && this.#timeLeft(this.#auth) <= 0)
      await this.#look();
    return this.#isOver ? this.#ending() : { done: false, value: result.value };
  }

  /** A method, since others end the stream while this one waits. */
  #hasEnded(): boolean {
    return this.#isOver;
  }

  #timeLeft({ expiresAt }: Authenticated): number {
    return expiresAt - this.guard.clock.now();
  }

  /** Until the time of the next look, or until the token is revoked. */
  #watch(auth: Authenticated): void {
    this.#stopWatching();
    this.#leave = auth.whenRevoked?.(() => void this.#look());
    const delay = Math.min(Math.max(this.#timeLeft(auth), least), this.guard.interval);
    const timer: unknown = (this.#timer = setTimeout(() => void this.#look(), delay));
    // A stream alone keeps no process alive; elsewhere than in Node timers are numbers.
    if (typeof timer === 'object') (timer as { unref?: () => void }).unref?.();
  }

  #stopWatching(): void {
    clearTimeout(this.#timer);
    this.#leave?.();
  }

  async #look(): Promise<void> {
    clearTimeout(this.#timer);
    if (this.#isOver || this.#auth.status !== 'authenticated') return;
    const { auth } = await this.#auth.again();
    const refusal = await this.guard.ask(auth);
    if (this.#hasEnded()) return;
    this.#auth = auth;
    if (refusal !== undefined) this.#refuse(refusal);
    // A field that asks nothing of a token goes on without one, and nothing can end any more.
    else if (auth.status === 'authenticated') this.#watch(auth);
  }

  #refuse(refusal: Error): void {
    this.#close();
    this.#last = new LastEvent(refusal);
    this.#interrupt?.(this.#ending());
    // Nobody waits for its cleaning up, which may fail.
    void Promise.resolve(this.source.return?.()).catch(() => undefined);
  }

  #close(): void {
    this.#isOver = true;
    this.#stopWatching();
  }

  #ending(): Event {
    const value = this.#last;
    this.#last = undefined;
    return value === undefined ? done : { done: false, value };
  }
}
