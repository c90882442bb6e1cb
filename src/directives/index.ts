/**
 * `authgraph/directives`: the kit of `authgraph/resource-server` with schema directives instead of rules for
 * graphql-shield, which is not loaded.
 */
export * from '../resource-server/kit.js';
export {
  applyAuthDirectives,
  assuranceDirectiveTypeDefs,
  authDirectiveTypeDefs,
} from './directives.js';
