import { hash as argon2 } from '@node-rs/argon2';
import { beforeAll, describe, expect, it } from 'vitest';
import { AuthError } from '../../../src/platform/errors/auth-error.js';
import type { Argon2Parameters } from '../../../src/platform/password-hashing/formats/argon2id.js';
import {
  createPasswordHasher,
  hashesOfNothing,
  type HasherOptions,
} from '../../../src/platform/password-hashing/hasher.js';
import {
  argon2Vectors,
  bcryptOf80Bytes,
  bcryptOfNothing,
  foreignVectors,
  notNormalised,
} from './vectors.js';
import { maxTypedPasswordLength } from '../../../src/platform/password-hashing/policy.js';

/** The least that argon2 has: these tests are not about strength. */
const cheap: Argon2Parameters = { memoryCost: 8, timeCost: 1, parallelism: 1 };

function cheapHasher(options: Partial<HasherOptions> = {}) {
  return createPasswordHasher({ concurrency: 2, queueLimit: 100, parameters: cheap, ...options });
}

const current = { matches: true, outdated: false };
const outdated = { matches: true, outdated: true };
const wrong = { matches: false, outdated: false };

describe('hash', () => {
  it('hashing makes an argon2id PHC string with the OWASP parameters by default', async () => {
    const hasher = createPasswordHasher({ concurrency: 1, queueLimit: 0 });
    expect(await hasher.hash('correct horse')).toMatch(
      /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/,
    );
  });

  it('salts: the same password never has the same hash twice', async () => {
    const hasher = cheapHasher();
    expect(await hasher.hash('correct horse')).not.toBe(await hasher.hash('correct horse'));
  });

  it('keeps every character: NUL, emoji, spaces at the ends, 256 of them', async () => {
    const hasher = cheapHasher();
    for (const password of ['a\0b', '\0', '🐎🔋🔗', ' x ', 'x'.repeat(256), '𝒳'.repeat(1024)]) {
      const hash = await hasher.hash(password);
      expect(await hasher.verify(hash, password)).toEqual(current);
      expect(await hasher.verify(hash, `${password}x`)).toEqual(wrong);
      expect(await hasher.verify(hash, `x${password}`)).toEqual(wrong);
    }
  });

  it('takes all ways to type the same characters for one password', async () => {
    const hasher = cheapHasher();
    const composed = await hasher.hash('Pässwort fi');
    expect(await hasher.verify(composed, notNormalised)).toEqual(current);
    const decomposed = await hasher.hash(notNormalised);
    expect(await hasher.verify(decomposed, 'Pässwort fi')).toEqual(current);
  });

  it.each([
    ['half of a surrogate pair', 'password\ud800'],
    ['more than anyone types', 'x'.repeat(maxTypedPasswordLength + 1)],
  ])(
    'refuses %s as a fault of the program, which has not asked the policy',
    async (_, password) => {
      await expect(cheapHasher().hash(password)).rejects.toThrow(TypeError);
    },
  );
});

