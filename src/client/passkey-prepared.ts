import { deviceClock, startStopwatch } from './backoff.js';
import type { Ceremony } from './passkey-device.js';
import type { Session } from './verbs.js';

/** What a passkey is asked for. */
export type CeremonyKind = 'signIn' | 'signUp' | 'register' | 'stepUp';

/** The names of a new account. */
export interface SignUpNames {
  readonly username?: string;
  readonly email?: string;
  /** The token of a CAPTCHA, where `serverInfo` asks for one at sign-ups. It begins one sign-up. */
  readonly captcha?: string;
}

/** Fetches a ceremony of each kind. */
export type Begin = Readonly<Record<CeremonyKind, (names?: SignUpNames) => Promise<Ceremony>>>;

/** A ceremony that waits for the click. */
interface Prepared {
  readonly subject: string;
  /** It is on its way, or has come. */
  fetched?: Promise<Ceremony>;
  ceremony?: Ceremony;
  /** Milliseconds since it has begun. */
  age: () => number;
  timer?: ReturnType<typeof setTimeout>;
}

/** Milliseconds for which a click may begin it: the rest of its life is the user's, to answer. */
const usable = ({ expiresIn }: Ceremony) => expiresIn * 500;
/** Milliseconds until it is renewed, so that there is always one that is usable. */
const renewedAfter = ({ expiresIn }: Ceremony) => expiresIn * 400;

/** Ceremonies that are ready before the click, and renewed until they are answered. */
export function createPreparedCeremonies(session: Pick<Session, 'state'>, begin: Begin) {
  const all = new Map<CeremonyKind, Prepared>();

  return {
    prepare,
    ready,
    drop,

    /** The one that is ready, or on its way, or a new one. */
    async obtain(kind: CeremonyKind, names?: SignUpNames): Promise<Ceremony> {
      const one = all.get(kind);
      if (one?.subject === subjectOf(names)) await one.fetched?.catch(() => undefined);
      return ready(kind, names) ?? begin[kind](names);
    },

    close(): void {
      for (const kind of [...all.keys()]) drop(kind);
    },
  };

  async function prepare(kind: CeremonyKind, names?: SignUpNames): Promise<void> {
    drop(kind);
    const one: Prepared = { subject: subjectOf(names), age: () => Infinity };
    all.set(kind, one);
    const renew = async (): Promise<void> => {
      const age = startStopwatch(deviceClock);
      one.fetched = begin[kind](names);
      const ceremony = await one.fetched;
      if (all.get(kind) !== one) return;
      // A renewal that fails is made up for by the click.
      const again = () => void renew().catch(() => undefined);
      Object.assign(one, { ceremony, age, timer: setTimeout(again, renewedAfter(ceremony)) });
    };
    await renew();
  }

  function ready(kind: CeremonyKind, names?: SignUpNames): Ceremony | undefined {
    const one = all.get(kind);
    if (one?.ceremony === undefined || one.subject !== subjectOf(names)) return undefined;
    return one.age() < usable(one.ceremony) ? one.ceremony : undefined;
  }

  function drop(kind: CeremonyKind): void {
    clearTimeout(all.get(kind)?.timer);
    all.delete(kind);
  }

  /** Ceremonies are bound to a user, and those of a sign-up to its names. */
  function subjectOf(names?: SignUpNames): string {
    const state = session.state();
    return JSON.stringify([names, state.status === 'signedIn' && state.user.id]);
  }
}
