import { createAccessTokenVerifier, createAuthContext } from 'authgraph/resource-server';

const service = process.env['AUTHGRAPH_URL'] ?? 'http://localhost:4000';

/** Who is there, from the `Authorization` header. The keys come from the service, with the first token. */
export const authContext = createAuthContext({
  verifier: createAccessTokenVerifier({
    jwksUri: `${service}/.well-known/jwks.json`,
    issuer: process.env['AUTHGRAPH_ISSUER'] ?? service,
    audience: 'authgraph',
    onError: (error) => console.warn('the keys could not be fetched:', error),
  }),
});
