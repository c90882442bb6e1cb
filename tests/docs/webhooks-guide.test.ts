import { spawn, type ChildProcess } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { webhookEventTypes } from '../../src/features/webhooks/event.js';
import { signedHeaders } from '../../src/features/webhooks/signature.js';
import { outputOf } from '../cli/run.js';
import { freePort } from '../support/free-port.js';
import { blocksOf, commandsOf, readGuide } from '../support/guide.js';
import { createPackageFolder } from '../support/package-folder.js';
import { startTestServer } from '../support/test-server.js';
import { newWebhookSecret, startWebhookReceiver } from '../support/webhook-receiver.js';

const guide = readGuide('webhooks.md');
const secret = newWebhookSecret();

/** What the variable is in a reader's shell; the receiver is at another port here. */
function webhooksOf(command: string, port: number): string {
  const written = /export WEBHOOKS='(.*)'$/m.exec(command)?.[1] ?? '';
  return written.replace("'$WEBHOOK_SECRET'", secret).replace('4100', String(port));
}

describe('the receiver of the guide on webhooks', () => {
  let folder: string;
  let receiver: ChildProcess;
  let port: number;
  const lines: string[] = [];
  const waiting: (() => void)[] = [];

  /** The line of this beginning, once the receiver has printed it; an error if it ends without. */
  async function printed(beginning: string): Promise<string> {
    for (;;) {
      const line = lines.find((each) => each.startsWith(beginning));
      if (line !== undefined) return line;
      if (receiver.exitCode !== null) throw new Error(`the receiver ended: ${lines.join('\n')}`);
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
  }

  beforeAll(async () => {
    folder = await createPackageFolder();
    const file = `${folder}/receiver.mjs`;
    await writeFile(file, blocksOf(guide, 'js')[0] ?? '');
    port = await freePort();
    const env = { WEBHOOK_SECRET: secret, PORT: String(port) };
    receiver = spawn(process.execPath, [file], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    if (receiver.stdout === null) throw new Error('expected an output');
    const wakeAll = () => waiting.splice(0).forEach((wake) => wake());
    createInterface({ input: receiver.stdout }).on('line', (line) => {
      lines.push(line);
      wakeAll();
    });
    receiver.once('close', wakeAll);
    await printed('ready');
  });
  afterAll(async () => {
    receiver.kill();
    await rm(folder, { recursive: true });
  });

  test('takes the test event of the command line', async () => {
    const command = commandsOf(guide).find((each) => each.includes('webhook test')) ?? '';
    const env = { WEBHOOKS: webhooksOf(command, port), WEBHOOK_ALLOW_PRIVATE: 'on' };
    expect(await outputOf(['webhook', 'test'], { env })).toBe('crm: delivered\n');
    expect(await printed('webhook.test')).toBe('webhook.test {}');
  });

  test('takes what the service tells, each event once, and nothing that is forged', async () => {
    const crm = { url: `http://127.0.0.1:${port}/`, secrets: [secret] };
    const server = await startTestServer({
      realTime: true,
      env: { WEBHOOKS: JSON.stringify({ crm }), WEBHOOK_ALLOW_PRIVATE: 'on' },
    });
    await server.signUp('ada');
    expect(await printed('user.created')).toContain('"username":"ada"');
    await server.close();

    const body = '{"type":"test.repeated","data":{}}';
    const headers = signedHeaders({ id: 'again', at: Date.now(), body }, [secret]);
    const post = async (text: string) =>
      (await fetch(crm.url, { method: 'POST', headers, body: text })).status;
    expect([await post(body), await post(body)]).toEqual([204, 204]);
    expect(await post(body.replace('repeated', 'forged'))).toBe(400);
    await printed('test.repeated');
    expect(lines.filter((line) => line.startsWith('test.'))).toEqual(['test.repeated {}']);
  });
});

describe('the guide on webhooks', () => {
  test('has every event, and the fields that it shows are those that arrive', async () => {
    const rows = [...guide.matchAll(/^\| `([a-z_]+\.[a-z_]+)` /gm)].map(([, type]) => type);
    expect(rows).toEqual([...webhookEventTypes]);
    const receiver = await startWebhookReceiver();
    const crm = { url: receiver.url, secrets: [secret], events: ['user.updated'] };
    const server = await startTestServer({
      env: { WEBHOOKS: JSON.stringify({ crm }), WEBHOOK_ALLOW_PRIVATE: 'on' },
    });
    const { accessToken: token } = await server.signUp();
    await server.send('mutation { updateProfile(locale: "ko") { id } }', {}, { token });
    const { body, headers } = await receiver.next();
    await server.close();
    await receiver.close();

    /** A value without what is different each time. */
    const shapeOf = (text: string): unknown =>
      JSON.parse(text, (_key, value: unknown) =>
        typeof value === 'object' && !Array.isArray(value) ? value : typeof value,
      );
    expect(shapeOf(blocksOf(guide, 'json')[0] ?? '')).toEqual(shapeOf(body));
    const shown = blocksOf(guide, 'http')[0] ?? '';
    const names = [...shown.matchAll(/^([a-z-]+): /gm)].map(([, name = '']) => name);
    expect(Object.keys(headers)).toEqual(expect.arrayContaining(names));
  });
});