describe('verify', () => {
  it('knows our own hash as current, and a wrong password as no match', async () => {
    const hasher = cheapHasher();
    const hash = await hasher.hash('correct horse');
    expect(await hasher.verify(hash, 'correct horse')).toEqual(current);
    expect(await hasher.verify(hash, 'Correct horse')).toEqual(wrong);
  });

  it('asks for a new hash when any parameter has risen since', async () => {
    const parameters: Argon2Parameters = { memoryCost: 64, timeCost: 2, parallelism: 2 };
    const hash = await cheapHasher({ parameters }).hash('correct horse');
    const raised = [{ memoryCost: 65 }, { timeCost: 3 }, { parallelism: 3 }];
    for (const raise of raised) {
      const hasher = cheapHasher({ parameters: { ...parameters, ...raise } });
      expect(await hasher.verify(hash, 'correct horse')).toEqual(outdated);
      expect(await hasher.verify(hash, 'wrong')).toEqual(wrong);
    }
  });

  it('leaves a hash of higher parameters alone', async () => {
    const parameters: Argon2Parameters = { memoryCost: 64, timeCost: 2, parallelism: 2 };
    const hash = await cheapHasher({ parameters }).hash('correct horse');
    expect(await cheapHasher().verify(hash, 'correct horse')).toEqual(current);
  });

  it('asks for a new hash in place of argon2id with a short salt', async () => {
    for (const { hash, password } of argon2Vectors) {
      expect(await cheapHasher().verify(hash, password)).toEqual(outdated);
    }
  });

  it('asks for a new hash in place of argon2id with a short output', async () => {
    const short = await argon2('correct horse', { ...cheap, outputLen: 31 });
    expect(await cheapHasher().verify(short, 'correct horse')).toEqual(outdated);
  });

  it.each(foreignVectors)('asks for a new hash in place of $name', async ({ hash, password }) => {
    const hasher = cheapHasher();
    expect(await hasher.verify(hash, password)).toEqual(outdated);
    expect(await hasher.verify(hash, 'wrong')).toEqual(wrong);
    const upgraded = await hasher.hash(password);
    expect(await hasher.verify(upgraded, password)).toEqual(current);
  });

  it('shows imported formats the password exactly as it was typed', async () => {
    const hasher = cheapHasher();
    for (const { hash } of foreignVectors.filter(({ password }) => password === notNormalised)) {
      expect(await hasher.verify(hash, notNormalised.normalize('NFKC'))).toEqual(wrong);
    }
  });

  it('accepts argon2id from elsewhere that is of a password that is not normalised', async () => {
    const elsewhere = await argon2(notNormalised, cheap);
    expect(await cheapHasher().verify(elsewhere, notNormalised)).toEqual(outdated);
  });

  it('never matches text that is not well-formed, though UTF-8 shows it as U+FFFD', async () => {
    const hasher = cheapHasher();
    for (const hash of [
      await hasher.hash('password\ufffd'),
      await argon2('password\ud800', cheap),
    ]) {
      expect(await hasher.verify(hash, 'password\ud800')).toEqual(wrong);
      expect(await hasher.verify(hash, 'password\udfff')).toEqual(wrong);
    }
  });

  it('never matches a password longer than anyone types, in any format', async () => {
    const endless = 'x'.repeat(maxTypedPasswordLength + 1);
    const hasher = cheapHasher();
    expect(await hasher.verify(await argon2(endless, cheap), endless)).toEqual(wrong);
    expect(await hasher.verify(bcryptOf80Bytes, endless)).toEqual(wrong);
    expect(await hasher.verify(bcryptOf80Bytes, endless.slice(1))).toEqual(outdated);
  });

  it('an impossible password, hashed only for its time, is not the empty one', async () => {
    const hasher = cheapHasher();
    const ofEmpty = await hasher.hash('');
    expect(await hasher.verify(ofEmpty, '\ud800')).toEqual(wrong);
    expect(await hasher.verify(bcryptOfNothing, '')).toEqual(outdated);
    expect(await hasher.verify(bcryptOfNothing, '\ud800')).toEqual(wrong);
  });

  it('says what is wrong with a stored hash that it cannot use, without quoting it', async () => {
    const hash = '$2b$31$abcdefghijklmnopqrstuuHNbAKRhpaujgo33bRWs.NLUTJO3lOy2';
    await expect(cheapHasher().verify(hash, 'x')).rejects.toThrow(
      /^A stored password hash cannot be used: bcrypt with a cost above 15$/,
    );
    await expect(cheapHasher().verify('hunter2', 'x')).rejects.toThrow(
      /^A stored password hash cannot be used: not a hash of a known format \([^)]*\)$/,
    );
  });
});

