import { setTimeout as delay } from 'node:timers/promises';
import { AuthError, overloaded } from '../../platform/errors/auth-error.js';
import { viewerOf, type GraphQLContext, type Viewer } from '../sessions/context.js';
import type { Sessions } from '../sessions/session.js';
import { sessionEventReasons } from './facts.js';
import type { PlacedSignal } from './signal-queue.js';
import type { SignalSource, SignalStream } from './source.js';

/** Streams of one user in this process: one for each device that is in use, where tabs share theirs. */
const mostOfUser = 5;
/** Streams of this process, at about 20 kB each. */
const most = 10_000;
/** Seconds after which a stream of the user may have ended. */
const retryAfter = 60;
/** Milliseconds between two questions to a database that is away. */
const pause = 1000;

interface EventBase {
  readonly id: string;
  readonly at: Date;
  readonly position: string;
}

/** What the types of the contract are made of. */
export type ViewerEventModel = EventBase &
  (
    | {
        readonly __typename: 'SessionEnded';
        readonly sessionId: string | null;
        readonly current: boolean;
        readonly reason: string;
      }
    | { readonly __typename: 'RolesChanged'; readonly roles: string[] }
    | { readonly __typename: 'CredentialsChanged'; readonly type: string }
  );

/** An event of `Subscription.viewerEvents`. */
export interface ViewerEventPayload {
  readonly viewerEvents: ViewerEventModel;
}

export interface ViewerEventStream extends AsyncIterableIterator<ViewerEventPayload> {
  /** From where to go on after all that was taken; `undefined` while that is not sure. */
  position(): string | undefined;
}

export interface ViewerEvents {
  /**
   * The events of the signed-in user, until the session ends.
   * @throws AuthError `POSITION_INVALID`, `POSITION_EXPIRED`, `STREAM_LIMIT`, `OVERLOADED`
   */
  follow(context: GraphQLContext, after: string | null | undefined): Promise<ViewerEventStream>;
}

export interface ViewerEventsOptions {
  readonly signals: SignalSource;
  readonly sessions: Pick<Sessions, 'confirm'>;
}

export function createViewerEvents({ signals, sessions }: ViewerEventsOptions): ViewerEvents {
  const places = createPlaces();
  return {
    async follow(context, after) {
      const viewer = await viewerOf(context);
      const { id: userId, actorId } = viewer;
      // An administrator who acts as a user takes none of the user's places.
      const leave = places.take(actorId ?? userId);
      try {
        const only = { userId, others: actorId === null ? [] : [actorId] };
        const stream = await signals.open({ after: after ?? undefined, only });
        return eventsOf(viewer, sessions, stream, leave);
      } catch (error) {
        leave();
        throw error;
      }
    },
  };
}

function createPlaces() {
  const taken = new Map<string, number>();
  let all = 0;
  return {
    /** @returns gives the place back, once */
    take(userId: string): () => void {
      const own = taken.get(userId) ?? 0;
      if (own >= mostOfUser) throw new AuthError(sessionEventReasons.STREAM_LIMIT, { retryAfter });
      if (all >= most) throw overloaded();
      taken.set(userId, own + 1);
      all += 1;
      let isTaken = true;
      return () => {
        if (!isTaken) return;
        isTaken = false;
        all -= 1;
        const left = (taken.get(userId) ?? 1) - 1;
        if (left === 0) taken.delete(userId);
        else taken.set(userId, left);
      };
    },
  };
}

function eventsOf(
  viewer: Viewer,
  sessions: Pick<Sessions, 'confirm'>,
  stream: SignalStream,
  leave: () => void,
): ViewerEventStream {
  const done = { done: true, value: undefined } as const;
  let isOver = false;
  /** Whoever asks for the next event has all before it. */
  let isAsked = true;

  async function end(): Promise<typeof done> {
    isOver = true;
    leave();
    await stream.return();
    return done;
  }

  /** Whether the session of the stream has ended. Nothing is said while the database does not know. */
  async function hasEnded(): Promise<boolean> {
    while (!isOver) {
      const found = await sessions.confirm(owner).catch((error: unknown) => error);
      if (!(found instanceof Error)) return false;
      if (!(found instanceof AuthError) || found.code === 'SERVICE_UNAVAILABLE') {
        await delay(pause, undefined, { ref: false });
      } else return true;
    }
    return false;
  }
  const owner = { sessionId: viewer.sessionId, userId: viewer.id };

  async function next(): Promise<IteratorResult<ViewerEventPayload>> {
    while (!isOver) {
      isAsked = true;
      const heard = await stream.next();
      isAsked = false;
      if (heard.done === true) break;
      const { value: placed } = heard;
      const current = certainty(placed, viewer) ?? (await hasEnded());
      if (placed.userId !== null && placed.userId !== viewer.id && !current) continue;
      if (current) await end();
      return { done: false, value: { viewerEvents: toEvent(placed, viewer, current) } };
    }
    return end();
  }
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    next,
    return: end,
    // Without the database the time goes on, and the place does not.
    position: () => (isAsked && stream.isUpToDate() ? stream.position() : undefined),
  };
}

/** Whether the session of the stream has ended by this; `undefined`: the database knows. */
function certainty({ signal, userId, at }: PlacedSignal, viewer: Viewer): boolean | undefined {
  const isOwn = userId === viewer.id;
  switch (signal.kind) {
    case 'credentials':
      return false;
    case 'roles':
      // With the role of an administrator go the sessions as others.
      return isOwn ? false : undefined;
    case 'everyone':
      // A token of the same second may have been signed by the new key: then it is signed in anew.
      return viewer.claims.iat <= Math.floor(at / 1000);
    case 'ended':
      if (signal.sessionId !== null) return isOwn && signal.sessionId === viewer.sessionId;
      return isOwn && signal.keptSessionId === viewer.sessionId ? false : undefined;
  }
}

function toEvent(
  { id, at, position, signal, userId }: PlacedSignal,
  viewer: Viewer,
  current: boolean,
): ViewerEventModel {
  const base = { id, at: new Date(at), position };
  const { reason } = signal;
  if (current) {
    const isOne = signal.kind !== 'ended' || userId !== viewer.id || signal.sessionId !== null;
    const sessionId = isOne ? viewer.sessionId : null;
    return { ...base, __typename: 'SessionEnded', sessionId, current, reason };
  }
  switch (signal.kind) {
    case 'roles':
      return { ...base, __typename: 'RolesChanged', roles: [...signal.roles] };
    case 'credentials':
      return { ...base, __typename: 'CredentialsChanged', type: reason };
    case 'everyone':
      return { ...base, __typename: 'SessionEnded', sessionId: null, current, reason };
    case 'ended':
      return { ...base, __typename: 'SessionEnded', sessionId: signal.sessionId, current, reason };
  }
}
