import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  createStepUp,
  RegenerateRecoveryCodesDocument,
  type Session,
} from '../../src/client/index.js';
import { clientClock, openSession } from '../support/client-session.js';
import { goodPassword as password } from '../support/graphql-client.js';
import { startBehindProxy, type Proxy } from '../support/proxy.js';
import { startTestServer, type TestServer } from '../support/test-server.js';
import { haveTwoSteps } from '../support/two-step-account.js';
import { clientKinds } from './clients.js';

/** What each client of an app does when the service asks for another proof of identity. */
let server: TestServer;
let proxy: Proxy;
beforeAll(() =>
  startBehindProxy(startTestServer(), (started) => {
    ({ server, proxy } = started);
  }),
);

let names = 0;
let username: string;
let session: Session;
let codes: string[];
beforeEach(async () => {
  username = `asked${(names += 1)}`;
  session = openSession({ at: proxy.url, clock: clientClock(server.clock) });
  const { id } = await session.register({ username, password });
  codes = [...(await haveTwoSteps(server, id))];
  proxy.passed.length = 0;
  proxy.fault = () => undefined;
});

const url = () => `${proxy.url}/graphql`;
const sensitive = 'query Export { exportMyData }';
const renew = 'regenerateRecoveryCodes { codes }';
const rename = (to: string) => `mutation Rename { changeUsername(username: "${to}") { username } }`;

type OnStepUp = Parameters<typeof createStepUp>[1];

/** Steps up by the next recovery code. */
const proves = () => vi.fn<OnStepUp>(() => session.stepUp({ recoveryCode: codes.pop() ?? '' }));

describe.each(clientKinds.filter(({ repeats }) => repeats))('$name', ({ create }) => {
  test('asks once for what is needed, and sends a refused operation once more', async () => {
    const onStepUp = proves();
    const app = create(url(), session, createStepUp(session, onStepUp));
    await app.mutate(rename(`${username}-new`));
    expect(onStepUp.mock.calls).toEqual([
      [
        {
          reason: 'STEP_UP_REQUIRED',
          acrValues: ['aal2', 'phr'],
          maxAge: server.config.freshMaxAge,
          methods: ['recoveryCode'],
        },
      ],
    ]);
    expect(proxy.passed.map(({ operation }) => operation)).toEqual(['Rename', 'StepUp', 'Rename']);
    await app.query(sensitive);
    expect(onStepUp).toHaveBeenCalledTimes(1);
  });

  test('shares one step-up among operations at the same time', async () => {
    const onStepUp = proves();
    const app = create(url(), session, createStepUp(session, onStepUp));
    // urql's authExchange loses mutations that are alike and under way at once.
    const renewals = Array.from({ length: 10 }, (_, at) => `mutation Renew${at} { ${renew} }`);
    await Promise.all(renewals.map((document) => app.mutate(document)));
    expect(onStepUp).toHaveBeenCalledTimes(1);
    expect(proxy.count('StepUp')).toBe(1);
    const renewed = proxy.passed.filter(({ operation }) => operation.startsWith('Renew'));
    expect(renewed).toHaveLength(20);
  });

  test.each([
    ['resolves to false', () => Promise.resolve(false)],
    ['rejects', () => session.stepUp({ recoveryCode: 'AAAA-AAAA' })],
  ])('gives the operation’s own error when the step-up %s', async (_how, refuse) => {
    const onStepUp = vi.fn<OnStepUp>(refuse);
    const app = create(url(), session, createStepUp(session, onStepUp));
    await expect(app.query(sensitive)).rejects.toThrow('STEP_UP_REQUIRED');
    expect(onStepUp).toHaveBeenCalledTimes(1);
    expect(proxy.count('Export')).toBe(1);
    // The user may try again.
    onStepUp.mockImplementation(proves());
    await app.query(sensitive);
    expect(proxy.count('Export')).toBe(3);
  });

  test('repeats an operation once only, whatever the second answer is', async () => {
    const onStepUp = vi.fn(() => Promise.resolve());
    const app = create(url(), session, createStepUp(session, onStepUp));
    await expect(app.query(sensitive)).rejects.toThrow('STEP_UP_REQUIRED');
    expect(onStepUp).toHaveBeenCalledTimes(1);
    expect(proxy.count('Export')).toBe(2);
  });

  test('does not repeat a mutation with several fields, and asks nobody', async () => {
    const onStepUp = proves();
    const app = create(url(), session, createStepUp(session, onStepUp));
    const both = rename(`${username}-new`).replace('Rename {', 'Rename { logoutEverywhere');
    await expect(app.mutate(both)).rejects.toThrow();
    expect(onStepUp).not.toHaveBeenCalled();
    expect(proxy.count('Rename')).toBe(1);
  });

  test('asks nobody for another refusal', async () => {
    const onStepUp = proves();
    const app = create(url(), session, createStepUp(session, onStepUp));
    await session.logout();
    await expect(app.query(sensitive)).rejects.toThrow('TOKEN_MISSING');
    expect(onStepUp).not.toHaveBeenCalled();
  });

  test('asks again for an access token that has expired, and then for a proof', async () => {
    const onStepUp = proves();
    session = openSession({ at: proxy.url, clock: { now: () => 0, monotonic: () => 0 } });
    const name = `${username}-unaware`;
    const { id } = await session.register({ username: name, password });
    codes = [...(await haveTwoSteps(server, id))];
    proxy.passed.length = 0;
    const app = create(url(), session, createStepUp(session, onStepUp));
    server.clock.advance(1000);
    await app.query(sensitive);
    const operations = proxy.passed.map(({ operation }) => operation);
    expect(operations).toEqual(['Export', 'Refresh', 'Export', 'StepUp', 'Export']);
  });
});

test('an operation of the session itself is repeated by run', async () => {
  const onStepUp = proves();
  const stepUp = createStepUp(session, onStepUp);
  const { regenerateRecoveryCodes } = await stepUp.run(() =>
    session.request(RegenerateRecoveryCodesDocument, {}),
  );
  expect(regenerateRecoveryCodes.codes).toHaveLength(10);
  expect(onStepUp).toHaveBeenCalledTimes(1);
});

test('a proof that is too old is asked for by FRESH_LOGIN_REQUIRED', async () => {
  session = openSession({ at: proxy.url, clock: clientClock(server.clock) });
  await session.register({ username: `${username}-one`, password });
  server.clock.advance(800);
  const onStepUp = vi.fn(() => session.stepUp({ password }));
  const app = clientKinds[0]?.create(url(), session, createStepUp(session, onStepUp));
  await app?.query(sensitive);
  const asked = { reason: 'FRESH_LOGIN_REQUIRED', acrValues: [], maxAge: null, methods: [] };
  expect(onStepUp.mock.calls).toEqual([[asked]]);
});
