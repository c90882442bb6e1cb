import type { Feature } from '../../platform/feature.js';
import type { FeatureRoutes, Handler, Route } from '../../platform/route.js';
import {
  createServiceClients,
  type ServiceClients,
  type ServiceClientsOptions,
} from './clients.js';
import { createIntrospectEndpoint, createRevokeEndpoint } from './introspection-endpoint.js';
import {
  createIntrospector,
  createRevoker,
  type LiveAuth,
  type RevocationOptions,
} from './introspection.js';
import {
  describeService,
  openIdDocument,
  openIdPath,
  type Metadata,
  type MetadataOptions,
} from './metadata.js';

/** What other services ask of this one, and what they can read of it. */
export interface OAuth {
  /** `undefined` without an issuer that has an address. */
  readonly metadata: Metadata | undefined;
  /** `undefined` if SERVICE_CLIENTS is empty, as are its endpoints. */
  readonly clients: ServiceClients | undefined;
  readonly endpoints: { readonly introspect: Handler; readonly revoke: Handler } | undefined;
}

export interface OAuthOptions
  extends ServiceClientsOptions, RevocationOptions, Omit<MetadataOptions, 'servesClients'> {
  readonly liveAuth: LiveAuth;
}

export function createOAuth(options: OAuthOptions): OAuth {
  const servesClients = options.clients.length > 0;
  const metadata = describeService({ ...options, servesClients });
  if (!servesClients) return { metadata, clients: undefined, endpoints: undefined };
  const clients = createServiceClients(options);
  return {
    metadata,
    clients,
    endpoints: {
      introspect: createIntrospectEndpoint(clients, createIntrospector(options.liveAuth)),
      revoke: createRevokeEndpoint(clients, createRevoker(options)),
    },
  };
}

const posted = (handle: Handler): Route => ({ methods: ['POST'], handle });

export interface OAuthServices {
  readonly oauth: OAuth;
  readonly keys: { jwks(): { readonly keys: readonly object[] } };
}

/** Introspection, revocation, and the metadata that changes only with the configuration. */
export const oauth: Feature<OAuthServices> = {
  permissions: () => ({}),
  routes: ({ oauth: { metadata, endpoints }, keys }) => ({
    ...(metadata && {
      [metadata.path]: { read: () => metadata.document, maxAge: 300, ofHost: true },
    }),
    ...(metadata && openIdRoutes(metadata, keys)),
    ...(endpoints && {
      '/introspect': posted(endpoints.introspect),
      '/revoke': posted(endpoints.revoke),
    }),
  }),
};

/**
 * Below the issuer, and below this service, for proxies that cut the path of the issuer off. The algorithms change with
 * the keys, so caches keep the document no longer than the key set.
 */
function openIdRoutes(metadata: Metadata, keys: OAuthServices['keys']): FeatureRoutes {
  const document = { read: () => openIdDocument(metadata, keys.jwks().keys), maxAge: 15 };
  const { issuerPath } = metadata;
  if (issuerPath === '') return { [openIdPath]: document };
  return { [openIdPath]: document, [issuerPath + openIdPath]: { ...document, ofHost: true } };
}
