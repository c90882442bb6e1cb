import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { databases } from '../support/databases.js';
import { dataOf, refusalOf } from '../support/graphql-client.js';
import { startTestServer, type TestServer } from '../support/test-server.js';
import { expectClean, expectNoFaults } from './http.js';
import { hostileText } from './naughty.js';
import { answered, runs } from './runs.js';

const keys = fc.oneof(
  hostileText(20),
  fc.constantFrom('__proto__', 'constructor', 'prototype', 'toString', 'toJSON', 'length'),
);
const anyJson = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 9, withCrossShrink: true },
    fc.oneof(hostileText(40), fc.double(), fc.integer(), fc.boolean(), fc.constant(null)),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.array(fc.tuple(keys, tie('value')), { maxLength: 4 }).map(Object.fromEntries),
  ),
})).value;

describe.each(databases)('hostile metadata, on $name,', ({ name }) => {
  let server: TestServer;
  let token: string;
  beforeAll(async () => {
    server = await startTestServer({ database: name });
    token = (await server.signUp()).accessToken;
  });
  afterEach(() => expectNoFaults(server));
  afterAll(() => server.close());

  test('comes back exactly, or is refused with its reason and changes nothing', async () => {
    let before: unknown = {};
    const property = answered(anyJson, async (publicMetadata) => {
      const reply = await server.send<{ updateProfile: { publicMetadata: unknown } }>(
        'mutation ($publicMetadata: JSON) { updateProfile(publicMetadata: $publicMetadata) { publicMetadata } }',
        { publicMetadata },
        { token },
      );
      expectClean(reply);
      if (reply.errors.length === 0) {
        // What JSON makes of it: `null` takes metadata away, and -0 is 0.
        before = JSON.parse(JSON.stringify(publicMetadata)) ?? {};
        expect(dataOf(reply).updateProfile.publicMetadata).toEqual(before);
      } else {
        expect(refusalOf(reply).reason).toMatch(/^METADATA_(?:INVALID|TOO_LARGE)$/);
      }
      const me = await server.send<{ me: { publicMetadata: unknown } }>(
        '{ me { publicMetadata } }',
        {},
        { token },
      );
      expect(dataOf(me).me.publicMetadata).toEqual(before);
    });
    await fc.assert(property, runs(200));
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  test('a display name comes back exactly but for blanks around it, or is refused', async () => {
    const property = answered(hostileText(120), async (displayName) => {
      const reply = await server.send<{ updateProfile: { displayName: string } }>(
        'mutation ($displayName: String) { updateProfile(displayName: $displayName) { displayName } }',
        { displayName },
        { token },
      );
      expectClean(reply);
      if (reply.errors.length > 0) {
        expect(refusalOf(reply).reason).toBe('DISPLAY_NAME_INVALID');
        return;
      }
      expect(dataOf(reply).updateProfile.displayName).toBe(displayName.trim());
    });
    await fc.assert(property, runs(150));
  });
});
