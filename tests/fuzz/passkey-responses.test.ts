import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { loadWebAuthn } from '../../src/features/passkeys/load.js';
import type { WebAuthn } from '../../src/features/passkeys/webauthn.js';
import { startStopwatch } from '../support/event-loop.js';
import { createAuthenticator } from '../support/passkey-device.js';
import { runs } from './runs.js';

const origin = 'https://example.com';
const rpId = 'example.com';
const challenge = Buffer.alloc(32, 7).toString('base64url');
/** Milliseconds of CPU for one refusal. */
const bound = 50;

const creation = { challenge, rp: { id: rpId }, user: { id: 'AAAA' }, excludeCredentials: [] };
const request = { challenge, rpId, allowCredentials: [] };
const device = createAuthenticator({ origin });

interface Answer {
  readonly response: Readonly<Record<string, string>>;
}
const made = device.create(creation) as Answer;
const shown = device.get(request) as Answer;

/** The same with one bit changed, in one of its parts. */
function flipped(answer: Answer, part: string, at: number): object {
  const bytes = Buffer.from(answer.response[part] ?? '', 'base64url');
  const index = at % (bytes.length * 8);
  bytes.writeUInt8(bytes.readUInt8(index >> 3) ^ (1 << (index & 7)), index >> 3);
  return { ...answer, response: { ...answer.response, [part]: bytes.toString('base64url') } };
}

let webAuthn: WebAuthn;
let publicKey: string;

beforeAll(async () => {
  webAuthn = await loadWebAuthn({ rpId, name: 'Example', origins: [origin] });
  const credential = await webAuthn.readCredential(made, challenge);
  if (credential === undefined) throw new Error('the device of this test makes no passkey');
  ({ publicKey } = credential);
});

const verify = (response: unknown) => webAuthn.verifyAssertion(response, { challenge, publicKey });

describe('an answer of a device', () => {
  test('is taken as it is', async () => {
    expect(await verify(shown)).toMatchObject({ counter: 0, backupEligible: true });
  });

  test('is refused with any bit of what is signed changed', async () => {
    const parts = fc.constantFrom('authenticatorData', 'clientDataJSON');
    const property = fc.asyncProperty(parts, fc.nat(), async (part, at) => {
      expect(await verify(flipped(shown, part, at))).toBeUndefined();
    });
    await fc.assert(property, runs(300));
  });

  test('that makes a passkey gives one that can be stored, or none', async () => {
    const property = fc.asyncProperty(fc.nat(), async (at) => {
      const credential = await webAuthn.readCredential(
        flipped(made, 'attestationObject', at),
        challenge,
      );
      if (credential === undefined) return;
      expect(credential.credentialId).toMatch(/^[\w-]{1,1364}$/);
      expect(credential.publicKey).toMatch(/^[\w-]{1,1600}$/);
      expect(Number.isSafeInteger(credential.counter)).toBe(true);
    });
    await fc.assert(property, runs(300));
  });

  test('of any JSON is refused', async () => {
    const property = fc.asyncProperty(fc.jsonValue(), async (value) => {
      expect(await webAuthn.readCredential(value, challenge)).toBeUndefined();
      expect(webAuthn.readAssertion(value)).toBeUndefined();
      expect(await verify(value)).toBeUndefined();
    });
    await fc.assert(property, runs(200));
  });

  test.each([
    ['nested lists', Buffer.alloc(45_000, 0x81)],
    ['a list of 2^32 items', Buffer.from('9affffffff', 'hex')],
    ['a text of 2^64 bytes', Buffer.from('7bffffffffffffffff', 'hex')],
    ['a map of 2^31 pairs', Buffer.from('ba7fffffff', 'hex')],
    ['tags', Buffer.alloc(45_000, 0xc0)],
  ])('is refused at once with CBOR of %s', async (_what, cbor) => {
    const response = { ...made.response, attestationObject: cbor.toString('base64url') };
    const elapsed = startStopwatch();
    expect(await webAuthn.readCredential({ ...made, response }, challenge)).toBeUndefined();
    expect(elapsed()).toBeLessThan(bound);
  });
});
