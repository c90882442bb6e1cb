import {
  createAccessTokenVerifier,
  createAuthContext,
  type AuthContext,
} from 'authgraph/resource-server';

const service = process.env['AUTHGRAPH_URL'] ?? 'http://localhost:4000';

/** Who is there, from the `Authorization` header. The keys come from the service, once. */
export const authContext = createAuthContext({
  verifier: createAccessTokenVerifier({
    jwksUri: `${service}/.well-known/jwks.json`,
    issuer: process.env['AUTHGRAPH_ISSUER'] ?? service,
    audience: 'authgraph',
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
