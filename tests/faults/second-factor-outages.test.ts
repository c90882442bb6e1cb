import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { beginEnrollment, confirmEnrollment, enroll, totpCode } from '../support/authenticator.js';
import { createMigratedDatabase, type TestDatabase } from '../support/databases.js';
import { dataOf, refusalOf, type Reply } from '../support/graphql-client.js';
import { isLongRun } from '../support/long-run.js';
import { createAuthenticator } from '../support/passkey-device.js';
import { addPasskey, beginning, made, passkeyClient, shown } from '../support/passkeys.js';
import { startTestServer, type TestServer } from '../support/test-server.js';
import { startLosingProxy, type LosingProxy } from './losing-proxy.js';

let database: TestDatabase;
let observer: pg.Client;
let proxy: LosingProxy;
let server: TestServer;
beforeAll(async () => {
  database = await createMigratedDatabase('postgres');
  observer = new pg.Client({ connectionString: database.url });
  await observer.connect();
  proxy = await startLosingProxy(database.url ?? '');
  server = await startTestServer({ env: { DATABASE_URL: proxy.url, PASSKEYS: 'on' } });
});
afterAll(async () => {
  await server.close();
  await proxy.close();
  await observer.end();
  await database.drop();
});

const away = { code: 'SERVICE_UNAVAILABLE', reason: 'DATABASE_UNAVAILABLE' };

/** What a change of second factors can touch; not the counters of attempts. */
const tables = [
  ...['users', 'sessions', 'totp_factors', 'recovery_codes', 'passkeys', 'used_tokens'],
  ...['one_time_secrets', 'factor_resets', 'outbox', 'audit_events'],
];

/** All rows of each of these tables, as text. */
async function rowsOf(): Promise<Record<string, string>> {
  const all = tables.map(
    (name) => `'${name}', (select array_agg(t::text order by t::text) from ${name} t)`,
  );
  const statement = `select json_build_object(${all.join(', ')}) as all`;
  const { rows } = await observer.query<{ all: object }>(statement);
  const found = Object.entries(rows[0]?.all ?? {});
  return Object.fromEntries(found.map(([name, list]) => [name, JSON.stringify(list)]));
}

/** The tables that `work` changes. */
async function changedBy(work: () => Promise<unknown>): Promise<string[]> {
  const before = await rowsOf();
  await work();
  const after = await rowsOf();
  return tables.filter((name) => before[name] !== after[name]);
}

interface Change {
  /** Of the session that makes it. */
  readonly tokens: { readonly accessToken: string; readonly refreshToken: string };
  readonly send: () => Promise<Reply<unknown>>;
}

const { begin, finishRegistration, remove, stepUp } = passkeyClient({
  send: (...args) => server.send(...args),
});

async function withApp() {
  const { accessToken } = await server.signUp();
  return enroll(server, accessToken, server.clock.now());
}

/** A session of two factors by a passkey, in an account without two-step sign-in. */
async function withPasskey() {
  const { accessToken: token } = await server.signUp();
  const { id, device } = await addPasskey(passkeyClient(server), token);
  const begun = await beginning(begin('beginPasskeyProof', { token }));
  return { id, tokens: dataOf(await stepUp(token, shown(begun, device))).stepUp };
}

function twoStep(token: string, on: boolean) {
  const change = 'mutation ($on: Boolean!) { setTwoStepSignIn(on: $on) { recoveryCodes } }';
  return server.send(change, { on }, { token });
}

const changes: Record<string, () => Promise<Change>> = {
  'setTwoStepSignIn(on: true)': async () => {
    const { tokens } = await withPasskey();
    return { tokens, send: () => twoStep(tokens.accessToken, true) };
  },
  'setTwoStepSignIn(on: false)': async () => {
    const { tokens } = await withApp();
    return { tokens, send: () => twoStep(tokens.accessToken, false) };
  },
  confirmTotpEnrollment: async () => {
    const tokens = await server.signUp();
    const begun = dataOf(await beginEnrollment(server, tokens.accessToken)).beginTotpEnrollment;
    const { factorId, secret } = begun;
    const code = totpCode(secret, server.clock.now());
    return {
      tokens,
      send: () => confirmEnrollment(server, tokens.accessToken, { factorId, code }),
    };
  },
  removeFactor: async () => {
    const { tokens, factorId: id } = await withApp();
    const change = 'mutation ($id: ID!) { removeFactor(id: $id) { recoveryCodes } }';
    const token = tokens.accessToken;
    return { tokens, send: () => server.send(change, { id }, { token }) };
  },
  regenerateRecoveryCodes: async () => {
    const { tokens } = await withApp();
    const change = 'mutation { regenerateRecoveryCodes { codes } }';
    const token = tokens.accessToken;
    return { tokens, send: () => server.send(change, {}, { token }) };
  },
  finishPasskeyRegistration: async () => {
    const tokens = await server.signUp();
    const token = tokens.accessToken;
    const begun = await beginning(begin('beginPasskeyRegistration', { token }));
    const input = made(begun, createAuthenticator());
    return { tokens, send: () => finishRegistration(token, input) };
  },
  removePasskey: async () => {
    const { tokens, id } = await withPasskey();
    return { tokens, send: () => remove(tokens.accessToken, id) };
  },
};

describe.each(Object.entries(changes))('an outage in %s', (_name, prepare) => {
  /** Loses the answer to a statement of the change; `undefined` if the change has fewer. */
  async function changedDespite(statement: number | 'commit', send: Change['send']) {
    const wasLost = proxy.loseAnswerInTransaction(statement);
    let reply: Reply<unknown> | undefined;
    const changed = await changedBy(async () => (reply = await send()));
    if (!wasLost() || reply === undefined) return undefined;
    expect(refusalOf(reply)).toEqual(away);
    return changed;
  }

  test('makes it unavailable, and leaves nothing half done', async () => {
    const { send: sendAll } = await prepare();
    const all = await changedBy(async () => dataOf(await sendAll()));
    expect(all).toContain('audit_events');

    const { tokens, send } = await prepare();
    let inside = isLongRun ? 0 : 4;
    expect(await changedDespite(inside, send)).toEqual([]);
    while (isLongRun) {
      // The last answer is that to the commit.
      const changed = await changedDespite((inside += 1), send);
      if (changed === undefined || changed.length > 0) break;
    }
    const other = isLongRun ? await prepare() : { tokens, send };
    expect(await changedDespite('commit', other.send)).toEqual(all);
    for (const { refreshToken } of [tokens, other.tokens])
      dataOf(await server.refresh(refreshToken));
  });
});

test('a refusal that needs the database is unavailable without it', async () => {
  const { accessToken: ofOneFactor } = await server.signUp();
  await enroll(server, ofOneFactor, server.clock.now());
  const lost = proxy.loseAnswer('from "totp_factors"', 'cut');
  expect(refusalOf(await twoStep(ofOneFactor, false))).toEqual(away);
  await lost;
  expect(refusalOf(await twoStep(ofOneFactor, false)).reason).toBe('STEP_UP_REQUIRED');
});
