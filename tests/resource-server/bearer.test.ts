import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import { parseAuthorization } from '../../src/resource-server/index.js';
import { costOf } from '../support/event-loop.js';

const token = 'eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJl';
const malformed = { kind: 'malformed' };

describe('the Authorization header', () => {
  test.each([undefined, null, '', [], ['']])('%j says that nobody signed in', (header) => {
    expect(parseAuthorization(header)).toEqual({ kind: 'none' });
  });

  test.each([
    `Bearer ${token}`,
    `bearer ${token}`,
    `BEARER ${token}`,
    `bEaReR ${token}`,
    `Bearer   ${token}`,
    [`Bearer ${token}`],
  ])('%j has a token (RFC 9110 §11.1, RFC 6750 §2.1)', (header) => {
    expect(parseAuthorization(header)).toEqual({ kind: 'token', token });
  });

  test('takes every character of a b64token, for the verifier to judge', () => {
    expect(parseAuthorization('Bearer aZ09-._~+/==')).toEqual({
      kind: 'token',
      token: 'aZ09-._~+/==',
    });
  });

  test.each([
    'Bearer',
    'Bearer ',
    'Bearer  ',
    'bearer',
    ' ',
    '=',
    token,
    `Bearer${token}`,
    `Bearer\t${token}`,
    `Bearer:${token}`,
    `Bearer: ${token}`,
    `Bearer=${token}`,
    `Bearer ${token} `,
    ` Bearer ${token}`,
    `Bearer ${token} junk`,
    `Bearer junk ${token}`,
    `Bearer ${token},`,
    `Bearer ${token}, Bearer ${token}`,
    `Bearer ${token},Basic YTpi`,
    `Basic, Bearer ${token}`,
    `Basic YTpi`,
    `JWT ${token}`,
    `Token ${token}`,
    `DPoP ${token}`,
    `Bearers ${token}`,
    `Bearer Bearer ${token}`,
    `Bearer "${token}"`,
    `Bearer <${token}>`,
    `Bearer =${token}`,
    `Bearer ===`,
    `Bearer a=b`,
    `Bearer ${token}\n`,
    `Bearer ${token}\r\nX-Role: admin`,
    `Bearer \u0000`,
    'Bearer \ud800',
    'Bearer ｔoken',
    'Bearer é',
    `Ｂearer ${token}`,
    'undefined',
    'null',
    '[object Object]',
  ])('%j is malformed', (header) => {
    expect(parseAuthorization(header)).toEqual(malformed);
    expect(parseAuthorization([header])).toEqual(malformed);
  });

  test.each([
    [[`Bearer ${token}`, `Bearer ${token}`]],
    [[`Bearer ${token}`, '']],
    [['', `Bearer ${token}`]],
    [['Basic YTpi', `Bearer ${token}`]],
  ])('sent twice is malformed, whichever is first: %j', (headers) => {
    expect(parseAuthorization(headers)).toEqual(malformed);
  });

  test('that is longer than any token is malformed', () => {
    expect(parseAuthorization(`Bearer ${'a'.repeat(8192)}`).kind).toBe('token');
    expect(parseAuthorization(`Bearer ${'a'.repeat(8300)}`)).toEqual(malformed);
  });

  test.each([
    `Bearer ${' '.repeat(1e6)}!`,
    `Bearer ${'a'.repeat(1e6)}!`,
    `Bearer ${'='.repeat(1e6)}!`,
    `Bearer${' '.repeat(8000)}!`,
    `Bearer ${'a'.repeat(4000)}${'='.repeat(4000)}!`,
    ' '.repeat(8000),
  ])('costs no time, however it is made up (case %#)', (header) => {
    const parse = () => {
      for (let round = 0; round < 100; round += 1) parseAuthorization(header);
    };
    expect(costOf(parse, 200)).toBeLessThan(200);
  });
});

test('of two headers Node drops one in "headers" and keeps both in "headersDistinct"', async () => {
  const server = createServer((incoming, response) => {
    const { headers, headersDistinct } = incoming;
    response.end(JSON.stringify([headers.authorization, headersDistinct['authorization']]));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const sent = ['Bearer first', 'Bearer second'];
  const body = await new Promise<string>((resolve, reject) => {
    const outgoing = request({ port, host: '127.0.0.1' }, (response) => {
      let text = '';
      response.on('data', (chunk) => (text += String(chunk))).on('end', () => resolve(text));
    });
    outgoing.on('error', reject).setHeader('authorization', sent).end();
  });
  await new Promise((resolve) => server.close(resolve));

  const [joined, distinct] = JSON.parse(body) as [string, string[]];
  expect(joined).toBe('Bearer first');
  expect(parseAuthorization(distinct)).toEqual(malformed);
});
