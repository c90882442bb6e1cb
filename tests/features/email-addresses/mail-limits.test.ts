import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { databases } from '../../support/databases.js';
import { signUpAdministrator } from '../../support/administrator.js';
import { dataOf, goodPassword, refusalOf } from '../../support/graphql-client.js';
import { recipientOf } from '../../support/mailbox.js';
import { startMailedServer, type MailedServer } from '../../support/mailed-server.js';

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
  // The sign-ups of all tests come from one address.
  afterEach(() => server.clock.advance(3600));

  test.each(['requestPasswordReset', 'requestLoginEmail'])(
    '%s sends so many to one recipient in an hour, known or not, whoever asks',
    async (request) => {
      await server.signUpVerified(`known-${request}`, `${request}@example.com`);
      // The mail of the sign-up was for another purpose; the other address is nobody's.
      for (const email of [`${request}@example.com`, `nobody-${request}@example.com`]) {
        for (let count = 0; count < 3; count += 1) {
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
      await server.register({ username: `popular-${name}-${count}`, email });
    }
    await server.mailIsDone();
    const before = server.mailbox.mails.map(recipientOf).filter((each) => each === email);
    const { register } = dataOf(await server.register({ username: `popular-${name}`, email }));
    await server.mailIsDone();
    expect(server.mailbox.mails.map(recipientOf).filter((each) => each === email)).toEqual(before);
    const options = { token: register.accessToken, ...newAddress() };
    expect(refusalOf(await server.act('requestEmailVerification', {}, options))).toEqual(tooMany);
  });

  test('each purpose has an allowance of its own', async () => {
    const email = 'purposes@example.com';
    await server.signUpVerified('purposes', email);
    for (const request of ['requestPasswordReset', 'requestLoginEmail']) {
      for (let count = 0; count < 3; count += 1) {
        dataOf(await server.act(request, { email }, newAddress()));
      }
      expect(refusalOf(await server.act(request, { email }, newAddress()))).toEqual(tooMany);
    }
  });

  test.each(['requestPasswordReset', 'requestLoginEmail'])(
    'strangers cannot shut a user out of %s where the user is signed in',
    async (request) => {
      const email = `victim-${request}@example.com`;
      const home = newAddress();
      await server.signUpVerified(`victim-${request}`, email);
      dataOf(await server.login(`victim-${request}`, goodPassword, home));
      for (let count = 0; count < 6; count += 1) {
        await server.act(request, { email }, newAddress());
      }
      // Strangers hear the same, whether or not anyone has the address.
      const nobody = `nobody-victim-${request}@example.com`;
      for (let count = 0; count < 3; count += 1) {
        await server.act(request, { email: nobody }, newAddress());
      }
      const [known, unknown] = [
        await server.act(request, { email }, newAddress()),
        await server.act(request, { email: nobody }, newAddress()),
      ];
      expect(refusalOf(known)).toEqual(tooMany);
      expect(known.text).toBe(unknown.text);

      for (let count = 0; count < 3; count += 1) {
        dataOf(await server.act(request, { email }, home));
      }
      expect(refusalOf(await server.act(request, { email }, home))).toEqual(tooMany);
    },
  );

  test('an address is not known any more when its session has ended', async () => {
    const email = 'left@example.com';
    const home = newAddress();
    await server.signUpVerified('left', email);
    const { login } = dataOf(await server.login('left', goodPassword, home));
    await server.send('mutation { logout }', {}, { token: login.accessToken });
    for (let count = 0; count < 3; count += 1) {
      await server.act('requestPasswordReset', { email }, newAddress());
    }
    const reply = await server.act('requestPasswordReset', { email }, home);
    expect(refusalOf(reply)).toEqual(tooMany);
  });

  test('a network that has to wait spends nothing of what a recipient is allowed', async () => {
    const network = newAddress();
    for (let count = 0; count < 6; count += 1) {
      await server.act('requestLoginEmail', { email: `burnt-${count}@example.com` }, network);
    }
    const email = 'untouched@example.com';
    for (let count = 0; count < 5; count += 1) {
      const reply = await server.act('requestLoginEmail', { email }, network);
      expect(refusalOf(reply)).toEqual(tooMany);
    }
    for (let count = 0; count < 3; count += 1) {
      dataOf(await server.act('requestLoginEmail', { email }, newAddress()));
    }
  });

  test("anonymous requests do not block an administrator's reset or invitation mails", async () => {
    const admin = await signUpAdministrator(server, `admin-${name}`);
    const email = `managed-${name}@example.com`;
    const { user } = await server.signUpVerified(`managed-${name}`, email);
    for (let count = 0; count < 4; count += 1) {
      await server.act('requestPasswordReset', { email }, newAddress());
    }
    const invited = `invited-${name}@example.com`;
    for (let count = 0; count < 4; count += 1) {
      await server.act('requestPasswordReset', { email: invited }, newAddress());
    }
    const options = { token: admin.accessToken };
    const reset = 'mutation ($id: ID!) { sendPasswordReset(id: $id) }';
    dataOf(await server.send(reset, { id: user.id }, options));
    const invite =
      'mutation ($username: String!, $email: String!) { inviteUser(username: $username, email: $email) { id } }';
    const guest = { username: `invited-${name}`, email: invited };
    dataOf(await server.send(invite, guest, options));
  });
});
