import type { IMiddleware } from 'graphql-middleware';
import { defaultFieldResolver, type GraphQLField, type GraphQLSchema } from 'graphql';
import type { Clock } from '../platform/clock.js';
import { AuthError } from '../platform/errors/auth-error.js';
import { asGraphQLError } from './checks.js';
import { resolveUntilRefused, subscribeWhileAllowed, type Ask, type Resolver } from './streams.js';

/** The rule of a field, as shield gives it to graphql-middleware. */
type Shielding = (resolve: () => unknown, ...subscriber: Parameters<Resolver>) => unknown;
type Rules = Readonly<Record<string, Shielding | { readonly resolve: Shielding }>>;

/**
 * The rules without those of streams that have no `resolve` of their own: there graphql-middleware would wrap
 * `subscribe` by itself. Everywhere else it wraps `resolve` alone, so that anyone could subscribe.
 */
export function withoutStreams(schema: GraphQLSchema, middleware: IMiddleware): IMiddleware {
  const { name = '' } = schema.getSubscriptionType() ?? {};
  const others = Object.entries(rulesOf(schema, middleware)).filter(([fieldName]) => {
    const field = streamOf(schema, fieldName);
    return field === undefined || hasResolver(field);
  });
  if (name === '' || typeof middleware === 'function') return middleware;
  return Object.assign({}, middleware, { [name]: Object.fromEntries(others) });
}

/** Puts the rules of streams before `subscribe`, and lets the streams end with the rights of their subscribers. */
export function guardStreams(schema: GraphQLSchema, middleware: IMiddleware, clock: Clock): void {
  for (const [fieldName, rule] of Object.entries(rulesOf(schema, middleware))) {
    const field = streamOf(schema, fieldName);
    if (field?.subscribe === undefined) continue;
    const { resolve = defaultFieldResolver, subscribe } = field;
    const ask = askOf(typeof rule === 'function' ? rule : rule.resolve);
    field.resolve = resolveUntilRefused(resolve);
    field.subscribe = afterAsking(ask, subscribeWhileAllowed(subscribe, ask, clock));
  }
}

function rulesOf(schema: GraphQLSchema, middleware: IMiddleware): Rules {
  const { name = '' } = schema.getSubscriptionType() ?? {};
  return (middleware as Readonly<Record<string, Rules>>)[name] ?? {};
}

function streamOf(
  schema: GraphQLSchema,
  fieldName: string,
): GraphQLField<unknown, Parameters<Resolver>[2]> | undefined {
  const field = schema.getSubscriptionType()?.getFields()[fieldName];
  return field?.subscribe === undefined ? undefined : field;
}

function hasResolver({ resolve }: { resolve?: unknown }): boolean {
  return resolve !== undefined && resolve !== defaultFieldResolver;
}

const passed = Symbol('passed');

function askOf(shielding: Shielding): Ask {
  return async (...subscriber) => {
    const outcome = await shielding(() => passed, ...subscriber);
    if (outcome === passed) return undefined;
    return outcome instanceof Error ? outcome : asGraphQLError(new AuthError('NOT_ALLOWED'));
  };
}

function afterAsking(ask: Ask, subscribe: Resolver): Resolver {
  return async (...subscriber) => {
    const refusal = await ask(...subscriber);
    if (refusal !== undefined) throw refusal;
    return subscribe(...subscriber);
  };
}
