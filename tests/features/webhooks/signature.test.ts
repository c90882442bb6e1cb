import { describe, expect, test } from 'vitest';
import { Webhook } from 'standardwebhooks';
import { isWebhookSecret, signedHeaders } from '../../../src/features/webhooks/signature.js';
import { newWebhookSecret } from '../../support/webhook-receiver.js';

describe('a signature', () => {
  test('is the one of the specification’s own example', () => {
    const headers = signedHeaders(
      { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', at: 1_614_265_330_000, body: '{"test": 2432232314}' },
      ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'],
    );
    expect(headers).toEqual({
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    });
  });

  test.each(['id', 'at', 'body'] as const)('is worth nothing with another %s', (part) => {
    const secret = newWebhookSecret();
    const content = { id: 'one', at: Date.now(), body: '{"a":1}' };
    const headers = signedHeaders(content, [secret]);
    expect(new Webhook(secret).verify(content.body, headers)).toEqual({ a: 1 });
    const changed = { id: 'two', at: content.at + 60_000, body: '{"a":2}' };
    const other = signedHeaders({ ...content, [part]: changed[part] }, [secret]);
    const forged = { ...other, 'webhook-signature': headers['webhook-signature'] ?? '' };
    const body = part === 'body' ? changed.body : content.body;
    expect(() => new Webhook(secret).verify(body, forged)).toThrow('No matching signature');
  });

  test('is refused by a receiver when it is sent again later', () => {
    const secret = newWebhookSecret();
    const headers = signedHeaders({ id: 'one', at: Date.now() - 301_000, body: '{}' }, [secret]);
    expect(() => new Webhook(secret).verify('{}', headers)).toThrow('timestamp too old');
  });

  test('is there for each of two secrets, so that a receiver with either takes it', () => {
    const secrets = [newWebhookSecret(), newWebhookSecret()];
    const headers = signedHeaders({ id: 'one', at: Date.now(), body: '{}' }, secrets);
    for (const secret of secrets) expect(new Webhook(secret).verify('{}', headers)).toEqual({});
    expect(() => new Webhook(newWebhookSecret()).verify('{}', headers)).toThrow('No matching');
  });
});

describe('a secret', () => {
  const of = (bytes: number) => `whsec_${Buffer.alloc(bytes, 7).toString('base64')}`;

  test.each([of(24), of(25), of(26), of(64)])('may be %s', (secret) => {
    expect(isWebhookSecret(secret)).toBe(true);
  });

  test.each([
    ['', 'nothing'],
    ['whsec_', 'no key'],
    [of(23), 'too short'],
    [of(65), 'too long'],
    [of(24).slice(6), 'without its prefix'],
    [of(25).replace('=', ''), 'without padding'],
    [`${of(24)}\n`, 'with a line break'],
    [`whsec_${Buffer.alloc(24, 255).toString('base64url')}`, 'in base64url'],
    ['whsk_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'of the asymmetric kind'],
  ])('must not be %j: %s', (secret) => {
    expect(isWebhookSecret(secret)).toBe(false);
  });
});
