import {
  ApolloServer,
  type ApolloServerOptionsWithSchema,
  type ApolloServerPlugin,
} from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import type { GraphQLSchema } from 'graphql';
import type { Logger } from '../logger.js';
import { createDocumentStore } from './document-store.js';
import { createErrorPlugin } from './error-plugin.js';
import { createErrors } from './format-error.js';
import type { DocumentLimits } from './limits/document-limits.js';
import { createDocumentRule } from './limits/document-rule.js';
import { createQueryCache } from './persisted-documents.js';
import type { RequestContext } from '../route.js';
import { sandboxPlugin } from './sandbox.js';

export interface ApolloOptions {
  /** Behind its rules. */
  readonly schema: GraphQLSchema;
  readonly logger: Logger;
  /** Whether the schema may be asked for. Also turns field suggestions on, which tell as much of it. */
  readonly introspection: boolean;
  /** Whether browsers get Apollo Sandbox. */
  readonly sandbox: boolean;
  /** Whether its first document names people by an address alone. */
  readonly byEmail: boolean;
  readonly limits: DocumentLimits;
  /** Seconds that a proof of identity may be old for sensitive changes; refusals name it. */
  readonly freshMaxAge: number;
  /** Whether clients may register documents and send their hashes from then on. */
  readonly automaticPersistedQueries: boolean;
  /** Of metrics and tracing, when they are on. */
  readonly plugins: readonly ApolloServerPlugin<RequestContext>[];
}

/** Apollo Server with what an authentication API needs, and nothing that it loads by default beyond. */
export function createApollo<C extends RequestContext>(options: ApolloOptions): ApolloServer<C> {
  return new ApolloServer<C>(apolloOptions(options));
}

/** Options of an Apollo Server. */
export type ApolloSettings<C extends RequestContext> = ApolloServerOptionsWithSchema<C>;

/** What makes an Apollo Server one that limits documents and masks faults. */
export function apolloOptions<C extends RequestContext>(options: ApolloOptions): ApolloSettings<C> {
  const { schema, logger, introspection, sandbox, limits, plugins, automaticPersistedQueries } =
    options;
  const errors = createErrors({ schema, limits, suggestions: introspection });
  return {
    schema,
    parseOptions: { maxTokens: limits.tokens },
    validationRules: [createDocumentRule(schema, limits)],
    validationOptions: { maxErrors: limits.errors },
    documentStore: createDocumentStore(),
    logger,
    formatError: errors.format,
    introspection,
    includeStacktraceInErrorResponses: false,
    persistedQueries: automaticPersistedQueries && { cache: createQueryCache() },
    // The process entry drains: HTTP first, then Apollo.
    stopOnTerminationSignals: false,
    plugins: [
      sandboxPlugin(sandbox, options.byEmail),
      createErrorPlugin(logger, errors, options.freshMaxAge),
      ...plugins,
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
    ],
  };
}
