import { expect, it } from 'vitest';
import {
  describeStorage,
  newSession,
  newUser,
  passwordHash,
  storedSession,
  storedUser,
} from './storage-contract.js';

const hardTexts: [string, string][] = [
  ['emoji of several code points', '👩‍👩‍👧‍👦🏳️‍🌈'],
  ['right-to-left text with marks of direction', 'שלום\u202eمرحبا\u202c'],
  ['a fragment of SQL', `'; DROP TABLE users; -- " \\ $1 ? :name`],
  ['stacked combining marks', `Z${'\u0341\u0316\u0489'.repeat(20)}`],
  ['an unnormalised letter', 'e\u0301'],
  ['control characters', '\u0001\u0007\t\r\n\u001b\u007f\u0085'],
  ['the end of Unicode', '\uffff\u{10ffff}'],
  ['the replacement character', '\ufffd'],
  ['an empty text', ''],
  ['10 kB', 'ü'.repeat(5_000)],
];

describeStorage('text', (subject) => {
  it.each(hardTexts)('comes back as it was: %s', async (_, text) => {
    const { storage } = subject;
    const user = await storedUser(storage, {
      username: text,
      email: text,
      roles: [text, 'editor'],
    });
    const session = await storedSession(storage, {
      userId: user.id,
      userAgent: text,
      roles: [text],
    });

    expect(await storage.sessions.findWithUser(session.id)).toEqual({ session, user });
    expect(await storage.users.replacePasswordHash(user.id, passwordHash, text)).toBe(true);
    expect((await storage.users.findCredentials({ id: user.id }))?.passwordHash).toBe(text);
  });

  it.each(['a\0b', '\ud800', '\udc00\ud800'])(
    'that cannot be stored exactly is refused, and nothing is written: %j',
    async (text) => {
      const { storage } = subject;
      const { id: userId } = await storedUser(storage);
      const refused = /cannot be stored exactly/;

      const user = newUser({ username: text });
      await expect(storage.users.insert(user, passwordHash)).rejects.toThrow(refused);
      expect(await storage.users.find({ id: user.id })).toBeUndefined();
      const session = newSession(userId, { userAgent: text });
      await expect(storage.sessions.insert(session)).rejects.toThrow(refused);
      expect(await storage.sessions.findWithUser(session.id)).toBeUndefined();
    },
  );

  it('of a lone surrogate does not find what its replacement would', async () => {
    const { users } = subject.storage;
    await storedUser(subject.storage, { username: '\ufffd' });
    expect(await users.find({ usernameKey: '\ud800' })).toBeUndefined();
  });
});

describeStorage('numbers', (subject) => {
  it.each([0, 1, 2 ** 31, 8_640_000_000_000_000, Number.MAX_SAFE_INTEGER])(
    'come back as the number %d',
    async (createdAt) => {
      const { users } = subject.storage;
      const { id } = await storedUser(subject.storage, { createdAt, disabledAt: createdAt });
      expect(await users.find({ id })).toMatchObject({ createdAt, disabledAt: createdAt });
    },
  );

  it.each([NaN, Infinity, 0.5, 2 ** 53])('such as %d are refused', async (createdAt) => {
    const insertion = subject.storage.users.insert(newUser({ createdAt }), passwordHash);
    await expect(insertion).rejects.toThrow(TypeError);
  });
});
