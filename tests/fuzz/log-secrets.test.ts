import { buildClientSchema, getIntrospectionQuery, type IntrospectionQuery } from 'graphql';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { signUpAdministrator } from '../support/administrator.js';
import { challengeOf, completeMfa, enroll, signIn, totpCode } from '../support/authenticator.js';
import { dataOf, goodPassword } from '../support/graphql-client.js';
import { handOver, signedInPage } from '../support/handoff.js';
import { codeOf, startMailedServer, tokenOf, type MailedServer } from '../support/mailed-server.js';
import { beginning, passkeyClient, shown, signUpByPasskey } from '../support/passkeys.js';
import { inputPlacesOf, type InputPlace } from './schema-inputs.js';

const redirectUri = 'https://app.example.com/callback';

let server: MailedServer;
let token: string;
let places: InputPlace[];
beforeAll(async () => {
  server = await startMailedServer({
    env: { COOKIES: 'on', PASSKEYS: 'on', REDIRECT_URIS: redirectUri },
  });
  ({ accessToken: token } = await signUpAdministrator(server));
  const introspected = dataOf(await server.send<IntrospectionQuery>(getIntrospectionQuery()));
  places = inputPlacesOf(buildClientSchema(introspected));
});
afterAll(() => server.close());

/** A word that is nowhere else, in a place that takes text, as the JSON of a variable. */
function wordIn({ type }: InputPlace, word: string): unknown {
  const bare = type.replaceAll(/[[\]!]/g, '');
  if (bare === 'JSON') return { [word]: word, id: word, rawId: word };
  return type.startsWith('[') ? [word] : word;
}

test('nothing that a field takes gets into the log or the record', async () => {
  const texts = places.filter(({ type }) => /^\[?(?:String|ID|JSON)\b/.test(type));
  expect(texts.length).toBeGreaterThan(60);
  const found: string[] = [];
  for (const [at, place] of texts.entries()) {
    const word = `Wz${at}q`.padEnd(24, 'Xk7');
    const before = server.logs.length;
    const query = place.document('$v', `($v:${place.type.replace(/!?$/, '!')})`);
    for (const options of [{}, { token }]) {
      await server.send(query, { v: wordIn(place, word) }, options);
    }
    await server.send(place.document(JSON.stringify(word)));
    if (server.logs.slice(before).some((line) => line.includes(word))) found.push(place.name);
  }
  const recorded = await server.withStorage(({ audit }) => audit.list({ limit: 1000 }));
  expect(JSON.stringify(recorded)).not.toContain('Xk7');
  expect(found).toEqual([]);
  expect(server.logs.join('')).not.toContain('Xk7');
});

test('no secret of a sign-in gets into the log or the record, whatever its steps', async () => {
  const [username, email] = ['secretive', 'secretive@example.com'];
  const input = { password: { username, password: goodPassword } };
  const owner = await server.signUpVerified(username, email);
  dataOf(await server.act('requestLoginEmail', { email }));
  const mail = await server.nextMail(email);
  dataOf(await server.signInBy('loginWithEmailCode', { email, code: codeOf(mail) }));
  const page = await signedInPage(server, 'http://localhost:4000', input);
  const handoff = await handOver(page, redirectUri);
  dataOf(await signIn(server, { handoff }));
  const app = await enroll(server, owner.accessToken, server.clock.now());
  server.clock.advance(30);
  const code = totpCode(app.secret, server.clock.now());
  const { mfaToken } = await challengeOf(server, input);
  const { completeMfa: pair } = dataOf(await completeMfa(server, mfaToken, { totp: code }));
  const [recoveryCode = '', ...codes] = app.recoveryCodes ?? [];
  const second = await challengeOf(server, input);
  dataOf(await completeMfa(server, second.mfaToken, { recoveryCode }));
  const passkeys = passkeyClient(server);
  const { device, tokens } = await signUpByPasskey(passkeys, 'device');
  const answer = shown(await beginning(passkeys.begin('beginPasskeySignIn')), device);
  dataOf(await passkeys.signIn(answer));

  const secrets = [
    ...[owner, app.tokens, pair, tokens].flatMap((each) => [each.accessToken, each.refreshToken]),
    ...[goodPassword, tokenOf(mail), codeOf(mail), page.cookie, handoff.code],
    ...[handoff.codeVerifier, app.secret, mfaToken, second.mfaToken, recoveryCode, ...codes],
    answer.ceremonyId,
  ];
  const recorded = await server.withStorage(({ audit }) => audit.list({ limit: 1000 }));
  const written = server.logs.join('') + JSON.stringify(recorded);
  for (const secret of secrets) expect(written).not.toContain(secret ?? 'nothing');
});
