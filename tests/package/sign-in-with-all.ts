/** The entries of the package that `signInWithAll` takes, in its order, as text of a script. */
export const entriesOfGuide = ['authgraph', 'authgraph/resource-server', 'authgraph/client']
  .map((entry) => `'${entry}'`)
  .join();

/**
 * The text of a function that gets these three modules: it starts the service, signs somebody up with the client,
 * has the kit verify the token, and resolves with the status. The database has a file of the time before by then.
 */
export const signInWithAll = `async (service, kit, client) => {
  const { mkdtempSync, rmSync } = process.getBuiltinModule('node:fs');
  const DATA_DIR = mkdtempSync('data-');
  const config = service.loadConfig({ DATA_DIR, PORT: '0', LOG_LEVEL: 'silent' });
  await (await service.createAuthServer(config)).close();
  const server = await service.createAuthServer(config);
  const { url } = await server.listen();
  try {
    const session = client.createSession({ url: url + '/graphql' });
    await session.register({ username: 'ada', password: 'correct horse battery staple' });
    const jwksUri = url + '/.well-known/jwks.json';
    const verifier = kit.createAccessTokenVerifier({ jwksUri, issuer: url, audience: 'authgraph' });
    const { auth } = await kit.createAuthContext({ verifier })('Bearer ' + await session.accessToken());
    return auth.status;
  } finally {
    await server.close();
    rmSync(DATA_DIR, { recursive: true });
  }
}`;
