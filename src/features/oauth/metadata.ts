export interface MetadataOptions {
  /** The `iss` of the tokens. */
  readonly issuer: string;
  /** Where clients reach the service. */
  readonly publicUrl: string;
  /** Whether tokens are signed with keys that are published. */
  readonly publishesKeys: boolean;
  /** Whether services may introspect and revoke. */
  readonly servesClients: boolean;
}

export interface Metadata {
  /** Where RFC 8414 has it, on the host of the issuer. */
  readonly path: string;
  /** The path of the issuer: `''` for none. OpenID Connect Discovery has the document below it (§4). */
  readonly issuerPath: string;
  readonly document: Readonly<Record<string, unknown>>;
}

const wellKnown = '/.well-known/oauth-authorization-server';
export const openIdPath = '/.well-known/openid-configuration';

/**
 * What other services can know of this one (RFC 8414 §2), and the address where they look for it: with an
 * issuer that has a path, that comes at the end (§3). Only what is true: tokens are issued by GraphQL, so
 * there is no grant and no response type; to leave their lists out would claim the defaults.
 * @returns `undefined` where the issuer is not an http or https URL
 */
export function describeService(options: MetadataOptions): Metadata | undefined {
  const { issuer, publicUrl, publishesKeys, servesClients } = options;
  const url = URL.canParse(issuer) ? new URL(issuer) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || /[?#]/.test(issuer)) return undefined;
  const authMethods = ['client_secret_basic', 'client_secret_post'];
  const document = {
    issuer,
    ...(publishesKeys && { jwks_uri: `${publicUrl}/.well-known/jwks.json` }),
    response_types_supported: [],
    grant_types_supported: [],
    ...(servesClients && {
      introspection_endpoint: `${publicUrl}/introspect`,
      introspection_endpoint_auth_methods_supported: authMethods,
      revocation_endpoint: `${publicUrl}/revoke`,
      revocation_endpoint_auth_methods_supported: authMethods,
    }),
  };
  const issuerPath = url.pathname.replace(/\/$/, '');
  return { path: wellKnown + issuerPath, issuerPath, document };
}

/**
 * The same for libraries that look for OpenID Connect Discovery only (§3), to find the keys of access tokens. There
 * are no ID tokens: the algorithms are those of the published keys, which such libraries accept tokens by.
 */
export function openIdDocument({ document }: Metadata, keys: readonly object[]): object {
  const algorithms = new Set(keys.flatMap((key) => ('alg' in key ? [key.alg] : [])));
  return {
    ...document,
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: [...algorithms],
  };
}
