import { describe, expect, it } from 'vitest';
import {
  formatOf,
  importedHashProblem,
  passwordHashProblem,
} from '../../../src/platform/password-hashing/formats/index.js';
import { costOf } from '../../support/event-loop.js';
import {
  argon2Vectors,
  bcryptOf80Bytes,
  bcryptOfA,
  foreignVectors,
  type Vector,
} from './vectors.js';

function vectorNamed(name: string): Vector {
  const found = foreignVectors.find((vector) => vector.name === name);
  if (found === undefined) throw new Error(`no vector ${name}`);
  return found;
}

function verify(hash: string, password: string): Promise<boolean> {
  const format = formatOf(hash);
  if (format === undefined) throw new Error('no format for this hash');
  return format.verify(hash, password);
}

describe.each([...argon2Vectors, ...foreignVectors])('$name', ({ hash, password }) => {
  it('has no problem', () => {
    expect(passwordHashProblem(hash)).toBeUndefined();
  });

  it('matches its password and no other', async () => {
    expect(await verify(hash, password)).toBe(true);
    expect(await verify(hash, `${password}x`)).toBe(false);
    expect(await verify(hash, password.slice(0, -1))).toBe(false);
    expect(await verify(hash, '')).toBe(false);
  });

  it('is refused when a character is missing at the end', () => {
    expect(passwordHashProblem(hash.slice(0, -1))).toMatch(/^not a complete/);
  });

  it('is refused with anything after it', () => {
    for (const suffix of ['\n', ' ', '$', '=']) {
      expect(passwordHashProblem(hash + suffix)).toMatch(/^not a complete/);
    }
  });
});

it.each([
  [
    'argon2id',
    '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc',
  ],
  ['bcrypt', '$2b$09$abcdefghijklmnopqrstuuHNbAKRhpaujgo33bRWs.NLUTJO3lOy2'],
  ['Django PBKDF2', `pbkdf2_sha256$200000$salt$${'A'.repeat(43)}=`],
  ['Werkzeug PBKDF2', `pbkdf2:sha256:200000$salt$${'0f'.repeat(32)}`],
  ['Werkzeug scrypt', `scrypt:32768:8:1$salt$${'0f'.repeat(64)}`],
  ['phpass', '$P$BabcdefghKfdE7H4Uy7ajxpijsjAJW0'],
  ['sha512-crypt', `$6$rounds=20000$salt$${'a'.repeat(85)}/`],
])('a hash of %s is checked while the event loop turns', async (name, hash) => {
  expect(formatOf(hash)?.name).toBe(name);
  let turns = 0;
  let done = false;
  const turn = () => {
    turns += 1;
    if (!done) setImmediate(turn);
  };
  setImmediate(turn);
  await verify(hash, 'x');
  done = true;
  // A check on the main thread leaves room for one at most.
  expect(turns).toBeGreaterThan(10);
});

describe('bcrypt', () => {
  it('reads 72 bytes of a password, as the library that made the hash did', async () => {
    expect(await verify(bcryptOf80Bytes, 'x'.repeat(80))).toBe(true);
    expect(await verify(bcryptOf80Bytes, 'x'.repeat(72))).toBe(true);
    expect(await verify(bcryptOf80Bytes, 'x'.repeat(71))).toBe(false);
  });

  it('takes a password with NUL neither for the part before it nor for its repetition', async () => {
    expect(await verify(bcryptOfA, 'a')).toBe(true);
    expect(await verify(bcryptOfA, 'a\0')).toBe(false);
    expect(await verify(bcryptOfA, 'a\0b')).toBe(false);
    expect(await verify(bcryptOfA, 'a\0a')).toBe(false);
  });
});

describe('WordPress', () => {
  // Of `it\'s`: what PHP's addslashes makes of "it's", as above by libxcrypt and passlib.
  it.each([
    '$wp$2y$05$abcdefghijklmnopqrstuuETcKGdqITIv67qsejAtaqQb1fh.p.HK',
    '$P$5abcdefgh2uB26JT7HXwGP7ZLj6VfE/',
  ])('hashes a form without blanks around it and with slashes: %s', async (hash) => {
    expect(await verify(hash, ` it's\t`)).toBe(true);
    expect(await verify(hash, `it\\'s`)).toBe(true);
    expect(await verify(hash, `it''s`)).toBe(false);
  });
});

describe('a digest of many rounds', () => {
  it('reads no password above 512 bytes, and none with NUL that C would end', async () => {
    const ofNothing = '$P$5abcdefgh2uB26JT7HXwGP7ZLj6VfE/';
    expect(await verify(ofNothing, 'x'.repeat(4096))).toBe(false);
    const sha512 = vectorNamed('passlib sha512_crypt');
    expect(await verify(sha512.hash, `${sha512.password}\0`)).toBe(false);
    expect(await verify(sha512.hash, 'x'.repeat(4096))).toBe(false);
  });
});

