import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { newMessage } from '../contract/storage-contract.js';
import { createMigratedDatabase, databases, type TestDatabase } from '../support/databases.js';
import {
  newWebhookSecret,
  startWebhookReceiver,
  verified,
  withStatus,
  type WebhookReceiver,
} from '../support/webhook-receiver.js';
import { authgraph, outputOf, runHere, variablesFor } from './run.js';
import { webhookKind } from '../../src/features/webhooks/job-handler.js';
import { openStorage } from '../../src/app/storage.js';

const secret = newWebhookSecret();

interface Listed {
  id: string;
  event: string;
  endpoint: string;
  status: string;
}

describe.each(databases)('on $name', (kind) => {
  let database: TestDatabase;
  let env: Record<string, string>;
  beforeEach(async () => {
    database = await kind.createMigrated();
    const crm = { url: 'https://crm.example.com/hooks', secrets: [secret] };
    env = { ...variablesFor(database), WEBHOOKS: JSON.stringify({ crm }) };
  });
  afterEach(() => database.drop());

  const listed = async (...args: string[]) =>
    JSON.parse(await outputOf(['webhook', 'list', '--json', ...args], { env })) as Listed[];

  test('changes by an operator enqueue webhooks, and an import does not', async () => {
    const options = { env, input: 'correct horse battery\n' };
    await outputOf(['user', 'create', 'ada', '--role', 'editor', '--password-stdin'], options);
    await outputOf(['user', 'set-roles', 'ada', 'author'], { env });
    await outputOf(['user', 'disable', 'ada'], { env });
    await outputOf(['user', 'enable', 'ada'], { env });
    expect((await listed()).map(({ event, endpoint }) => `${endpoint}: ${event}`).sort()).toEqual([
      'crm: user.created',
      'crm: user.disabled',
      'crm: user.enabled',
      'crm: user.updated',
    ]);
    const file = join(database.dataDir, 'users.jsonl');
    const passwordHash = '$2b$04$aaaaaaaaaaaaaaaaaaaaaeBvLxIb0pXmFZD1sXpXCmCHWXPK6gXC2';
    await writeFile(file, JSON.stringify({ username: 'bob', passwordHash }));
    expect((await runHere(['user', 'import', file], { env })).stdout).toMatch(/^Imported: 1\./);
    expect(await listed()).toHaveLength(4);
  });

  test('webhook list shows states and reasons, webhook retry requeues failures, no mails', async () => {
    const storage = await openStorage(database.options);
    const label = { event: 'user.created', endpoint: 'crm' };
    const failed = newMessage({ kind: webhookKind, label, payload: 'sealed-away', attempts: 1 });
    await storage.outbox.add(failed);
    await storage.outbox.add(newMessage({ kind: 'mail' }));
    await storage.outbox.markFailed(failed, Date.UTC(2026, 0, 15, 13), 'answered 410');
    await storage.close();

    const table = await outputOf(['webhook', 'list'], { env }, authgraph);
    expect(table).toMatch(/^ID +KIND +CREATED +STATUS +ATTEMPTS +NEXT +EVENT +ENDPOINT +ERROR\n/);
    expect(table).toMatch(
      new RegExp(`${failed.id} +webhook .* failed +1 +- +user.created +crm +answered 410`),
    );
    expect(table).not.toContain('sealed-away');
    expect(await listed('--status', 'failed')).toHaveLength(1);
    const retried = await outputOf(['webhook', 'retry', failed.id], { env }, authgraph);
    expect(retried).toMatch(/^Webhooks to be attempted again: 1\./);
    expect(await listed()).toMatchObject([{ id: failed.id, status: 'waiting' }]);
  });
});

describe('webhook test', () => {
  let receiver: WebhookReceiver;
  let database: TestDatabase;
  let env: Record<string, string>;
  beforeEach(async () => {
    receiver = await startWebhookReceiver();
    database = await createMigratedDatabase('sqlite');
    const url = `${receiver.url}/hooks?key=hidden-query`;
    env = {
      ...variablesFor(database),
      WEBHOOKS: JSON.stringify({ crm: { url, secrets: [secret] } }),
      WEBHOOK_ALLOW_PRIVATE: 'on',
    };
  });
  afterEach(async () => {
    await receiver.close();
    await database.drop();
  });

  test('sends a signed event of no account, and says that it has come', async () => {
    const output = await outputOf(['webhook', 'test'], { env }, authgraph);
    expect(output).toBe('crm: delivered\n');
    const { type, data } = verified(secret, await receiver.next());
    expect({ type, data }).toEqual({ type: 'webhook.test', data: {} });
  });

  test('says what stands in the way, without secrets, and fails', async () => {
    receiver.answer(withStatus(401));
    expect(await runHere(['webhook', 'test', 'crm'], { env })).toEqual({
      code: 1,
      stdout: 'crm: answered 401\n',
      stderr: '',
    });
  });

  test.each([
    ['no such', ['webhook', 'test', 'erp'], {}, 'WEBHOOKS has no "erp"'],
    ['none', ['webhook', 'test'], { WEBHOOKS: '' }, 'WEBHOOKS is not set'],
    ['two ways', ['webhook', 'retry', 'x', '--all'], {}, 'give the id of one webhook, or --all'],
  ])('with %s endpoint or message is wrong usage', async (_which, args, change, message) => {
    const { code, stderr } = await runHere(args, { env: { ...env, ...change } });
    expect(code).toBe(2);
    expect(stderr).toContain(`error: ${message}`);
  });
});
