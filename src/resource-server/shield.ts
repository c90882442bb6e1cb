import type * as Middleware from 'graphql-middleware';
import type * as Shield from 'graphql-shield';
import type { GraphQLSchema } from 'graphql';
import { systemClock, type Clock } from '../platform/clock.js';
import * as ofShield from './graphql-shield.js';
import { checkRules, checkTypesOfRules } from './rule-tree.js';
import { guardStreams, withoutStreams } from './shielded-streams.js';

export { allow, and, chain, or, race, rule } from './graphql-shield.js';

/** What `shield` accepts as a rule; the package does not export the type. */
export type ShieldRule = Parameters<typeof ofShield.and>[number];

/** The classes of shield's rules, which it does not export: the second one is that of `and`, `or` and the like. */
const classes = [
  ofShield.rule('any')(() => true).constructor,
  Object.getPrototypeOf(ofShield.allow.constructor),
] as (new () => object)[];
/** Rules of another copy of shield, which tells them by these names. */
const classNames = /^Rule(?:Or|And|Chain|Race|Not|True|False)?$/;

function isRule(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return classes.some((each) => value instanceof each) || classNames.test(value.constructor.name);
}

/**
 * graphql-shield's `shield`, without its silent openings: what it would accept and not enforce is an error at start.
 * @throws TypeError for a value that is no rule, also as `fallbackRule`; from `applyMiddleware`, for rules on an
 *   interface, a union, an input, an enum or a scalar
 */
export function shield(
  tree: Parameters<typeof Shield.shield>[0],
  options: Parameters<typeof Shield.shield>[1] = {},
): ReturnType<typeof Shield.shield> {
  checkRules(tree, isRule);
  if ('fallbackRule' in options && !isRule(options.fallbackRule)) {
    throw new TypeError('"fallbackRule" is no rule');
  }
  const typeNames = isRule(tree) ? [] : Object.keys(tree);
  const generator = ofShield.shield(tree, options);
  const checking = ofShield.middleware((schema) => {
    checkTypesOfRules(schema, typeNames);
    return generator.generate(schema);
  });
  shields.set(checking, (schema) => checking.generate(schema));
  return checking;
}

/** What `shield` has made. */
const shields = new WeakMap<object, (schema: GraphQLSchema) => Middleware.IMiddleware>();

/**
 * graphql-middleware's `applyMiddleware`, which guards subscriptions too: the rule of such a field is asked before its
 * `subscribe` runs, before each event that its own `resolve` answers, and, with a token, each minute and when the
 * token expires. A refusal is the last event of the stream.
 */
export function applyMiddleware(
  schema: GraphQLSchema,
  ...middlewares: AnyMiddleware[]
): ReturnType<typeof Middleware.applyMiddleware> {
  return applyMiddlewareBy(systemClock, schema, ...middlewares);
}

type AnyMiddleware =
  Middleware.IMiddleware | Middleware.IMiddlewareGenerator<unknown, unknown, unknown>;

/** The same, where a token expires by this clock. */
export function applyMiddlewareBy(
  clock: Clock,
  schema: GraphQLSchema,
  ...middlewares: AnyMiddleware[]
): ReturnType<typeof Middleware.applyMiddleware> {
  const rules: Middleware.IMiddleware[] = [];
  const others = middlewares.map((each) => {
    const made = shields.get(each)?.(schema);
    if (made === undefined) return each;
    rules.push(made);
    return withoutStreams(schema, made);
  });
  const guarded = ofShield.applyMiddleware(schema, ...others);
  for (const each of rules) guardStreams(guarded, each, clock);
  return guarded;
}