describe('passwordHashProblem', () => {
  const salt = 'R1yYtq9DhWbKc0Zs';
  const argon2 = (costs: string) =>
    `$argon2id$v=19$${costs}$c29tZXNhbHRzb21lc2FsdA$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc`;
  const bcrypt = (cost: string) =>
    `$2b$${cost}$abcdefghijklmnopqrstuuHNbAKRhpaujgo33bRWs.NLUTJO3lOy2`;
  const django = (iterations: string) =>
    `pbkdf2_sha256$${iterations}$${salt}$KUU/+RyQ4FDTYsQOfDhVUVOCHap2P8VYbQXiHmmmp1c=`;
  /** Of SHA-256, with a salt of 16 bytes and a hash of 32. */
  const aspNet = (iterations: number) => {
    const bytes = Buffer.alloc(13 + 48);
    bytes[0] = 1;
    for (const [index, value] of [1, iterations, 16].entries()) {
      bytes.writeUInt32BE(value, 1 + index * 4);
    }
    return bytes.toString('base64');
  };
  const scrypt = (costs: string) => `scrypt:${costs}$${salt}$${'0f'.repeat(64)}`;

  it.each([
    ['argon2id at 256 MiB', argon2('m=262144,t=16,p=16')],
    ['bcrypt at cost 15', bcrypt('15')],
    ['Django PBKDF2 at 5 million', django('5000000')],
    ['Werkzeug PBKDF2 at 5 million', `pbkdf2:sha256:5000000$${salt}$${'0f'.repeat(32)}`],
    ['scrypt at 128 MiB, the strongest that OWASP names', scrypt('131072:8:1')],
  ])('accepts %s', (_, hash) => {
    expect(passwordHashProblem(hash)).toBeUndefined();
  });

  it.each([
    ['argon2id', argon2('m=262145,t=1,p=1'), 'argon2id with more than 262144 KiB of memory'],
    ['argon2id', argon2('m=4294967295,t=1,p=1'), 'argon2id with more than 262144 KiB of memory'],
    [
      'argon2id',
      argon2('m=262144,t=17,p=1'),
      'argon2id with memory times passes above 4194304 KiB',
    ],
    ['argon2id', argon2('m=8192,t=1,p=17'), 'argon2id with more than 16 lanes'],
    ['bcrypt', bcrypt('16'), 'bcrypt with a cost above 15'],
    ['bcrypt', bcrypt('31'), 'bcrypt with a cost above 15'],
    ['Django', django('5000001'), 'Django PBKDF2 with more than 5000000 iterations'],
    ['Django', django('9999999999'), 'Django PBKDF2 with more than 5000000 iterations'],
    [
      'Werkzeug PBKDF2',
      `pbkdf2:sha512:5000001$${salt}$${'0f'.repeat(64)}`,
      'Werkzeug PBKDF2 with more than 5000000 iterations',
    ],
    ['scrypt', scrypt('262144:8:1'), 'Werkzeug scrypt with more than 256 MiB of memory'],
    ['scrypt', scrypt('2:9999:9999'), 'Werkzeug scrypt with more than 256 MiB of memory'],
    ['scrypt', scrypt('32768:8:17'), 'Werkzeug scrypt with N·r·p above 4194304'],
    [
      'argon2i',
      argon2('m=4294967295,t=1,p=1').replace('argon2id', 'argon2i'),
      'argon2i or argon2d with more than 262144 KiB of memory',
    ],
    [
      'Django argon2',
      `argon2${argon2('m=262144,t=17,p=1')}`,
      'Django argon2 with memory times passes above 4194304 KiB',
    ],
    ['Django bcrypt', `bcrypt_sha256$${bcrypt('16')}`, 'Django bcrypt with a cost above 15'],
    [
      'passlib bcrypt_sha256',
      '$bcrypt-sha256$v=2,t=2b,r=31$abcdefghijklmnopqrstuu$z/ZOR6j/mKW80LoaiDuyrjDzJLu/X92',
      'passlib bcrypt_sha256 with a cost above 15',
    ],
    ['WordPress', `$wp${bcrypt('31')}`, 'WordPress bcrypt with a cost above 15'],
    [
      'passlib PBKDF2',
      `$pbkdf2-sha256$9999999999$c2FsdA$${'A'.repeat(43)}`,
      'PBKDF2 with more than 5000000 iterations',
    ],
    [
      'PBKDF2 of two blocks',
      `$pbkdf2-sha256$i=2500001,l=64$c2FsdA$${'A'.repeat(86)}`,
      'PBKDF2 with more than 5000000 iterations',
    ],
    ['ASP.NET Identity', aspNet(0xffffffff), 'ASP.NET Identity with more than 5000000 iterations'],
    [
      'Django scrypt',
      `scrypt$262144$salt$8$1$${'A'.repeat(86)}==`,
      'Django scrypt with more than 256 MiB of memory',
    ],
    [
      'PHC scrypt',
      `$scrypt$ln=99,r=8,p=1$c2FsdA$${'A'.repeat(43)}`,
      'scrypt with more than 256 MiB of memory',
    ],
    [
      'scrypt $7$',
      `$7$Fzzzzz/....salt$${'a'.repeat(43)}`,
      'scrypt $7$ with more than 256 MiB of memory',
    ],
    [
      'Firebase scrypt',
      `$fbscrypt$v=1,n=30,r=8,p=1,ss=Bw==,sk=AAAA$AAAA$AAAA`,
      'Firebase scrypt with more than 256 MiB of memory',
    ],
    ['phpass', '$P$KabcdefghKfdE7H4Uy7ajxpijsjAJW0', 'phpass with a cost above 21'],
    [
      'sha512-crypt',
      `$6$rounds=999999999$salt$${'a'.repeat(85)}/`,
      'sha512-crypt with more than 2000000 rounds',
    ],
  ])('refuses a hash of %s that would be a denial of service', (_, hash, problem) => {
    expect(passwordHashProblem(hash)).toBe(problem);
  });

  it.each([
    ['argon2id of an old version', argon2('m=256,t=1,p=1').replace('v=19', 'v=16')],
    ['argon2id without passes', argon2('m=256,t=0,p=1')],
    [
      'argon2id with a salt under 8 bytes',
      argon2('m=256,t=1,p=1').replace('c29tZXNhbHRzb21lc2FsdA', 'c29tZXM'),
    ],
    ['bcrypt of cost 3', bcrypt('03')],
    ['bcrypt with stray bits after the salt', bcrypt('05').replace('stuuHN', 'stuvHN')],
    ['Django PBKDF2 without iterations', django('0')],
    [
      'Django PBKDF2-SHA256 with the output of SHA-1',
      'pbkdf2_sha256$1$s$VspefeRp5gaFivpHPSP8mJpheb8=',
    ],
    ['Django PBKDF2 of an unknown digest', django('1000').replace('sha256', 'md5')],
    ['Werkzeug PBKDF2 of an unknown digest', `pbkdf2:md5:1000$${salt}$${'0f'.repeat(16)}`],
    ['Werkzeug PBKDF2 with a short output', `pbkdf2:sha256:1000$${salt}$${'0f'.repeat(31)}`],
    ['Werkzeug PBKDF2 without a salt', `pbkdf2:sha256:1000$$${'0f'.repeat(32)}`],
    ['scrypt whose N is no power of two', scrypt('32767:8:1')],
    ['scrypt whose N is 1', scrypt('1:8:1')],
    ['scrypt without r', scrypt('32768:0:1')],
    [
      'a hash with a short output and its length',
      '$pbkdf2-sha256$i=1000,l=12$c2FsdA$AAAAAAAAAAAAAAAA',
    ],
    ['a hash of another length than it says', `$pbkdf2-sha256$i=1,l=33$c2FsdA$${'A'.repeat(43)}`],
    ['ASP.NET Identity without iterations', aspNet(0)],
    ['ASP.NET Identity cut in its header', 'AQAAAAEA'],
    ['sha512-crypt with fewer than 1,000 rounds', `$6$rounds=999$salt$${'a'.repeat(85)}/`],
    ['sha512-crypt with stray bits', `$6$salt$${'a'.repeat(86)}`],
    ['phpass of cost 6', '$P$4abcdefghKfdE7H4Uy7ajxpijsjAJW0'],
    [
      'Firebase scrypt with a hash of another length than the key',
      '$fbscrypt$v=1,n=14,r=8,p=1,ss=Bw==,sk=AAAA$AAAA$AAAAAAAA',
    ],
    ['Django bcrypt around something else', 'bcrypt$hunter2'],
  ])('refuses %s as damaged', (_, hash) => {
    expect(passwordHashProblem(hash)).toMatch(/^not a complete/);
  });

  it('refuses argon2id with an output so short that wrong passwords would match', () => {
    const hash = '$argon2id$v=19$m=256,t=1,p=1$c29tZXNhbHQ$AAAAAAA';
    expect(passwordHashProblem(hash)).toBe('argon2id with a hash under 16 bytes');
  });

  it.each(['', 'hunter2', 'plain$secret$secret', '$5$salt$hash', 'md5$$0f', '!', '$2x$05$abc'])(
    'names the known formats, and quotes nothing, for %j',
    (encoded) => {
      expect(passwordHashProblem(encoded)).toBe(
        'not a hash of a known format (argon2id, argon2i or argon2d, Django argon2, bcrypt, Django bcrypt, passlib bcrypt_sha256, WordPress bcrypt, Django PBKDF2, Werkzeug PBKDF2, PBKDF2, ASP.NET Identity, Django scrypt, Werkzeug scrypt, scrypt, scrypt $7$, Firebase scrypt, phpass, sha512-crypt)',
      );
    },
  );

  it('answers at once for a megabyte', () => {
    const starts = ['$argon2id$v=19$m=1', '$2b$', 'pbkdf2_sha256$1$', 'pbkdf2:', 'scrypt:2'];
    for (const start of [...starts, ...foreignVectors.map(({ hash }) => hash)]) {
      const hash = start + 'a'.repeat(1_000_000);
      const refuse = () => expect(passwordHashProblem(hash)).toMatch(/^not a complete/);
      expect(costOf(refuse, 500)).toBeLessThan(500);
    }
  });
});

