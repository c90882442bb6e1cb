import { sql } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import { expect, it } from 'vitest';
import type { AuditEvent } from '../../src/platform/events/event.js';
import type { User } from '../../src/features/accounts/user.js';
import { eventAt } from '../support/audit-events.js';
import { describeStorage, hour, now, storedSession, storedUser } from './storage-contract.js';
import type {
  EventFilter,
  UserFilter,
  UserOrder,
} from '../../src/features/administration/directory.js';

const all = { limit: 100, fromEnd: false };
const byCreation = { by: 'creation', descending: false } as const;

describeStorage('listing accounts', (subject) => {
  const list = (query: { filter?: UserFilter; order?: UserOrder; window?: object }) =>
    subject.storage.directory.users({
      filter: query.filter ?? {},
      order: query.order ?? byCreation,
      window: { ...all, ...query.window },
    });
  const named = (name: string, change: Partial<User> = {}) =>
    storedUser(subject.storage, { username: name, ...change });
  const namesOf = (users: readonly User[]) => users.map(({ username }) => username);

  it('gives them in the order of creation or of their names, from either end', async () => {
    for (const name of ['b', 'D', 'a', 'C']) await named(name);
    const byName = { by: 'username', descending: false } as const;

    expect(namesOf(await list({}))).toEqual(['b', 'D', 'a', 'C']);
    expect(namesOf(await list({ order: { ...byCreation, descending: true } }))).toEqual([
      'C',
      'a',
      'D',
      'b',
    ]);
    expect(namesOf(await list({ order: byName }))).toEqual(['a', 'b', 'C', 'D']);
    const descending = { ...byName, descending: true };
    expect(namesOf(await list({ order: descending, window: { limit: 2 } }))).toEqual(['D', 'C']);
    expect(namesOf(await list({ order: descending, window: { limit: 2, fromEnd: true } }))).toEqual(
      ['b', 'a'],
    );
  });

  it('gives those between two keys, without either', async () => {
    const users = [];
    for (const name of ['a', 'b', 'c', 'd', 'e']) users.push(await named(name));
    const [first, , , fourth] = users;
    const window = { after: first?.id, before: fourth?.id };
    expect(namesOf(await list({ window }))).toEqual(['b', 'c']);
    expect(namesOf(await list({ window: { ...window, limit: 1, fromEnd: true } }))).toEqual(['c']);
    const order = { by: 'username', descending: true } as const;
    expect(namesOf(await list({ order, window: { after: 'd', before: 'a' } }))).toEqual(['c', 'b']);
    expect(await list({ window: { after: '\0' } })).toEqual([]);
  });

  it('search finds part of a username, a display name or an address, without patterns', async () => {
    await named('Ada.Lovelace', { email: 'countess@Example.com' });
    await named('100_percent', { displayName: 'Émile % *' });
    await named('100xpercent', { displayName: '100%' });
    const search = async (text: string) => namesOf(await list({ filter: { search: text } }));

    expect(await search('LOVE')).toEqual(['Ada.Lovelace']);
    expect(await search('tess@EXAMPLE')).toEqual(['Ada.Lovelace']);
    expect(await search('éMILE')).toEqual(['100_percent']);
    expect(await search('_')).toEqual(['100_percent']);
    expect(await search('%')).toEqual(['100_percent', '100xpercent']);
    expect(await search('*')).toEqual(['100_percent']);
    for (const none of ["' or 1=1 --", '\\', '\0', '\ud800', 'x'.repeat(100_000)]) {
      expect(await search(none)).toEqual([]);
    }
  });

  it('filters find accounts by role, disabled state, verified address and time', async () => {
    await named('old', { createdAt: now - hour, roles: ['admin', 'my_role'] });
    await named('new', { createdAt: now, email: 'a@example.com', emailVerified: true });
    await named('off', { createdAt: now + hour, disabledAt: now, roles: ['Admin'] });
    const find = async (filter: UserFilter) => namesOf(await list({ filter }));

    expect(await find({ role: 'admin' })).toEqual(['old']);
    expect(await find({ role: 'my_role' })).toEqual(['old']);
    expect(await find({ role: 'my%role' })).toEqual([]);
    expect(await find({ role: 'admin","my_role' })).toEqual([]);
    expect(await find({ disabled: true })).toEqual(['off']);
    expect(await find({ disabled: false })).toEqual(['old', 'new']);
    expect(await find({ emailVerified: true })).toEqual(['new']);
    expect(await find({ emailVerified: false })).toEqual(['old', 'off']);
    expect(await find({ createdFrom: now })).toEqual(['new', 'off']);
    expect(await find({ createdUntil: now })).toEqual(['old']);
    expect(await find({ createdFrom: now, disabled: false, search: 'e' })).toEqual(['new']);
  });

  it('finds accounts by their ids', async () => {
    const { users } = subject.storage;
    const [first, second] = [await named('a'), await named('b')];
    await named('c');
    const found = await users.findMany([second.id, first.id, uuidv7(), '\0', '']);
    expect(namesOf(found).sort()).toEqual(['a', 'b']);
    expect(await users.findMany([])).toEqual([]);
  });

  it('finds the sessions of several users that are alive', async () => {
    const { sessions } = subject.storage;
    const [a, b, c] = [await named('a'), await named('b'), await named('c')];
    const older = await storedSession(subject.storage, { userId: a.id, lastUsedAt: now - 1 });
    const newer = await storedSession(subject.storage, { userId: b.id });
    await storedSession(subject.storage, { userId: b.id, expiresAt: now });
    await storedSession(subject.storage, { userId: c.id });
    expect(await sessions.listAliveOf([a.id, b.id, '\0'], now)).toEqual([newer, older]);
    expect(await sessions.listAliveOf([], now)).toEqual([]);
  });
});

describeStorage('listing security events', (subject) => {
  const list = (filter: EventFilter, window: object = {}) =>
    subject.storage.directory.events({ filter, window: { ...all, ...window } });

  async function append(at: number, change: Partial<AuditEvent>): Promise<AuditEvent> {
    const client = { userAgent: 'Firefox', ipAddress: '192.0.2.1' };
    const event = eventAt(at, { ...client, detail: { sessions: 1 }, ...change });
    await subject.storage.audit.append([event]);
    return event;
  }

  it('shows an event whose detail was damaged without it', async () => {
    const userId = uuidv7();
    const first = await append(now, { userId });
    const second = await append(now, { userId });
    const tables = subject.tables.tables();
    await sql`update audit_events set detail = '{' where id = ${first.id}`.execute(tables);
    expect(await list({ userId })).toEqual([second, { ...first, detail: {} }]);
  });

  it('gives the latest first, by user, actor, type and time', async () => {
    const [userId, actorId] = [uuidv7(), uuidv7()];
    const first = await append(now - hour, { userId });
    const second = await append(now, { userId, type: 'login.succeeded' });
    const third = await append(now, { userId, type: 'user.disabled', actorId });
    await append(now, { userId: uuidv7() });

    expect(await list({ userId })).toEqual([third, second, first]);
    expect(await list({ actorId })).toEqual([third]);
    expect(await list({ userId, types: ['login.failed', 'user.disabled'] })).toEqual([
      third,
      first,
    ]);
    expect(await list({ userId, types: [] })).toEqual([]);
    expect(await list({ userId, from: now })).toEqual([third, second]);
    expect(await list({ userId, until: now })).toEqual([first]);
    expect(await list({ userId, from: now - hour, until: now })).toEqual([first]);
    expect(await list({ userId }, { after: third.id, limit: 1 })).toEqual([second]);
    expect(await list({ userId: '\0' })).toEqual([]);
  });
});
