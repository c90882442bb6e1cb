import { numericDate, type Clock } from '../../platform/clock.js';
import { AuthError } from '../../platform/errors/auth-error.js';
import type { EventStream, EventStreams } from '../../platform/http/event-stream.js';
import type { Handler } from '../../platform/route.js';
import { OAuthError, type ServiceClients } from '../oauth/clients.js';
import { credentialsOf, parameter, withOAuthErrors } from '../oauth/introspection-endpoint.js';
import type { PlacedSignal } from './signal-queue.js';
import type { SignalSource, SignalStream } from './source.js';

/** Feeds of one service, in each process. */
const maxFeeds = 100;
/** Seconds after which a service that has too many may come again. */
const retryAfter = 30;

/** What a service is told: no reasons, no addresses, no names. Times as in its tokens (RFC 7519 §2). */
type Revocation =
  /** This session has ended. */
  | { readonly sid: string }
  /** Tokens of this user (`sub` or `act.sub`) with an earlier `iat` are revoked, but those of one session. */
  | { readonly sub: string; readonly before: number; readonly exceptSid?: string }
  /** Tokens of anyone with an earlier `iat` are revoked. */
  | { readonly before: number };

/**
 * Milliseconds: an event has its time before its commit, and until then a refresh still reads what was. And the clocks
 * of two processes are not one.
 */
const commitTime = 100;

/** @returns `undefined` for a signal that revokes no token */
function revocationOf({ userId, at, signal }: PlacedSignal): Revocation | undefined {
  // Tokens of the same second are revoked too: whoever has one of them refreshes it once.
  const before = numericDate(at + commitTime) + 1;
  if (signal.kind === 'everyone') return { before };
  if (signal.kind === 'ended' && signal.sessionId !== null) return { sid: signal.sessionId };
  if (signal.kind === 'credentials' || userId === null) return undefined;
  const kept = signal.kind === 'ended' ? signal.keptSessionId : undefined;
  return { sub: userId, before, ...(kept !== undefined && { exceptSid: kept }) };
}

export interface RevocationsOptions {
  readonly clients: ServiceClients;
  readonly signals: SignalSource;
  readonly streams: EventStreams;
  readonly clock: Clock;
  /** Seconds that a token can live: what happened earlier matters to nobody. */
  readonly lifetime: number;
}

/**
 * `GET /revocations`: the services of SERVICE_CLIENTS follow which tokens are revoked, as server-sent events. After
 * `?after=`, the id of an earlier event; without it, from the time since which a token may live. A heartbeat says that
 * everything before its id was sent.
 */
export function createRevocationsEndpoint(options: RevocationsOptions): Handler {
  const { clients, clock, lifetime } = options;
  const feeds = createFeedCounter();
  return withOAuthErrors(async (exchange) => {
    const credentials = credentialsOf(exchange.request);
    clients.authenticate(credentials, exchange.client);
    const after = parameter(new URLSearchParams(exchange.url.search), 'after');
    const leave = feeds.enter(credentials.id);
    let beat: (() => string) | undefined;
    const signals = await options.signals
      .open({
        after,
        since: clock.now() - lifetime * 1000,
        caughtUp() {
          beat = () => heartbeatOf(signals, lifetime);
          stream.send(beat());
        },
      })
      .catch((error: unknown) => {
        leave();
        throw asOAuthError(error);
      });
    const stream = options.streams.begin(exchange, {
      heartbeat() {
        // The database is away: the service shall know that it may miss something, and look elsewhere.
        if (!signals.isUpToDate()) stream.end();
        return beat?.() ?? '';
      },
      onOver() {
        leave();
        void signals.return();
      },
    });
    await send(signals, stream);
  });
}

/** Until either is over. */
async function send(signals: SignalStream, stream: EventStream): Promise<void> {
  try {
    for await (const signal of signals) {
      const revocation = revocationOf(signal);
      if (revocation === undefined) continue;
      stream.send(eventOf('revocation', signal.position, revocation));
      await stream.sent();
    }
  } catch {
    // The database is away. The service comes again, here or to another process, with its position.
  }
  stream.end();
}

function heartbeatOf(signals: SignalStream, lifetime: number): string {
  return eventOf('heartbeat', signals.position(), { lifetime });
}

function eventOf(type: string, id: string, data: object): string {
  return `event: ${type}\nid: ${id}\ndata: ${JSON.stringify(data)}\n\n`;
}

function asOAuthError(error: unknown): unknown {
  if (!(error instanceof AuthError) || error.code !== 'BAD_USER_INPUT') return error;
  return new OAuthError(
    'invalid_request',
    error.message,
    error.reason === 'POSITION_EXPIRED' ? 410 : 400,
  );
}

const tooManyFeeds = {
  message: `This service has ${maxFeeds} feeds here. Close one of them.`,
  ko: `이 서비스의 피드가 여기에 이미 ${maxFeeds}개 있습니다. 하나를 닫아 주세요.`,
};

interface FeedCounter {
  /** @returns how to leave, once @throws AuthError `OVERLOADED` */
  enter(id: string): () => void;
}

function createFeedCounter(): FeedCounter {
  const open = new Map<string, number>();
  return {
    enter(id) {
      const count = open.get(id) ?? 0;
      if (count >= maxFeeds) {
        throw new AuthError('OVERLOADED', { sentence: tooManyFeeds, retryAfter });
      }
      open.set(id, count + 1);
      return () => {
        const left = (open.get(id) ?? 1) - 1;
        if (left > 0) open.set(id, left);
        else open.delete(id);
      };
    },
  };
}
