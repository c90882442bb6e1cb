import {
  createAccessTokenVerifier,
  createAuthContext,
  createRevocationFeed,
  type AuthContext,
} from 'authgraph/resource-server';

const service = process.env['AUTHGRAPH_URL'] ?? 'http://localhost:4000';

/** What `authgraph client notes-api` printed. Without it, a token is good until it expires. */
const clientSecret = process.env['AUTHGRAPH_CLIENT_SECRET'];

/** Tokens of ended sessions, known about a second later. */
const revocations =
  clientSecret === undefined
    ? undefined
    : createRevocationFeed({
        url: `${service}/revocations`,
        clientId: 'notes-api',
        clientSecret,
        onStatus: (status) => console.log(`revocations: ${status}`),
        onError: (error) => console.warn('revocations could not be followed:', error),
      });

/** Who is there, from the `Authorization` header. The keys come from the service, once. */
export const authContext = createAuthContext({
  verifier: createAccessTokenVerifier({
    jwksUri: `${service}/.well-known/jwks.json`,
    issuer: process.env['AUTHGRAPH_ISSUER'] ?? service,
    audience: 'authgraph',
    revocations,
    onError: (error) => console.warn('the keys could not be fetched:', error),
  }),
});

/**
 * The user that the token is of.
 * @throws Error in a field that no rule protects: a fault of permissions.ts, not of the caller
 */
export function callerOf({ auth }: AuthContext): string {
  if (auth.status !== 'authenticated') throw new Error('this field needs the rule isAuthenticated');
  return auth.principal.id;
}
