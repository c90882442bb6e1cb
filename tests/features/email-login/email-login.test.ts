import { decode } from 'jsonwebtoken';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { databases } from '../../support/databases.js';
import { dataOf, refusalOf } from '../../support/graphql-client.js';
import { recipientOf } from '../../support/mailbox.js';
import {
  codeOf,
  startMailedServer,
  tokenOf,
  type MailedServer,
} from '../../support/mailed-server.js';

const linkInvalid = { code: 'BAD_USER_INPUT', reason: 'LINK_INVALID' };
const codeInvalid = { code: 'BAD_USER_INPUT', reason: 'CODE_INVALID' };

describe.each(databases)('signing in by e-mail, on $name', ({ name }) => {
  let server: MailedServer;
  beforeAll(async () => {
    server = await startMailedServer({ database: name });
  });
  afterAll(() => server.close());

  const byLink = (token: string) => server.signInBy('loginWithEmailToken', { token });
  const byCode = (email: string, code: string) =>
    server.signInBy('loginWithEmailCode', { email, code });

  /** Asks for a mail, and takes it out of the mailbox. */
  async function ask(email: string, to = email) {
    dataOf(await server.act('requestLoginEmail', { email }));
    const mail = await server.nextMail(to);
    return { mail, token: tokenOf(mail), code: codeOf(mail) };
  }

  test('the link begins a fresh session', async () => {
    const email = 'Linus@example.com';
    await server.signUpVerified('linus', email);
    server.clock.advance(3600);
    const { mail, token } = await ask('linus@Example.com', email);
    expect(mail.subject).toBe('Sign in to Example');
    expect(mail.text).toContain('http://localhost:4000/sign-in#token=');

    const { loginWithEmailToken: pair } = dataOf(await byLink(token));
    expect(pair?.user.username).toBe('linus');
    dataOf(await server.me(pair?.accessToken));
    dataOf(await server.refresh(pair?.refreshToken ?? ''));
    const claims = decode(pair?.accessToken ?? '', { json: true });
    expect(claims?.['auth_time']).toBe(server.clock.now() / 1000);
  });

  test('the code does the same, with or without its blank', async () => {
    await server.signUpVerified('cody', 'cody@example.com');
    const first = await ask('cody@example.com');
    const { loginWithEmailCode: pair } = dataOf(await byCode('Cody@example.com', first.code));
    dataOf(await server.me(pair?.accessToken));
    const second = await ask('cody@example.com');
    dataOf(await byCode('cody@example.com', second.code.replace(' ', '')));
  });

  test('either works once, and uses up the other', async () => {
    await server.signUpVerified('either', 'either@example.com');
    const first = await ask('either@example.com');
    dataOf(await byLink(first.token));
    expect(refusalOf(await byLink(first.token))).toEqual(linkInvalid);
    expect(refusalOf(await byCode('either@example.com', first.code))).toEqual(codeInvalid);
    const second = await ask('either@example.com');
    dataOf(await byCode('either@example.com', second.code));
    expect(refusalOf(await byCode('either@example.com', second.code))).toEqual(codeInvalid);
    expect(refusalOf(await byLink(second.token))).toEqual(linkInvalid);
  });

  test('both work for ten minutes', async () => {
    await server.signUpVerified('late', 'late@example.com');
    const { token, code } = await ask('late@example.com');
    server.clock.advance(600);
    expect(refusalOf(await byLink(token))).toEqual(linkInvalid);
    expect(refusalOf(await byCode('late@example.com', code))).toEqual(codeInvalid);
  });

  test.each(['link', 'code'])(
    'the %s of an earlier mail works, and ends all others',
    async (by) => {
      const email = `earlier-${by}@example.com`;
      await server.signUpVerified(`earlier-${by}`, email);
      const mails = [await ask(email), await ask(email), await ask(email), await ask(email)];
      const [first, used] = mails as [(typeof mails)[0], (typeof mails)[0]];
      expect(refusalOf(await byLink(first.token))).toEqual(linkInvalid);
      expect(refusalOf(await byCode(email, first.code))).toEqual(codeInvalid);
      dataOf(await (by === 'link' ? byLink(used.token) : byCode(email, used.code)));
      for (const { token, code } of mails) {
        expect(refusalOf(await byLink(token))).toEqual(linkInvalid);
        expect(refusalOf(await byCode(email, code))).toEqual(codeInvalid);
      }
    },
  );

  test('after five wrong codes the right one is refused, and the link still works', async () => {
    await server.signUpVerified('guessed', 'guessed@example.com');
    const { token, code } = await ask('guessed@example.com');
    const wrong = code.replace(/\d/, (digit) => String((Number(digit) + 1) % 10));
    for (let guess = 0; guess < 5; guess += 1) {
      expect(refusalOf(await byCode('guessed@example.com', wrong))).toEqual(codeInvalid);
    }
    expect(refusalOf(await byCode('guessed@example.com', code))).toEqual(codeInvalid);
    dataOf(await byLink(token));
  });

  test('of 16 parallel guesses no more than five are looked at', async () => {
    await server.signUpVerified('stormed', 'stormed@example.com');
    const { code } = await ask('stormed@example.com');
    const wrong = Array.from({ length: 16 }, (_unused, index) => String(index).padStart(8, '9'));
    await Promise.all(wrong.map((guess) => byCode('stormed@example.com', guess)));
    expect(refusalOf(await byCode('stormed@example.com', code))).toEqual(codeInvalid);
  });

  test('the code of one address opens no other', async () => {
    await server.signUpVerified('mine', 'mine@example.com');
    await server.signUpVerified('yours', 'yours@example.com');
    const { code } = await ask('mine@example.com');
    await ask('yours@example.com');
    expect(refusalOf(await byCode('yours@example.com', code))).toEqual(codeInvalid);
    dataOf(await byCode('mine@example.com', code));
  });

  test.each(['', ' ', '0000 0000', 'abcdefgh', '\u0000', '\ud800', 'x'.repeat(10_000)])(
    'the code %# is none',
    async (code) => {
      expect(refusalOf(await byCode('nobody@example.com', code))).toEqual(codeInvalid);
    },
  );

  test('a sign-in mail request answers alike for any address, mails only confirmed ones', async () => {
    const everyone = await server.signUpOneOfEach();
    const before = server.mailbox.mails.length;

    const replies = [];
    for (const who of everyone) {
      replies.push(await server.act('requestLoginEmail', { email: `${who}@example.com` }));
    }
    expect(new Set(replies.map(({ text }) => text)).size).toBe(1);
    await server.mailIsDone();
    expect(server.mailbox.mails.slice(before).map(recipientOf)).toEqual(['known@example.com']);

    // Guesses, too: a code that was never made is refused like a wrong one.
    const refused = [];
    for (const who of [...everyone, 'never-asked']) {
      refused.push(await byCode(`${who}@example.com`, '1234 5678'));
    }
    expect(new Set(refused.map(({ text }) => text)).size).toBe(1);
  });

  test('a user who was disabled meanwhile stays out', async () => {
    const { user } = await server.signUpVerified('banned', 'banned@example.com');
    const { token, code } = await ask('banned@example.com');
    await server.withStorage(({ users }) => users.setDisabledAt(user.id, server.clock.now()));
    expect(refusalOf(await byLink(token))).toEqual(linkInvalid);
    expect(refusalOf(await byCode('banned@example.com', code))).toEqual(codeInvalid);
  });

  test('an address that was given up meanwhile opens nothing', async () => {
    const { user } = await server.signUpVerified('moving', 'moving@example.com');
    const { token } = await ask('moving@example.com');
    await server.withStorage(({ users }) => users.setVerifiedEmail(user.id, 'moved@example.com'));
    expect(refusalOf(await byLink(token))).toEqual(linkInvalid);
  });

  test.each(['link', 'code'] as const)(
    'of 16 parallel sign-ins by one %s one wins',
    async (way) => {
      const email = `racer-${way}@example.com`;
      const { user } = await server.signUpVerified(`racer-${way}`, email);
      const { token, code } = await ask(email);
      const replies = await Promise.all(
        Array.from({ length: 16 }, () => (way === 'link' ? byLink(token) : byCode(email, code))),
      );
      const winners = replies.filter((reply) => reply.errors.length === 0);
      expect(winners).toHaveLength(1);
      const refused = way === 'link' ? linkInvalid : codeInvalid;
      for (const reply of replies)
        if (reply !== winners[0]) expect(refusalOf(reply)).toEqual(refused);
      const alive = await server.withStorage(({ sessions }) =>
        sessions.listAliveOf([user.id], server.clock.now()),
      );
      expect(alive).toHaveLength(2);
    },
  );
});

describe.each(databases)('limits of signing in by e-mail, on $name', ({ name }) => {
  test('wrong codes count like wrong passwords, and lock even the right one', async () => {
    const server = await startMailedServer({
      database: name,
      env: { LIMIT_LOGIN_FAILURES: '3', TRUST_PROXY: 'loopback' },
    });
    const email = 'ada@example.com';
    await server.signUpVerified('ada', email);
    dataOf(await server.act('requestLoginEmail', { email }));
    const code = codeOf(await server.nextMail());
    for (let guess = 0; guess < 3; guess += 1) {
      await server.signInBy('loginWithEmailCode', { email, code: '0000 0000' });
    }
    const locked = await server.signInBy('loginWithEmailCode', { email, code });
    expect(refusalOf(locked)).toEqual(codeInvalid);
    expect(refusalOf(await server.login('ada')).reason).toBe('INVALID_CREDENTIALS');
    await server.close();
  });
});
