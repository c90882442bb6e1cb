import { buildSubgraphSchema } from '@apollo/subgraph';
import { parse, type GraphQLSchema } from 'graphql';
import { createPermissionTable, type AccessPolicy } from '../../app/permissions.js';
import { createResolvers } from '../../app/resolvers.js';
import type { InputMaxima } from '../../platform/maxima.js';
import { limitInputs } from '../../platform/graphql/limits/inputs.js';
import { guard } from '../../app/schema.js';
import type { Services } from '../../app/services.js';
import { readTypeDefs } from '../../platform/graphql/type-defs.js';
import { createEntityResolver, type EntityOptions } from './entities.js';
import { subgraphPermissions } from './permissions.js';

export interface SubgraphOptions extends EntityOptions {
  readonly introspection: boolean;
  readonly policy: AccessPolicy;
  readonly maxima: InputMaxima;
}

/** The contract as a subgraph of Federation 2, with its resolvers, behind the rules and the maxima. */
export function createSubgraphSchema(services: Services, options: SubgraphOptions): GraphQLSchema {
  const resolvers = createResolvers(services);
  const typeDefs = [...readTypeDefs(), ...readTypeDefs('federation/')].map((text) => parse(text));
  const schema = buildSubgraphSchema({
    typeDefs,
    resolvers: {
      ...resolvers,
      Query: { ...resolvers.Query, _entities: createEntityResolver(options) },
    } as never,
  });
  const table = subgraphPermissions(createPermissionTable(options.policy), options);
  return limitInputs(guard(schema, table), options.maxima);
}
