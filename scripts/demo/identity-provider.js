import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { Provider } from 'oidc-provider';

/**
 * A real OpenID provider (npm oidc-provider, certified) on loopback, for `npm run demo:social` and the tests. Its page
 * lists its accounts, and a click signs in. It has no passwords: never let anyone else reach it.
 */
export async function startIdentityProvider({ redirectUris, clientId, clientSecret, port = 0 }) {
  const accounts = new Map([
    ['ada', { name: 'Ada Lovelace', email: 'ada@example.com', email_verified: true }],
    ['grace', { name: 'Grace Hopper', email: 'grace@example.com', email_verified: true }],
    ['mallory', { name: 'Mallory', email: 'mallory@example.com', email_verified: false }],
  ]);
  const listener = { handle: (_request, response) => response.writeHead(503).end() };
  const server = createServer((request, response) => listener.handle(request, response));
  await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const client = {
    client_id: clientId,
    client_secret: clientSecret,
    redirect_uris: redirectUris,
    response_types: ['code'],
    grant_types: ['authorization_code'],
  };
  const store = new Map();
  const cookieKey = randomBytes(32).toString('hex');

  /** A provider cannot change its keys: another one takes over, with the sessions of the former. */
  const useKeys = (keys) => {
    const provider = new Provider(
      issuer,
      configurationOf({ accounts, client, keys, store, cookieKey }),
    );
    provider.on('server_error', (_, error) => process.stderr.write(`${String(error.stack)}\n`));
    const callback = provider.callback();
    listener.handle = (request, response) =>
      request.url.startsWith('/interaction/')
        ? signIn(provider, accounts, request, response)
        : callback(request, response);
  };
  useKeys([newKey()]);

  return {
    issuer,
    accounts,
    rotateKeys: () => useKeys([newKey()]),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function configurationOf({ accounts, client, keys, store, cookieKey }) {
  return {
    clients: [client],
    jwks: { keys },
    adapter: (model) => createAdapter(model, store),
    cookies: { keys: [cookieKey] },
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_, { uid }) => `/interaction/${uid}` },
    pkce: { required: () => true },
    ttl: {
      AccessToken: 600,
      AuthorizationCode: 60,
      Grant: 86_400,
      IdToken: 3600,
      Interaction: 600,
      Session: 86_400,
    },
    findAccount(_, id) {
      if (!accounts.has(id)) return undefined;
      return { accountId: id, claims: () => ({ sub: id, ...accounts.get(id) }) };
    },
    loadExistingGrant,
  };
}

/** Consents to everything: who asks is the service beside it. */
async function loadExistingGrant({ oidc }) {
  const { clientId } = oidc.client;
  const existing = oidc.session.grantIdFor(clientId);
  if (existing) return oidc.provider.Grant.find(existing);
  const grant = new oidc.provider.Grant({ clientId, accountId: oidc.session.accountId });
  grant.addOIDCScope('openid email profile');
  await grant.save();
  return grant;
}

/** The page of the sign-in, and its button. */
async function signIn(provider, accounts, request, response) {
  try {
    await provider.interactionDetails(request, response);
    if (request.method !== 'POST') {
      const { pathname } = new URL(request.url, provider.issuer);
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
      response.end(page(pathname, accounts));
      return;
    }
    const accountId = new URLSearchParams(await text(request)).get('account');
    const login = { accountId, remember: true };
    const result = accounts.has(accountId) ? { login } : { error: 'access_denied' };
    await provider.interactionFinished(request, response, result, {
      mergeWithLastSubmission: false,
    });
  } catch (error) {
    response.writeHead(400, { 'content-type': 'text/plain' }).end(String(error.message));
  }
}

function page(action, accounts) {
  const buttons = [...accounts].map(
    ([id, { name, email, email_verified: isVerified }]) =>
      `<p><button name="account" value="${id}">${name}</button> ${email}${isVerified ? '' : ' (not verified)'}</p>`,
  );
  return `<!doctype html><html lang="en"><title>Sign in</title>
<meta name="viewport" content="width=device-width">
<style>body { font: 1rem/1.5 system-ui; max-width: 28rem; margin: 4rem auto; padding: 0 1rem }</style>
<h1>Demo provider</h1><form method="post" action="${action}">${buttons.join('\n')}
<p><button name="account" value="">Cancel</button></p></form></html>`;
}

function newKey() {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { ...privateKey.export({ format: 'jwk' }), kid: randomUUID(), alg: 'RS256', use: 'sig' };
}

/** Keeps everything in memory; see "adapters" in the documentation of oidc-provider. */
function createAdapter(model, store) {
  const keyOf = (id) => `${model}:${id}`;
  const find = (test) => {
    const now = Date.now();
    for (const [key, { payload, expiresAt }] of store) {
      if (key.startsWith(`${model}:`) && expiresAt > now && test(payload)) return payload;
    }
    return undefined;
  };
  return {
    async upsert(id, payload, expiresIn = Infinity) {
      store.set(keyOf(id), { payload, expiresAt: Date.now() + expiresIn * 1000 });
    },
    async find(id) {
      const entry = store.get(keyOf(id));
      return entry !== undefined && entry.expiresAt > Date.now() ? entry.payload : undefined;
    },
    findByUid: async (uid) => find((payload) => payload.uid === uid),
    findByUserCode: async (code) => find((payload) => payload.userCode === code),
    async consume(id) {
      const entry = store.get(keyOf(id));
      if (entry !== undefined) entry.payload.consumed = Math.floor(Date.now() / 1000);
    },
    async destroy(id) {
      store.delete(keyOf(id));
    },
    async revokeByGrantId(grantId) {
      for (const [key, { payload }] of store) if (payload.grantId === grantId) store.delete(key);
    },
  };
}
