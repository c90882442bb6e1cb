import type { QueryResolvers } from '../generated/resolver-types.js';
import type { Fields, NodeLookup, NodeModel } from '../platform/feature.js';

/**
 * `Query.node` of Relay's Global Object Identification. Ids are UUIDs and do not say their type, so the features are
 * asked one after the other; each finds only what the caller may read.
 */
export function createNodeResolvers(lookups: ReadonlyMap<string, NodeLookup>): Fields<unknown> {
  const node: QueryResolvers['node'] = async (_parent, { id }, context) => {
    for (const [type, find] of lookups) {
      const found = await find(id, context);
      // graphql-js takes the type of an interface from here.
      if (found !== null) return Object.assign<object, NodeModel>({ __typename: type }, found);
    }
    return null;
  };
  return { Query: { node } };
}
