import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dataOf, goodPassword } from '../../support/graphql-client.js';
import { startTestServer, type TestServer } from '../../support/test-server.js';
import { preferredLocales } from '../../../src/platform/http/client-info.js';

const localesOf = (header?: string) =>
  preferredLocales({
    headers: header === undefined ? {} : { 'accept-language': header },
  });

test.each([
  ['ko-KR,ko;q=0.9,en-US;q=0.8', ['ko-KR', 'ko', 'en-US']],
  ['en;q=0.1, ko;q=0.9', ['ko', 'en']],
  ['fr, ko;q=0.5', ['fr', 'ko']],
  ['EN-us', ['en-US']],
  ['*', []],
  ['*, fr;q=0.5', ['fr']],
  ['not a tag, de', ['de']],
  ['en;q=0', []],
  ['', []],
  ['x'.repeat(2000), []],
  ["'; drop table users --", []],
  [Array.from({ length: 30 }, (_, at) => `de-x-a${at}`).join(), 10],
  [undefined, []],
])('Accept-Language: %s asks for %s', (header, locales) => {
  const found = localesOf(header);
  if (typeof locales === 'number') expect(found).toHaveLength(locales);
  else expect(found).toEqual(locales);
});

describe('at the sign-up', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => server.close());

  test.each([
    ['ko-KR', 'ko-KR'],
    ['*', null],
  ])('the user of a client that asks for %s is written to in %s', async (header, locale) => {
    const mutation = `mutation ($username: String!, $password: String!) {
      register(username: $username, password: $password) { user { id } } }`;
    const variables = { username: `user-${String(locale)}`, password: goodPassword };
    const headers = { 'accept-language': header };
    const reply = await server.send<{ register: { user: { id: string } } }>(mutation, variables, {
      headers,
    });
    const { id } = dataOf(reply).register.user;
    expect((await server.withStorage(({ users }) => users.find({ id })))?.locale).toBe(locale);
  });
});
