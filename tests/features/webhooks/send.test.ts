import { afterEach, describe, expect, test } from 'vitest';
import type { Resolve } from '../../../src/platform/public-address.js';
import { createSend, type SendOptions } from '../../../src/features/webhooks/send.js';
import { freePort } from '../../support/free-port.js';
import {
  startWebhookReceiver,
  withStatus,
  type WebhookReceiver,
} from '../../support/webhook-receiver.js';

const receivers: WebhookReceiver[] = [];
afterEach(() => Promise.all(receivers.splice(0).map((receiver) => receiver.close())));

async function open(...args: Parameters<typeof startWebhookReceiver>): Promise<WebhookReceiver> {
  const receiver = await startWebhookReceiver(...args);
  receivers.push(receiver);
  return receiver;
}

const send = (url: string, options: Partial<SendOptions> = {}, signal?: AbortSignal) =>
  createSend({ allowPrivate: true, ...options })(url, {
    headers: { 'content-type': 'application/json' },
    body: '{"ä":"✓"}',
    signal: signal ?? new AbortController().signal,
  });

describe('a request of a webhook', () => {
  test('arrives as it was sent', async () => {
    const receiver = await open();
    expect(await send(`${receiver.url}/hooks?a=b`)).toEqual({ status: 204, retryAfter: undefined });
    expect(await receiver.next()).toMatchObject({
      path: '/hooks?a=b',
      headers: { 'content-type': 'application/json', 'content-length': '12' },
      body: '{"ä":"✓"}',
    });
  });

  test('follows no redirect', async () => {
    const inside = await open();
    const receiver = await open(withStatus(307, { location: `${inside.url}/metadata` }));
    expect(await send(receiver.url)).toMatchObject({ status: 307 });
    expect(inside.received).toEqual([]);
  });

  test('reads no more of an answer than a receipt needs', async () => {
    let sent = 0;
    const receiver = await open((response) => {
      const fill = () => {
        do sent += 1;
        while (!response.destroyed && response.write('x'.repeat(65_536)));
      };
      response.on('drain', fill);
      fill();
    });
    expect(await send(receiver.url, { timeout: 2000 })).toMatchObject({ status: 200 });
    // What the two sockets hold.
    expect(sent).toBeLessThan(1000);
  });

  test('fails at once when the receiver wants another protocol', async () => {
    const receiver = await open(({ socket }) =>
      socket?.write(
        'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n',
      ),
    );
    await expect(send(receiver.url)).rejects.toThrow('closed without an answer');
  });

  test.each([
    ['says nothing', () => undefined],
    [
      'begins an answer and does not end its header',
      (response: { socket: { write(text: string): void } | null }) =>
        response.socket?.write('HTTP/1.1 200 OK\r\nx-slow: '),
    ],
  ])('gives up a receiver that %s', async (_how, answer) => {
    const receiver = await open(answer);
    await expect(send(receiver.url, { timeout: 50 })).rejects.toThrow(
      /^no answer within 0.05 seconds$/,
    );
  });

  test('takes the status of a receiver that does not end its answer', async () => {
    const receiver = await open((response) => void response.writeHead(202).write('wait'));
    expect(await send(receiver.url, { timeout: 2000 })).toMatchObject({ status: 202 });
  });

  test('ends when the service stops', async () => {
    const stopping = new AbortController();
    const receiver = await open(() => stopping.abort());
    await expect(send(receiver.url, {}, stopping.signal)).rejects.toThrow('aborted');
  });

  test('says why it failed, and nothing of the URL but its host', async () => {
    const url = `http://127.0.0.1:${await freePort()}/hooks/hidden-path?key=hidden-query`;
    const error = await send(url).catch((failure: unknown) => failure as Error);
    expect(error).toMatchObject({ message: expect.stringMatching(/ECONNREFUSED/) as string });
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain('hidden');
  });
});

describe('with WEBHOOK_ALLOW_PRIVATE off', () => {
  const refused = 'its address is not a public one';

  test.each(['127.0.0.1', 'localhost', '[::ffff:127.0.0.1]', '2130706433', '0'])(
    'nothing is sent to %s',
    async (host) => {
      const receiver = await open();
      const url = receiver.url.replace('127.0.0.1', host);
      // It is there, and would be reached.
      expect(await send(url.replace('localhost', '127.0.0.1'))).toMatchObject({ status: 204 });
      await expect(send(url, { allowPrivate: false })).rejects.toThrow(refused);
      expect(receiver.received).toHaveLength(1);
    },
  );

  test('a name is resolved once, and the connection uses only the checked address', async () => {
    const receiver = await open();
    const asked: string[] = [];
    // Public at the first question, ours at the second: DNS rebinding.
    const resolve: Resolve = (hostname, _options, callback) => {
      asked.push(hostname);
      const address = asked.length === 1 ? '8.8.8.8' : '127.0.0.1';
      callback(null, [{ address, family: 4 }]);
    };
    const url = receiver.url.replace('127.0.0.1', 'receiver.example');
    const options = { allowPrivate: false, resolve };
    // Whether or not the public address can be reached from here, it does not answer at this port.
    await expect(send(url, { ...options, timeout: 200 })).rejects.toThrow();
    expect(asked).toEqual(['receiver.example']);
    await expect(send(url, options)).rejects.toThrow(refused);
    expect(receiver.received).toEqual([]);
  });
});
