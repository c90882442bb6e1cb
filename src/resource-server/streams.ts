import type { GraphQLFieldResolver } from 'graphql';
import { systemClock, type Clock } from '../platform/clock.js';
import { checkInterval, type Auth, type AuthContext } from './context.js';
import { GuardedStream, LastEvent } from './guarded-stream.js';

/** `_shield`: where shield keeps the answers of its rules. */
type Context = (Partial<AuthContext> & { _shield?: object | undefined }) | undefined;
export type Resolver = GraphQLFieldResolver<unknown, Context>;
type Arguments = Parameters<Resolver>;

/** Why this subscriber is refused, as things are now; `undefined`: it may go on. */
export type Ask = (...subscriber: Arguments) => Promise<Error | undefined>;

/**
 * The `resolve` of a field of a subscription: the last event of a guarded stream is answered with the refusal. What
 * shield has kept of the event before is forgotten, since rights may have ended meanwhile.
 */
export function resolveUntilRefused(resolve: Resolver): Resolver {
  return (event, args, context, info) => {
    if (event instanceof LastEvent) throw event.refusal;
    if (context?._shield !== undefined) context._shield = { cache: {} };
    return resolve(event, args, context, info);
  };
}

/**
 * A `subscribe` whose stream ends with its right: it asks again each minute, and when the token expires or is revoked,
 * with the state of the token at that time. The refusal is the last event; then the stream is complete.
 * Its field needs `resolveUntilRefused`.
 */
export function subscribeWhileAllowed(
  subscribe: Resolver,
  ask: Ask,
  clock: Clock = systemClock,
): Resolver {
  return async (...subscriber) => {
    const stream: unknown = await subscribe(...subscriber);
    const auth = subscriber[2]?.auth;
    // Without a token nothing can expire.
    if (!isAsyncIterable(stream) || auth?.status !== 'authenticated') return stream;
    const source = stream[Symbol.asyncIterator]();
    return new GuardedStream(source, auth, {
      clock,
      interval: checkInterval,
      ask: async (present) => ask(...withAuth(subscriber, present)).catch(asError),
    });
  };
}

/** The same subscriber in another state, without the answers that shield has kept. */
function withAuth([parent, args, context, info]: Arguments, auth: Auth): Arguments {
  const prototype = Object.getPrototypeOf(context) as object | null;
  const copy = Object.assign(Object.create(prototype) as object, context, { auth });
  return [parent, args, Object.assign(copy, { _shield: undefined }), info];
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error('not allowed any more', { cause: thrown });
}

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}
