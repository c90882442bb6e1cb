/** `authgraph/client/events`: what happens to the account and to the session, as it happens. */
import {
  ViewerEventsDocument,
  type ViewerEventsSubscription,
} from '../generated/client-operations.js';
import { keepReading, tickEvery } from './event-reader.js';
import { joinTabs, type TabGroup } from './event-tabs.js';
import { callSafely } from './result.js';
import type { Session } from './verbs.js';

/**
 * An event of the account: `SessionEnded` (`current`: this session), `RolesChanged` or `CredentialsChanged`. Later
 * versions of the service may send other kinds.
 */
export type SessionEvent = ViewerEventsSubscription['event'];

export interface EventOptions {
  /** The GraphQL address of the service, as for `createSession`. The stream is `/stream` below it. */
  readonly url: string;
  /** Hears every event, in every tab. For `SessionEnded` of this session: before the state is `signedOut`. */
  readonly onEvent?: (event: SessionEvent) => unknown;
  /** Events may have been missed, as in a long outage: what is shown is to be asked for again. In every tab. */
  readonly onMissed?: () => unknown;
  /** As for `createSession`. React Native's own cannot read streams, and hears nothing. */
  readonly fetch?: typeof fetch;
}

export type EventSession = Pick<
  Session,
  'state' | 'subscribe' | 'accessToken' | 'usableToken' | 'forget'
>;

/** What the tab with the stream tells the others, and what a new tab asks for. */
interface Message {
  readonly event?: SessionEvent;
  readonly position?: string | undefined;
  readonly isMissed?: boolean;
  readonly isQuestion?: boolean;
}

/**
 * Listens to the service while someone is signed in: one tab for all. When the session is ended elsewhere, all tabs are
 * signed out at once; when the roles change, the access token is renewed. What the network or the service does
 * otherwise signs nobody out. A service with `SESSION_EVENTS=off` is asked once.
 * @returns the way to stop it
 * @example listenToSessionEvents(session, { url, onEvent: (event) => console.log(event.__typename) })
 */
export function listenToSessionEvents(session: EventSession, options: EventOptions): () => void {
  let listener: { readonly sid: string; tick(): void; leave(): void } | undefined;
  let timer: ReturnType<typeof setInterval> | undefined;
  let isStopped = false;

  const stopFollowing = session.subscribe(() => void follow());
  void follow();
  return () => {
    isStopped = true;
    stopFollowing();
    leave();
  };

  /** The session of this moment: another sign-in of the same user is another one, too. */
  async function follow(): Promise<void> {
    if (session.state().status !== 'signedIn') {
      leave();
      return;
    }
    timer ??= setInterval(() => {
      listener?.tick();
      void follow();
    }, tickEvery);
    const token = session.usableToken() ?? (await session.accessToken().catch(() => undefined));
    const { sid } = claimsOf(token);
    if (isStopped || sid === undefined || sid === listener?.sid) return;
    if (session.state().status !== 'signedIn') return;
    listener?.leave();
    listener = listenTo(session, sid, options, () => isStopped);
  }

  function leave(): void {
    clearInterval(timer);
    listener?.leave();
    [timer, listener] = [undefined, undefined];
  }
}

/** The events of one session. */
function listenTo(
  session: EventSession,
  sid: string,
  options: EventOptions,
  isStopped: () => boolean,
) {
  const { url, fetch, onEvent = nothing, onMissed = nothing } = options;
  const renewRoles = createRoleRenewal(session);
  const isOwn = (token: string | undefined) => claimsOf(token).sid === sid;
  let position: string | undefined;
  /** No stream is opened any more, also while the sign-out waits for a refresh under way. */
  let hasEnded = false;
  const group: TabGroup<Message> = joinTabs({ name: `authgraph.events.${sid}`, lead, onMessage });
  group.publish({ isQuestion: true });
  return {
    sid,
    tick() {
      group.tick({ position });
      renewRoles();
    },
    leave: group.leave,
  };

  function lead(signal: AbortSignal): Promise<void> {
    const reader = {
      ...{ session, fetch, url: `${url}/stream` },
      isOwn: (token: string) => !hasEnded && isOwn(token),
      body: () => bodyAfter(position),
      onAlive: () => group.publish({ position }),
      onPosition: (next: string) => group.publish({ position: (position = next) }),
      onGap(isPositionLost: boolean) {
        if (isPositionLost) position = undefined;
        if (position === undefined) share({ isMissed: true });
      },
      onData({ event }: Partial<ViewerEventsSubscription>) {
        if (typeof event?.position !== 'string') return;
        share({ event, position: event.position });
        if (event.__typename === 'RolesChanged') renewRoles(event.at);
      },
    };
    return keepReading(reader, signal);
  }

  function share(message: Message): void {
    group.publish(message);
    onMessage(message);
  }

  function onMessage(message: Message): void {
    const { event, isMissed, isQuestion } = message;
    if (isStopped()) return;
    if (isQuestion && position !== undefined) group.publish({ position });
    if (isQuestion) return;
    position = message.position ?? position;
    if (isMissed) callSafely(onMissed, undefined);
    if (event === undefined) return;
    callSafely(onEvent, event);
    if (event.__typename === 'SessionEnded' && event.current) {
      hasEnded = true;
      session.forget({ reason: 'TOKEN_REVOKED', isOf: isOwn }).catch(nothing);
    }
  }
}

function bodyAfter(position: string | undefined): string {
  return JSON.stringify({ query: ViewerEventsDocument, variables: { after: position ?? null } });
}

/**
 * Seconds. Services that follow revocations refuse tokens of the second of a change, and of a tenth after it: an event is
 * older than its commit.
 */
const commitTime = 0.1;

/** Renews the access token at once, and until services take it: its `iat` is in whole seconds. */
function createRoleRenewal({ usableToken, accessToken }: EventSession) {
  let changedAt: number | undefined;
  return (at?: string): void => {
    if (at !== undefined) changedAt = Date.parse(at) / 1000 + commitTime;
    if (changedAt === undefined) return;
    const known = changedAt;
    const old = usableToken();
    const isYounger = (token?: string) => (claimsOf(token).iat ?? 0) > known;
    const renewal = isYounger(old) ? Promise.resolve(old) : accessToken(old);
    renewal.then((token) => {
      // A change that has come meanwhile asks for another.
      if (isYounger(token) && changedAt === known) changedAt = undefined;
    }, nothing);
  };
}

interface Claims {
  readonly sid?: string;
  readonly iat?: number;
}

/** What an access token says of itself. Nothing is decided by it but whose events these are. */
function claimsOf(token: string | undefined): Claims {
  try {
    const [, payload = ''] = (token ?? '').split('.');
    return JSON.parse(atob(payload.replace(/-/g, '+').replace(/_/g, '/'))) as Claims;
  } catch {
    return {};
  }
}

function nothing(): void {
  // Tried again, or of no interest.
}
