import { MapperKind, mapSchema } from '@graphql-tools/utils';
import { defaultFieldResolver, isObjectType, type GraphQLSchema } from 'graphql';
import { confirmed, proved, refusalBy, type Check } from '../resource-server/checks.js';
import {
  resolveUntilRefused,
  subscribeWhileAllowed,
  type Ask,
  type Resolver,
} from '../resource-server/streams.js';
import type { Clock } from '../resource-server/kit.js';
import { directiveNames } from './names.js';
import { requirementOf, type Requirement } from './requirements.js';
import { checkUnenforced } from './unenforced.js';

const places = 'on FIELD_DEFINITION | OBJECT | INTERFACE | SCALAR | ENUM';

/**
 * `@requiresAssurance` alone, for a subgraph that links Federation's own directives. A router does not know it: the
 * subgraph enforces it.
 */
export const assuranceDirectiveTypeDefs: string = /* GraphQL */ `
  """
  Needs a proof of identity at this level or a stronger one (aal1, aal2, phr), at most maxAge seconds old (RFC 9470).
  """
  directive @requiresAssurance(acr: String!, maxAge: Int) ${places}
`;

/**
 * The directives, for your own type definitions. `@authenticated` and `@requiresScopes` read as those of Apollo
 * Federation do, so that the same schema is protected by a router and by the server. In a subgraph that links
 * Federation's own, leave these out, and take `assuranceDirectiveTypeDefs`.
 */
export const authDirectiveTypeDefs: string = /* GraphQL */ `
  "Needs a valid access token whose session lives."
  directive @authenticated ${places}

  "Needs an access token with all scopes of at least one of the lists."
  directive @requiresScopes(scopes: [[String!]!]!) ${places}
  ${assuranceDirectiveTypeDefs}
`;

/**
 * Puts `@authenticated`, `@requiresScopes` and `@requiresAssurance` into force: a field that carries one, whose type
 * carries one, or which returns a type that does, is resolved (and subscribed to) only for a token that satisfies all
 * of them. A stream ends when its token expires and when it no longer satisfies them, which is asked each minute.
 * What carries none stays open to everyone. Apply it last, after all resolvers are there.
 * @param options.clock for the age of proofs. Default: the system's
 * @throws TypeError if the schema has none of the directives: then a step before has lost them; and for what would not
 *   be enforced: `@policy`, the others on unions, inputs, arguments and values of enums, and levels that are none
 */
export function applyAuthDirectives(
  schema: GraphQLSchema,
  { clock }: { clock?: Clock } = {},
): GraphQLSchema {
  const names = directiveNames(schema);
  checkUnenforced(schema, names);
  let guarded = 0;
  const result = mapSchema(schema, {
    [MapperKind.OBJECT_FIELD]: (field, fieldName, typeName) => {
      const type = schema.getType(typeName);
      const requirement = isObjectType(type) && requirementOf(schema, type, fieldName, names);
      if (!requirement) return field;
      guarded += 1;
      const check = checkOf(requirement, clock);
      const { resolve = defaultFieldResolver, subscribe } = field;
      const guarding = { ...field, resolve: guard(resolve, check) };
      if (!subscribe) return guarding;
      const ask: Ask = (_parent, _args, context) => refusalBy(check, context);
      return {
        ...guarding,
        resolve: resolveUntilRefused(guarding.resolve),
        subscribe: subscribeWhileAllowed(guard(subscribe, check), ask),
      };
    },
  });
  if (guarded > 0) return result;
  throw new TypeError('the schema has none of the directives to apply, such as @authenticated');
}

function checkOf({ scopes, assurance }: Requirement, clock?: Clock): Check {
  const hasScopes = confirmed((principal) => {
    const has = (scope: string) => principal.scopes.includes(scope);
    const isSatisfied = scopes.every((lists) => lists.some((list) => list.every(has)));
    return isSatisfied ? undefined : 'SCOPE_REQUIRED';
  });
  if (assurance === undefined) return hasScopes;
  const isProved = proved(assurance, clock);
  // A proof gives nobody a scope, so that is asked first.
  return async (context) => {
    const verdict = await hasScopes(context);
    return verdict === true ? isProved(context) : verdict;
  };
}

function guard(resolve: Resolver, check: Check): Resolver {
  return async (parent, args, context, info) => {
    const refusal = await refusalBy(check, context);
    if (refusal !== undefined) throw refusal;
    return resolve(parent, args, context, info);
  };
}
