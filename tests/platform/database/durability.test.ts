import fs from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  newUser,
  now,
  passwordHash,
  storedSession,
  storedUser,
} from '../../contract/storage-contract.js';
import { createMigratedDatabase, type TestDatabase } from '../../support/databases.js';
import { openStorage, type Storage } from '../../../src/app/storage.js';

type Answer = (error: NodeJS.ErrnoException | null) => void;

/** A disk that answers when it is told to. */
function holdDisk() {
  const waiting: { file: number; answer: Answer }[] = [];
  const spy = vi.spyOn(fs, 'fdatasync').mockImplementation((descriptor, answer) => {
    waiting.push({ file: fs.fstatSync(descriptor).ino, answer });
  });
  return {
    waiting,
    calls: () => spy.mock.calls.length,
    answer: (error: NodeJS.ErrnoException | null = null) => waiting.shift()?.answer(error),
    /** The next call of the system. */
    async called() {
      while (waiting.length === 0) await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

/** Whether a promise has been settled, once everything has run that could settle it. */
async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  let settled = false;
  promise.then(
    () => (settled = true),
    () => (settled = true),
  );
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  return settled;
}

describe('the embedded database and the disk', () => {
  let database: TestDatabase;
  let storage: Storage;
  let disk: ReturnType<typeof holdDisk>;

  beforeEach(async () => {
    database = await createMigratedDatabase('sqlite');
    storage = await openStorage(database.options);
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    await storage.close();
    await database.drop();
  });

  const insert = () => storage.users.insert(newUser(), passwordHash);

  it('a write is answered when its log is on the disk, and not before', async () => {
    disk = holdDisk();
    const written = insert();
    await disk.called();
    expect(disk.waiting[0]?.file).toBe(fs.statSync(`${database.options.sqliteFile}-wal`).ino);
    expect(await isSettled(written)).toBe(false);

    disk.answer();
    expect(await written).toBe('inserted');
  });

  it('a transaction is answered when it is on the disk, and not before', async () => {
    const { id } = await storedUser(storage);
    disk = holdDisk();
    const written = storage.transact(({ users }) => users.setRoles(id, ['admin']));
    await disk.called();
    // What the disk was asked for is the committed change, not something before it.
    const other = await openStorage(database.options);
    expect((await other.users.find({ id }))?.roles).toEqual(['admin']);
    await other.close();
    expect(await isSettled(written)).toBe(false);

    disk.answer();
    expect(await written).toBe(true);
    expect(disk.calls()).toBe(1);
  });

  it('reads ask nothing of the disk, and do not wait while others do', async () => {
    const session = await storedSession(storage);
    disk = holdDisk();
    expect((await storage.sessions.findWithUser(session.id))?.session).toEqual(session);
    expect(await storage.sessions.listAliveOf([session.userId], now)).toHaveLength(1);
    expect(disk.calls()).toBe(0);

    const written = insert();
    await disk.called();
    expect((await storage.sessions.findWithUser(session.id))?.session).toEqual(session);
    expect(await storage.sessions.listAliveOf([session.userId], now)).toHaveLength(1);
    disk.answer();
    await written;
  });

  it('writes that come while the disk works wait together for its next turn', async () => {
    disk = holdDisk();
    const first = insert();
    await disk.called();
    const others = Promise.all(Array.from({ length: 16 }, insert));
    expect(await isSettled(others)).toBe(false);

    // The first turn may have begun before they were written.
    disk.answer();
    await first;
    expect(await isSettled(others)).toBe(false);
    disk.answer();
    await others;
    expect(disk.calls()).toBe(2);
  });

  it('once the disk has refused nobody is answered, until the database is opened anew', async () => {
    const { id } = await storedSession(storage);
    disk = holdDisk();
    const unavailable = { reason: 'DATABASE_UNAVAILABLE' };
    const first = insert();
    await disk.called();
    const second = insert();
    const refused = Promise.all(
      [first, second].map((written) => expect(written).rejects.toMatchObject(unavailable)),
    );
    disk.answer(Object.assign(new Error('EIO'), { code: 'EIO' }));
    await refused;
    // What comes after it in the log could be lost with it, whatever the disk says then.
    await expect(insert()).rejects.toMatchObject(unavailable);
    await expect(storage.sessions.findWithUser(id)).rejects.toMatchObject(unavailable);
    await expect(storage.ping()).rejects.toMatchObject(unavailable);
    expect(disk.calls()).toBe(1);

    vi.restoreAllMocks();
    await storage.close();
    storage = await openStorage(database.options);
    expect(await insert()).toBe('inserted');
  });

  it('closing waits until everyone who wrote has been answered', async () => {
    disk = holdDisk();
    const written = insert();
    await disk.called();
    const following = insert();
    const closed = storage.close();
    expect(await isSettled(closed)).toBe(false);
    disk.answer();
    await disk.called();
    expect(await isSettled(closed)).toBe(false);
    disk.answer();
    await closed;
    expect(await Promise.all([written, following])).toEqual(['inserted', 'inserted']);
    vi.restoreAllMocks();
    storage = await openStorage(database.options);
  });

  it('the log is found beside the file itself when the path is a link', async () => {
    const link = join(database.dataDir, 'link.db');
    const target = join(database.dataDir, 'elsewhere.db');
    fs.symlinkSync(target, link);
    const linked = await openStorage({ ...database.options, sqliteFile: link });
    await linked.migrate();
    disk = holdDisk();
    const written = linked.users.insert(newUser(), passwordHash);
    await disk.called();
    expect(disk.waiting[0]?.file).toBe(fs.statSync(`${target}-wal`).ino);
    disk.answer();
    expect(await written).toBe('inserted');
    await linked.close();
  });

  it('a rolled back transaction owes the disk nothing', async () => {
    disk = holdDisk();
    const failing = storage.transact(async ({ users }) => {
      await users.insert(newUser(), passwordHash);
      throw new Error('of the test');
    });
    await expect(failing).rejects.toThrow('of the test');
    expect(disk.calls()).toBe(0);
  });

  it('a refresh token is reported as used only after the write is on the disk', async () => {
    const { id, userId } = await storedSession(storage);
    disk = holdDisk();
    const rotation = { id, userId, generation: 0, now };
    const first = storage.sessions.rotate(rotation);
    await disk.called();
    const second = storage.sessions.rotate(rotation);
    expect(await isSettled(second)).toBe(false);

    disk.answer();
    expect((await first)?.session.generation).toBe(1);
    expect(await isSettled(second)).toBe(false);
    disk.answer();
    expect(await second).toBeUndefined();
  });
});
