import { expect, it } from 'vitest';
import { usernameKey } from '../../src/features/accounts/identifiers.js';
import { describeStorage, newUser, passwordHash, storedUser } from './storage-contract.js';

const nobody = '01890a5d-ac96-774b-bcce-b302099a8057';

describeStorage('changing a profile', (subject) => {
  it('changes what is given, and returns the account as it is then', async () => {
    const { profiles, users } = subject.storage;
    const other = await storedUser(subject.storage);
    const user = await storedUser(subject.storage);
    const metadata = { text: '\u0000\ud800"\\', list: [1, { deep: null }], '': true };

    const named = { ...user, displayName: 'Zoë 🦊' };
    expect(await profiles.update(user.id, { displayName: 'Zoë 🦊' })).toEqual(named);
    const changed = { ...named, publicMetadata: metadata };
    expect(await profiles.update(user.id, { publicMetadata: metadata })).toEqual(changed);
    expect(await users.find({ id: user.id })).toEqual(changed);
    const english = { ...changed, locale: 'en-GB' };
    expect(await profiles.update(user.id, { locale: 'en-GB' })).toEqual(english);
    const unnamed = { ...english, displayName: null };
    expect(await profiles.update(user.id, { displayName: null })).toEqual(unnamed);
    expect(await users.find({ id: other.id })).toEqual(other);
  });

  it('without anything to change returns the account', async () => {
    const user = await storedUser(subject.storage);
    expect(await subject.storage.profiles.update(user.id, {})).toEqual(user);
  });

  it.each([nobody, '', 'a\0b', '\ud800'])('of %j is nothing', async (id) => {
    expect(await subject.storage.profiles.update(id, { displayName: 'x' })).toBeUndefined();
  });

  it('is stored with a new account, and comes with its session', async () => {
    const { users } = subject.storage;
    const user = newUser({ displayName: 'Ada', publicMetadata: { plan: 'pro' } });
    await users.insert(user, passwordHash);
    expect(await users.find({ id: user.id })).toEqual(user);
  });
});

describeStorage('renaming an account', (subject) => {
  it('moves its username and the key', async () => {
    const { profiles, users } = subject.storage;
    const user = await storedUser(subject.storage, { username: 'ada' });

    expect(await profiles.rename(user.id, 'Lovelace')).toBe('renamed');
    expect(await users.find({ usernameKey: 'lovelace' })).toEqual({
      ...user,
      username: 'Lovelace',
    });
    expect(await users.find({ usernameKey: 'ada' })).toBeUndefined();
  });

  it('writes the same name in other letters', async () => {
    const { profiles, users } = subject.storage;
    const { id } = await storedUser(subject.storage, { username: 'ada' });
    expect(await profiles.rename(id, 'ADA')).toBe('renamed');
    expect((await users.find({ usernameKey: 'ada' }))?.username).toBe('ADA');
  });

  it('to a name of someone else changes nothing', async () => {
    const { profiles, users } = subject.storage;
    await storedUser(subject.storage, { username: 'Grace' });
    const user = await storedUser(subject.storage, { username: 'ada' });

    expect(await profiles.rename(user.id, 'gRACE')).toBe('username_taken');
    expect(await users.find({ id: user.id })).toEqual(user);
  });

  it('lets one of 16 accounts have one name', async () => {
    const { profiles, users } = subject.storage;
    const all = await Promise.all(Array.from({ length: 16 }, () => storedUser(subject.storage)));
    const outcomes = await Promise.all(all.map(({ id }) => profiles.rename(id, 'wanted')));

    expect(outcomes.filter((outcome) => outcome === 'renamed')).toHaveLength(1);
    const owner = await users.find({ usernameKey: usernameKey('wanted') });
    expect(owner?.id).toBe(all[outcomes.indexOf('renamed')]?.id);
  });
});

describeStorage('private metadata', (subject) => {
  it('is empty at first, replaced as a whole, and of each account its own', async () => {
    const { profiles } = subject.storage;
    const [first, second] = [await storedUser(subject.storage), await storedUser(subject.storage)];
    expect(await profiles.setPrivateMetadata(first.id, { note: 'vip', x: 1 })).toBe(true);
    expect(await profiles.setPrivateMetadata(first.id, { note: '\u0000' })).toBe(true);

    const found = await profiles.privateMetadataOf([first.id, second.id, nobody, '\0']);
    expect(found).toEqual(
      new Map([
        [first.id, { note: '\u0000' }],
        [second.id, {}],
      ]),
    );
    expect(await profiles.privateMetadataOf([])).toEqual(new Map());
    expect(await profiles.setPrivateMetadata(nobody, {})).toBe(false);
  });

  it('never comes with the account', async () => {
    const { profiles, users } = subject.storage;
    const { id } = await storedUser(subject.storage);
    await profiles.setPrivateMetadata(id, { note: 'secret remark' });
    expect(JSON.stringify(await users.find({ id }))).not.toContain('secret remark');
  });
});