describe('verifyAgainstNothing', () => {
  const real = createPasswordHasher({ concurrency: 1, queueLimit: 100 });
  let hash: string;
  beforeAll(async () => {
    hash = await real.hash('correct horse');
  });

  /**
   * Processor time of all threads in microseconds, which other processes on the machine do not change,
   * summed over several runs in turns.
   */
  async function costs(...works: (() => Promise<unknown>)[]): Promise<number[]> {
    const sums = works.map(() => 0);
    for (let run = 0; run < 15; run += 1) {
      for (const [index, work] of works.entries()) {
        const before = process.cpuUsage();
        await work();
        const { user, system } = process.cpuUsage(before);
        sums[index] = (sums[index] ?? 0) + user + system;
      }
    }
    return sums;
  }

  it.each([
    ['an ordinary password', 'wrong horse'],
    ['a password that is not normalised', notNormalised],
    ['text that is not well-formed', 'wrong\ud800'],
    ['a password of 10 MB', 'x'.repeat(10_000_000)],
  ])('costs as much as a wrong password of an existing user: %s', async (_, password) => {
    const [nobody = 0, somebody = 0] = await costs(
      () => real.verifyDummyHash(password),
      () => real.verify(hash, password),
    );
    expect(nobody / somebody).toBeGreaterThan(0.6);
    expect(nobody / somebody).toBeLessThan(1.7);
  });

  it.each(hashesOfNothing)(
    'costs as much as an account of %s, which nothing matches',
    async (none) => {
      expect(await real.verify(none, none)).toEqual(wrong);
      expect(await real.verify(none, '')).toEqual(wrong);
      const [nobody = 0, without = 0] = await costs(
        () => real.verifyDummyHash('wrong horse'),
        () => real.verify(none, 'wrong horse'),
      );
      expect(nobody / without).toBeGreaterThan(0.6);
      expect(nobody / without).toBeLessThan(1.7);
    },
  );

  it('costs one verification for 10 MB', async () => {
    const endless = 'x'.repeat(10_000_000);
    const [ordinary = 0, long = 0] = await costs(
      () => real.verify(hash, 'wrong horse'),
      () => real.verify(hash, endless),
    );
    expect(long / ordinary).toBeGreaterThan(0.6);
    expect(long / ordinary).toBeLessThan(1.7);
  });
});

describe('the queue', () => {
  it('refuses the caller that is one too many at once, and serves all others', async () => {
    const hasher = cheapHasher({
      concurrency: 2,
      queueLimit: 3,
      parameters: { ...cheap, timeCost: 50 },
    });
    const finished: number[] = [];
    const calls = Array.from({ length: 7 }, async (_, index) => {
      try {
        return await hasher.hash(`password ${index}`);
      } finally {
        finished.push(index);
      }
    });
    const results = await Promise.allSettled(calls);

    expect(results.map(({ status }) => status)).toEqual([
      ...Array<string>(5).fill('fulfilled'),
      'rejected',
      'rejected',
    ]);
    // Before any hash was done, and so without one.
    expect(finished.slice(0, 2)).toEqual([5, 6]);
    const error = (results[6] as PromiseRejectedResult).reason as AuthError;
    expect(error).toBeInstanceOf(AuthError);
    expect(error.extensions).toEqual({
      code: 'SERVICE_UNAVAILABLE',
      reason: 'OVERLOADED',
      retryAfter: expect.toSatisfy((seconds: number) => [1, 2, 3].includes(seconds)) as number,
    });
  });

  it('tells before any work whether a hash would be refused', async () => {
    const hasher = cheapHasher({
      concurrency: 1,
      queueLimit: 1,
      parameters: { ...cheap, timeCost: 50 },
    });
    const first = hasher.hash('x');
    hasher.refuseIfFull();
    const second = hasher.hash('x');
    const overloaded = expect.objectContaining({ reason: 'OVERLOADED' }) as AuthError;
    expect(() => hasher.refuseIfFull()).toThrow(overloaded);
    await Promise.all([first, second]);
    hasher.refuseIfFull();
  });

  it('bounds every kind of work together', async () => {
    const hasher = cheapHasher({
      concurrency: 1,
      queueLimit: 0,
      parameters: { ...cheap, timeCost: 50 },
    });
    const own = await hasher.hash('x');
    const first = hasher.hash('x');
    const overloaded = { extensions: { reason: 'OVERLOADED' } };
    await expect(hasher.hash('x')).rejects.toMatchObject(overloaded);
    await expect(hasher.verify(own, 'x')).rejects.toMatchObject(overloaded);
    await expect(hasher.verifyDummyHash('x')).rejects.toMatchObject(overloaded);
    await first;
    expect(await hasher.hash('x')).toMatch(/^\$argon2id\$/);
  });

  it('computes no more than its concurrency at once', async () => {
    const single = cheapHasher({ concurrency: 1, parameters: { ...cheap, timeCost: 20 } });
    const order: number[] = [];
    await Promise.all(
      Array.from({ length: 8 }, async (_, index) => {
        await single.hash('correct horse');
        order.push(index);
      }),
    );
    expect(order).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });

  it('gives the place of a call that failed to the next one', async () => {
    const hasher = cheapHasher({ concurrency: 1, queueLimit: 10 });
    const calls = [
      hasher.verify('damaged', 'x'),
      hasher.hash('\ud800'),
      hasher.verify('damaged', 'x'),
      hasher.hash('correct horse'),
    ];
    const results = await Promise.allSettled(calls);
    expect(results.map(({ status }) => status)).toEqual([
      'rejected',
      'rejected',
      'rejected',
      'fulfilled',
    ]);
  });
});

