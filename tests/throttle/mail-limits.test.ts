import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { databases } from '../support/databases.js';
import { dataOf, refusalOf } from '../support/graphql-client.js';
import { recipientOf } from '../support/mailbox.js';
import { startMailedServer, type MailedServer } from '../support/mailed-server.js';

const tooMany = { code: 'TOO_MANY_REQUESTS', reason: 'TOO_MANY_MAILS' };

let networks = 0;
function newAddress() {
  networks += 1;
  return { headers: { 'x-forwarded-for': `198.51.100.${networks}` } };
}

describe.each(databases)('limits of mails, on $name', ({ name }) => {
  let server: MailedServer;
  beforeAll(async () => {
    server = await startMailedServer({
      database: name,
      env: {
        TRUST_PROXY: 'loopback',
        LIMIT_MAILS_PER_ADDRESS: '6',
        LIMIT_MAILS_PER_RECIPIENT: '3',
      },
    });
  });
  afterAll(() => server.close());

  test.each(['requestPasswordReset', 'requestLoginEmail'])(
    '%s sends so many to one recipient in an hour, known or not, whoever asks',
    async (request) => {
      await server.signUpVerified(`known-${request}`, `${request}@example.com`);
      // The sign-up has sent one already; the other address is nobody's.
      for (const [email, times] of [
        [`${request}@example.com`, 2],
        [`nobody-${request}@example.com`, 3],
      ] as const) {
        for (let count = 0; count < times; count += 1) {
          dataOf(await server.act(request, { email }, newAddress()));
        }
        const reply = await server.act(request, { email: email.toUpperCase() }, newAddress());
        expect(refusalOf(reply)).toEqual(tooMany);
        expect(reply.errors[0]?.extensions.retryAfter).toBe(3600);
        expect(reply.headers.get('retry-after')).toBe('3600');
      }
      server.clock.advance(3600);
      dataOf(await server.act(request, { email: `${request}@example.com` }, newAddress()));
    },
  );

  test('one network asks for so many in an hour, whomever they are for', async () => {
    const network = newAddress();
    for (let count = 0; count < 6; count += 1) {
      const email = `someone-${count}@example.com`;
      dataOf(await server.act('requestLoginEmail', { email }, network));
    }
    const email = 'someone-else@example.com';
    expect(refusalOf(await server.act('requestLoginEmail', { email }, network))).toEqual(tooMany);
    dataOf(await server.act('requestLoginEmail', { email }, newAddress()));
  });

  test('aliases in one document count one by one', async () => {
    const aliases = Array.from(
      { length: 5 },
      (_unused, index) => `a${index}: requestLoginEmail(email: "aliased@example.com")`,
    );
    const reply = await server.send(`mutation { ${aliases.join(' ')} }`, {}, newAddress());
    expect(reply.errors.every(({ extensions }) => extensions.reason === 'TOO_MANY_MAILS')).toBe(
      true,
    );
    expect(reply.errors.length).toBeGreaterThan(0);
  });

  test('of 16 at once no more get through than allowed', async () => {
    const replies = await Promise.all(
      Array.from({ length: 16 }, () =>
        server.act('requestLoginEmail', { email: 'burst@example.com' }, newAddress()),
      ),
    );
    expect(replies.filter((reply) => reply.errors.length === 0)).toHaveLength(3);
  });

  test('a sign-up with an address that has had enough mails works, without a mail', async () => {
    const email = 'popular@example.com';
    for (let count = 0; count < 3; count += 1) {
      await server.act('requestLoginEmail', { email }, newAddress());
    }
    const { register } = dataOf(await server.register({ username: `popular-${name}`, email }));
    await server.mailIsDone();
    expect(server.mailbox.mails.map(recipientOf)).not.toContain(email);
    const options = { token: register.accessToken, ...newAddress() };
    expect(refusalOf(await server.act('requestEmailVerification', {}, options))).toEqual(tooMany);
  });
});