describe('at import', () => {
  const derived = `${'A'.repeat(43)}=`;
  const hex = 'ab'.repeat(64);
  const ofBcrypt = (cost: number) =>
    `$2b$${cost}$abcdefghijklmnopqrstuuHNbAKRhpaujgo33bRWs.NLUTJO3lOy2`;
  const ofArgon2 = (memory: number, passes: number, lanes = 1) =>
    `$argon2id$v=19$m=${memory},t=${passes},p=${lanes}$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc`;

  it.each([...argon2Vectors, ...foreignVectors])('$name is taken', ({ hash }) => {
    expect(importedHashProblem(hash)).toBeUndefined();
  });

  it.each([
    ['of today’s Django', `pbkdf2_sha256$1200000$salt$${derived}`],
    ['of the most that is taken', `pbkdf2_sha256$2000000$salt$${derived}`],
    ['of Werkzeug with SHA-512', `pbkdf2:sha512:1000000$salt$${hex}`],
    ['of bcrypt 13', ofBcrypt(13)],
    ['of WordPress on PHP 8.4', `$wp${ofBcrypt(12)}`],
    ['of RFC 9106 for small machines', ofArgon2(65_536, 3)],
    ['of RFC 9106 for small machines, in four lanes', ofArgon2(65_536, 3, 4)],
    ['of many passes in one lane', ofArgon2(128, 8192)],
    ['of many passes in many lanes', ofArgon2(65_536, 10, 16)],
    ['of phpass 18', '$P$GabcdefghKfdE7H4Uy7ajxpijsjAJW0'],
    ['of OWASP’s strongest scrypt', `scrypt:131072:8:1$salt$${hex}`],
  ])('a hash %s is taken', (_title, hash) => {
    expect(importedHashProblem(hash)).toBeUndefined();
  });

  it.each([
    [`pbkdf2_sha256$5000000$salt$${derived}`, 'of sha256 with more than 2000000 iterations'],
    [`pbkdf2_sha256$2000001$salt$${derived}`, 'of sha256 with more than 2000000 iterations'],
    [`pbkdf2:sha512:1000001$salt$${hex}`, 'of sha512 with more than 1000000 iterations'],
    [ofBcrypt(14), 'bcrypt with a cost above 13'],
    [ofArgon2(262_144, 5), 'argon2id with memory times passes above 1048576 KiB'],
    [ofArgon2(16, 65_536, 2), 'argon2id with passes times lanes above 4096'],
    [ofArgon2(128, 8192, 16), 'argon2id with passes times lanes above 4096'],
    [ofArgon2(16, 2049, 2), 'argon2id with passes times lanes above 4096'],
    [`argon2${ofArgon2(16, 2049, 2)}`, 'Django argon2 with passes times lanes above 4096'],
    [`scrypt:131072:8:2$salt$${hex}`, 'Werkzeug scrypt with N·r·p above 1048576'],
    [`bcrypt$${ofBcrypt(14)}`, 'Django bcrypt with a cost above 13'],
    // Two forms of a password are tried, each of which takes its half of the time.
    [`$wp${ofBcrypt(13)}`, 'WordPress bcrypt with a cost above 12'],
    ['$P$HabcdefghKfdE7H4Uy7ajxpijsjAJW0', 'phpass with a cost above 18'],
    [`$6$rounds=656001$salt$${'a'.repeat(85)}/`, 'sha512-crypt with more than 656000 rounds'],
  ])('%s is refused, and one that is stored is still checked', (hash, problem) => {
    expect(importedHashProblem(hash)).toContain(problem);
    expect(passwordHashProblem(hash)).toBeUndefined();
  });
});
