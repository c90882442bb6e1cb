import { decodeCredentialPublicKey } from '@simplewebauthn/server/helpers';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadConfig } from '../../../src/app/config.js';
import { openCore } from '../../../src/app/core.js';
import type { PasskeySetting } from '../../../src/features/passkeys/dependencies.js';
import type { WebAuthn } from '../../../src/features/passkeys/webauthn.js';
import type { SessionAndUser } from '../../../src/features/sessions/session.js';
import type { ClientInfo } from '../../../src/platform/client-info.js';
import type { AuthError } from '../../../src/platform/errors/auth-error.js';
import type { FactorProof } from '../../../src/features/sessions/second-factor.js';
import { databases, type TestDatabase } from '../../support/databases.js';
import { goodPassword } from '../../support/graphql-client.js';
import {
  algorithmIds,
  createAuthenticator,
  type Algorithm,
  type Authenticator,
} from '../../support/passkey-device.js';
import { createTestClock } from '../../support/test-clock.js';
import { recoveryCodes } from '../../support/two-step-account.js';
import { openServices, watchCore, type WatchedCore } from '../../support/watched-calls.js';

const client = { userAgent: null, ipAddress: '192.0.2.1' };
const caller = { client, locales: [] };
const password = goodPassword;

/** The work that an answer takes tells in its time what the answer does not say. */
describe.each(databases)('the same statements and hashes, on $name,', (kind) => {
  let database: TestDatabase;
  let watched: WatchedCore;
  let services: Awaited<ReturnType<typeof openServices>>;
  let addresses = 0;
  let verified: string[] = [];
  /** Of `both`, who has a password too. */
  const device = createAuthenticator();

  beforeAll(async () => {
    database = await kind.createMigrated();
    const config = loadConfig({
      DATA_DIR: database.dataDir,
      PASSKEYS: 'on',
      ...(database.url === undefined ? {} : { DATABASE_URL: database.url }),
    });
    const passwordCosts = { memoryCost: 8, timeCost: 1, parallelism: 1 };
    const logger = pino({ level: 'silent' });
    watched = watchCore(
      await openCore(config, { clock: createTestClock(), logger, passwordCosts }),
    );
    const { core } = watched;
    services = await openServices(core, ({ passkeySetting }) => ({
      passkeySetting: countVerifications(passkeySetting),
    }));
    for (const username of ['plain', 'app', 'codes', 'out']) {
      await core.users.create({ username, password });
    }
    await core.users.create({
      ...{ username: 'mailed', password, email: 'mailed@example.com', emailVerified: true },
    });
    await core.users.disable('out');
    await signUpByPasskey('passkey', createAuthenticator());
    await signUpByPasskey('both', device);
    const credentials = await core.storage.users.findCredentials({ usernameKey: 'plain' });
    const both = await idOf('both');
    await core.storage.users.setPasswordHash(both, credentials?.passwordHash ?? '');
    await addApp('app');
    for (const [at, name] of ['app', 'codes', 'both'].entries()) {
      const { hashes } = recoveryCodes(2);
      const own = hashes.map((hash) => `${hash}${at}`.slice(1));
      await core.storage.recoveryCodes.add(await idOf(name), own, core.clock.now());
      await core.storage.users.setTwoStepSince(await idOf(name), core.clock.now());
    }
  });
  afterAll(async () => {
    await watched.core.close();
    await database.drop();
  });

  /** Checks of signatures, by the algorithm of the key. */
  function countVerifications(setting: PasskeySetting): PasskeySetting {
    const webAuthn = setting.webAuthn as WebAuthn;
    const verifyAssertion: WebAuthn['verifyAssertion'] = (response, by) => {
      const key = decodeCredentialPublicKey(new Uint8Array(Buffer.from(by.publicKey, 'base64url')));
      verified.push(String(key.get(3)));
      return webAuthn.verifyAssertion(response, by);
    };
    return { ...setting, webAuthn: { ...webAuthn, verifyAssertion } };
  }

  async function idOf(usernameKey: string): Promise<string> {
    return (await watched.core.storage.users.find({ usernameKey }))?.id ?? '';
  }

  async function addApp(name: string) {
    const user = await watched.core.storage.users.find({ usernameKey: name });
    const { factorId } = await services.totp.begin({ user } as SessionAndUser, null);
    await watched.core.storage.totp.confirm(factorId, 1, watched.core.clock.now());
  }

  async function signUpByPasskey(username: string, by: Authenticator) {
    const begun = await services.passkeys.beginSignUp({ username, email: null }, client);
    const input = { ceremonyId: begun.ceremonyId, response: by.create(begun.options) };
    await services.passkeys.finishSignUp(input, caller);
  }

  async function challengeOf(username: string) {
    const result = await services.signIn.signIn({ password: { username, password } }, client);
    if (!('mfaToken' in result)) throw new TypeError(`${username} has no two-step sign-in`);
    return result;
  }

  /** What is asked of database and hasher, and why it was refused. Each comes from another address. */
  async function workOf(act: (from: ClientInfo) => Promise<unknown>) {
    addresses += 1;
    let reason: unknown = 'let in';
    verified = [];
    const from = { ...client, ipAddress: `192.0.2.${addresses}` };
    const calls = await watched.callsOf(async () => {
      await act(from).catch((error: unknown) => (reason = (error as AuthError).reason));
    });
    return { reason, calls, verified: verified.sort() };
  }

  const wrongPassword = (username: string) => (from: ClientInfo) =>
    services.signIn.signIn({ password: { username, password: 'a wrong passphrase' } }, from);

  test('a wrong password, whoever it is of', async () => {
    const unknown = await workOf(wrongPassword('nobody'));
    expect(unknown.reason).toBe('INVALID_CREDENTIALS');
    expect(unknown.calls.filter((call) => call === 'hash')).toHaveLength(1);
    for (const name of ['plain', 'app', 'codes', 'passkey', 'both', 'out', 'mailed@example.com']) {
      expect([name, await workOf(wrongPassword(name))]).toEqual([name, unknown]);
    }
  });

  test.each<[string, FactorProof]>([
    ['code of an app', { name: 'totp', value: '000000' }],
    ['recovery code', { name: 'recoveryCode', value: 'AAAA-BBBB-CCCC-DDDD' }],
  ])('a wrong %s, whether there is one or not', async (_what, proof) => {
    const works = [];
    for (const name of ['app', 'codes', 'both']) {
      const { mfaToken } = await challengeOf(name);
      const complete = (from: ClientInfo) =>
        services.signIn.completeMfa({ mfaToken, proof, client: from });
      works.push(await workOf(complete));
    }
    expect(works[0]?.reason).toBe('CODE_INVALID');
    expect(works[0]?.calls).toContain('transact');
    for (const work of works) expect(work).toEqual(works[0]);
  });

  test.each(Object.keys(algorithmIds) as Algorithm[])(
    'a forged signature of %s, whether anyone has the credential or not',
    async (algorithm) => {
      const known = createAuthenticator({ algorithm });
      await signUpByPasskey(`keeper-${algorithm.toLowerCase()}`, known);
      const works = [];
      for (const each of [known, createAuthenticator({ algorithm })]) {
        const { ceremonyId, options } = services.passkeys.beginSignIn();
        const passkey = { ceremonyId, response: each.get(options, { forged: true }) };
        works.push(await workOf((from) => services.signIn.signIn({ passkey }, from)));
      }
      expect(works[0]?.reason).toBe('PASSKEY_INVALID');
      expect(works[0]?.verified).toContain(String(algorithmIds[algorithm]));
      expect(works[1]).toEqual(works[0]);
    },
  );

  test('a forged signature in the second step, by one’s own passkey or another', async () => {
    const works = [];
    for (const each of [device, createAuthenticator()]) {
      const { mfaToken, passkey: begun } = await challengeOf('both');
      const response = each.get(begun?.options, { forged: true });
      const proof = { name: 'passkey', value: { ceremonyId: begun?.ceremonyId ?? '', response } };
      const shown = { mfaToken, proof: proof as FactorProof };
      works.push(await workOf((from) => services.signIn.completeMfa({ ...shown, client: from })));
    }
    expect(works[0]?.reason).toBe('PASSKEY_INVALID');
    expect(works[1]).toEqual(works[0]);
  });

  test('the beginning of a sign-up by passkey, whether anyone has the address or not', async () => {
    const works = [];
    for (const email of ['mailed@example.com', 'nobody@example.com']) {
      const names = { username: 'newcomer', email };
      works.push(await workOf((from) => services.passkeys.beginSignUp(names, from)));
    }
    expect(works[0]?.reason).toBe('let in');
    expect(works[1]).toEqual(works[0]);
  });
});
