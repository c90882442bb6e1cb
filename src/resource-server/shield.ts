import { createRequire } from 'node:module';
import type * as Middleware from 'graphql-middleware';
import type * as Shield from 'graphql-shield';
import { checkRules, checkTypesOfRules } from './rule-tree.js';

/**
 * graphql-shield, in the one form that every Node loads. Its release 7.6.5 uses `util.isUndefined`, which
 * Node 23 has removed (https://github.com/maticzav/graphql-shield/issues/1561): there its ES modules cannot
 * be linked. Its CommonJS modules can, and look the function up when `chain` and `race` call it.
 * Rules of both forms go together, since shield knows them by their names; `shield` itself only goes with the
 * `applyMiddleware` of its own form.
 */
const require = createRequire(import.meta.url);
const util = require('node:util') as { isUndefined?: (value: unknown) => boolean };
util.isUndefined ??= (value) => value === undefined;

const ofShield = require('graphql-shield') as typeof Shield;
/** The very copy that shield has, to whose class its middleware belongs. */
const requireAsShield = createRequire(require.resolve('graphql-shield'));
const ofMiddleware = requireAsShield('graphql-middleware') as typeof Middleware;

/** For everyone. */
export const allow: typeof Shield.allow = ofShield.allow;
export const and: typeof Shield.and = ofShield.and;
export const applyMiddleware: typeof Middleware.applyMiddleware = ofMiddleware.applyMiddleware;
export const chain: typeof Shield.chain = ofShield.chain;
export const or: typeof Shield.or = ofShield.or;
export const race: typeof Shield.race = ofShield.race;
export const rule: typeof Shield.rule = ofShield.rule;

/** What `shield` accepts as a rule; the package does not export the type. */
export type ShieldRule = Parameters<typeof and>[number];

/** The classes of shield's rules, which it does not export: the second one is that of `and`, `or` and the like. */
const classes = [
  rule('any')(() => true).constructor,
  Object.getPrototypeOf(allow.constructor),
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
  return ofMiddleware.middleware((schema) => {
    checkTypesOfRules(schema, typeNames);
    return generator.generate(schema);
  });
}
