import type { GraphQLContext } from '../features/sessions/context.js';
import { createUserDirectory } from '../features/federation/entities.js';
import type { GraphQLSchema } from 'graphql';
import { apolloOptions, createApollo, type ApolloOptions } from '../platform/graphql/apollo.js';
import { documentLimits } from '../platform/graphql/limits/document-limits.js';
import { requestLimits } from '../platform/graphql/limits/request-plugin.js';
import { createFindDocument, loadKnownDocuments } from '../platform/graphql/persisted-documents.js';
import { createSubscribe } from '../platform/graphql/subscriptions.js';
import type { Telemetry } from '../platform/telemetry/telemetry.js';
import type { Core } from './core.js';
import { inputMaxima, type Services } from './features.js';
import { administrationFields } from './permissions.js';
import { createSchema, createSubgraphSchema } from './schema.js';

/** GraphQL over the services: Apollo, and what is asked before it. */
export async function startApollo(core: Core, services: Services, { plugins }: Telemetry) {
  const { config, logger } = core;
  const { introspection, sandbox, automaticPersistedQueries, freshMaxAge } = config;
  const limits = documentLimits(config.limitDocumentTokens);
  const options: ApolloOptions = {
    schema: await createContract(core, services),
    logger,
    introspection,
    sandbox,
    byEmail: config.usernames === 'off',
    automaticPersistedQueries,
    freshMaxAge,
    limits,
    plugins,
  };
  const apollo = createApollo<GraphQLContext>(options);
  // Before Apollo starts: what fails here leaves nothing that has to be stopped.
  const known = await loadKnownDocuments(config.persistedDocuments);
  const findDocument = createFindDocument(known, {
    only: config.persistedDocumentsOnly,
    automatic: automaticPersistedQueries,
  });
  const subscribe = createSubscribe<GraphQLContext>(options);
  await apollo.start();
  const limited = [...plugins, requestLimits(limits)];
  return {
    documents: { apollo, limits, findDocument },
    subscribe,
    schema: options.schema,
    apolloOptions: (schema: GraphQLSchema) =>
      apolloOptions<GraphQLContext>({ ...options, schema, plugins: limited }),
  };
}

function createContract({ config, clock, storage }: Core, services: Services) {
  const { freshMaxAge, adminRole, introspection, subgraphUserScope: userScope } = config;
  const { stepUpRefusal, twoFactorRefusal } = services.twoStep;
  const { mfaRequiredRoles } = config;
  const refusals = { stepUpRefusal, twoFactorRefusal };
  const policy = { clock, freshMaxAge, adminRole, mfaRequiredRoles, ...refusals };
  const maxima = inputMaxima(config);
  if (!config.subgraph) return createSchema(services, policy, maxima);
  const directory = createUserDirectory(storage.users);
  return createSubgraphSchema(services, policy, maxima, {
    ...{ directory, userScope, introspection },
    leftOut: config.subgraphAdministration ? {} : administrationFields(policy),
  });
}
