import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { OpenDatabase } from '../../../src/platform/database/database.js';
import { openDatabase } from '../../../src/platform/database/open.js';
import {
  createTransact,
  wrapStores,
  type StoreMakers,
} from '../../../src/platform/database/stores.js';
import { databases, type TestDatabase } from '../../support/databases.js';

interface Store {
  readonly name: string;
}

interface Stores {
  readonly accounts: Store;
  readonly sessions: Store;
  readonly audit: Store;
}

describe.each(databases)('the stores of a transaction, on $name', (kind) => {
  let files: TestDatabase;
  let database: OpenDatabase;
  let made: string[] = [];
  let committed: Partial<Stores>[] = [];

  const maker = (name: string) => (): Store => {
    made.push(name);
    return { name };
  };
  const makers: StoreMakers<Stores> = {
    accounts: maker('accounts'),
    sessions: maker('sessions'),
    audit: maker('audit'),
  };

  beforeAll(async () => {
    files = await kind.create();
    database = openDatabase({ ...files.options, poolSize: 1 });
  });
  afterAll(async () => {
    await database.close();
    await files.drop();
  });

  function run<T>(work: (stores: Stores) => T): Promise<T> {
    [made, committed] = [[], []];
    const transact = createTransact(database, makers, (used) => committed.push(used));
    return transact((stores) => Promise.resolve(work(stores)));
  }

  test('a transaction that uses two stores makes two, each once', async () => {
    const [one, same] = await run((stores) => [stores.audit, stores.audit, stores.sessions]);
    expect(one).toBe(same);
    expect(made).toEqual(['audit', 'sessions']);
  });

  test('a transaction that uses none makes none', async () => {
    expect(await run(() => 'done')).toBe('done');
    expect(made).toEqual([]);
  });

  test('a copy has all stores', async () => {
    const copy = await run((stores) => ({ ...stores }));
    expect(copy).toEqual(Object.fromEntries(Object.keys(makers).map((name) => [name, { name }])));
  });

  test('nothing else is found among them', async () => {
    const names = ['then', 'toString', 'constructor'];
    expect(
      await run((stores) => names.map((name) => Reflect.get(stores, name) as unknown)),
    ).toEqual(names.map(() => undefined));
  });

  test('a commit tells the stores that were used, and a failure nothing', async () => {
    const audit = await run((stores) => stores.audit);
    expect(committed).toEqual([{ audit }]);
    expect(committed[0]?.audit).toBe(audit);
    const failed = run((stores) => {
      throw new Error(stores.audit.name);
    });
    await expect(failed).rejects.toThrow('audit');
    expect(committed).toEqual([]);
  });

  test('a wrapped store is made and wrapped when it is asked for, once', async () => {
    let wrapped = 0;
    const wrap = (store: Store): Store => ({ name: `${store.name} ${(wrapped += 1)}` });
    await run((stores) => {
      const inner = wrapStores(stores, { audit: wrap });
      expect(inner.accounts).toBe(stores.accounts);
      expect([made, wrapped]).toEqual([['accounts'], 0]);
      expect(inner.audit).toBe(inner.audit);
      expect(inner.audit).toEqual({ name: 'audit 1' });
      expect(Object.keys(inner)).toEqual(Object.keys(makers));
    });
    expect(made).toEqual(['accounts', 'audit']);
  });
});