describe('the lane of imported hashes', () => {
  const [bcrypt = { hash: '', password: '' }] = foreignVectors.filter(({ hash }) =>
    hash.startsWith('$2b$'),
  );

  it('lets our own hashes pass, also where only one is computed at once', async () => {
    const hasher = cheapHasher({ concurrency: 1, queueLimit: 100 });
    const imported = Array.from({ length: 3 }, () => hasher.verify(bcrypt.hash, 'x'));
    expect(hasher.load()).toEqual({ running: 1, waiting: 2 });
    const own = Array.from({ length: 3 }, () => hasher.hash('x'));
    expect(hasher.load()).toEqual({ running: 2, waiting: 4 });
    await Promise.all([...imported, ...own]);
    expect(hasher.load()).toEqual({ running: 0, waiting: 0 });
  });

  it('has a bound of its own, and refuses what is beyond it', async () => {
    const hasher = cheapHasher({ concurrency: 1, queueLimit: 20 });
    const slow = await Promise.allSettled(
      Array.from({ length: 5 }, () => hasher.verify(bcrypt.hash, 'x')),
    );
    expect(slow.map(({ status }) => status)).toEqual([
      ...Array<string>(3).fill('fulfilled'),
      ...Array<string>(2).fill('rejected'),
    ]);
  });

  it('answers a wrong password of a cheap hash no sooner than one of our own', async () => {
    const hasher = createPasswordHasher({ concurrency: 1, queueLimit: 100 });
    const cheapHash = await cheapHasher().hash('correct horse');
    const timeOf = async (work: () => Promise<unknown>) => {
      const begun = performance.now();
      await work();
      return performance.now() - begun;
    };
    const own: number[] = [];
    const imported: number[] = [];
    for (let round = 0; round < 9; round += 1) {
      own.push(await timeOf(() => hasher.verifyDummyHash('x')));
      imported.push(await timeOf(() => hasher.verify(cheapHash, 'x')));
    }
    // It waits for the mean of all that were ours, however busy the machine became meanwhile.
    expect(Math.min(...imported) / Math.min(...own)).toBeGreaterThan(0.6);
  });
});

describe('createPasswordHasher', () => {
  it.each<Partial<HasherOptions>>([
    { concurrency: 0 },
    { concurrency: 1.5 },
    { concurrency: Number.POSITIVE_INFINITY },
    { queueLimit: -1 },
    { queueLimit: Number.NaN },
    { parameters: { ...cheap, memoryCost: 7 } },
    { parameters: { ...cheap, memoryCost: 262_145 } },
    { parameters: { ...cheap, timeCost: 0 } },
    { parameters: { ...cheap, timeCost: 1.5 } },
    { parameters: { ...cheap, parallelism: 17 } },
  ])('refuses %j at start-up', (options) => {
    expect(() => cheapHasher(options)).toThrow(TypeError);
  });
});
