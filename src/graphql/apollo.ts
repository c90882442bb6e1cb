import { ApolloServer } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import type { Logger } from '../logger.js';
import type { GraphQLContext } from './context.js';
import { createDocumentStore } from './document-store.js';
import { createErrorPlugin } from './error-plugin.js';
import { formatError } from './format-error.js';
import { documentLimits } from './limits/document-limits.js';
import { createDocumentRule } from './limits/document-rule.js';
import { createVariablesPlugin } from './limits/variables-plugin.js';
import type { AccessPolicy } from './permissions.js';
import { sandboxPlugin } from './sandbox.js';
import { createSchema } from './schema.js';
import type { Services } from './services.js';

export interface ApolloOptions {
  readonly services: Services;
  readonly policy: AccessPolicy;
  readonly logger: Logger;
  /** Whether the schema may be asked for. Also turns field suggestions on, which tell as much. */
  readonly introspection: boolean;
  /** Whether browsers get Apollo Sandbox. */
  readonly sandbox: boolean;
  /** Tokens that a document may have; the other limits of documents follow from it. */
  readonly documentTokens: number;
}

/** Apollo Server with what an authentication API needs, and nothing that it loads by default beyond. */
export function createApollo(options: ApolloOptions): ApolloServer<GraphQLContext> {
  const { services, policy, logger, introspection, sandbox } = options;
  const schema = createSchema(services, policy);
  const limits = documentLimits(options.documentTokens);
  return new ApolloServer<GraphQLContext>({
    schema,
    parseOptions: { maxTokens: limits.tokens },
    validationRules: [createDocumentRule(schema, limits)],
    documentStore: createDocumentStore(),
    logger,
    formatError,
    introspection,
    hideSchemaDetailsFromClientErrors: !introspection,
    includeStacktraceInErrorResponses: false,
    persistedQueries: false,
    // The process entry drains: HTTP first, then Apollo.
    stopOnTerminationSignals: false,
    plugins: [
      sandboxPlugin(sandbox),
      createErrorPlugin(logger),
      createVariablesPlugin(),
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
    ],
  });
}
