import fc from 'fast-check';

/** Text that has broken other software, one of each kind (after the Big List of Naughty Strings). */
export const naughtyStrings: readonly string[] = [
  // Nothing, and what looks like nothing.
  ...['', ' ', '\t', '\n', '\r\n', '\u00a0', '\u2003', '\u3000', '\u2028', '\u0085', '\ufeff'],
  ...['\u200b', '\u200d', '\u2060', '\u00ad', '\u3164', '\u115f', '\uffa0', '\u2800', '\u180e'],
  // Controls, NUL, and bytes that end or split lines and headers.
  ...[
    '\u0000',
    'ada\u0000',
    '\u0000ada',
    'a\u0000\u0000b',
    '\u0007',
    '\u001b[31mred',
    '\u007f',
    '\u0080',
  ],
  ...[
    'ada\r\nSet-Cookie: a=b',
    'ada\nX-Role: admin',
    '%00',
    'ada%00',
    '%0d%0aSet-Cookie:%20a=b',
    '\\u0000',
  ],
  // Halves of surrogate pairs, non-characters, private use, and pairs in the wrong order.
  ...[
    '\ud800',
    '\udfff',
    'ada\ud83d',
    '\udc00\ud800',
    '\uffff',
    '\ufdd0',
    '\ue000',
    '\u{10ffff}',
    '\ufffd',
  ],
  // Writing direction, isolates, and names that look like others.
  ...[
    'ada\u202eadmin',
    '\u202dada',
    '\u2066ada\u2069',
    '\u061cada',
    'аda',
    'ada\ufe0f',
    'ada\u034f',
    'ada\u3164',
  ],
  ...[
    'مُنَاقَشَةُ',
    'עִבְרִית',
    'ﷺ',
    'ﬁ',
    'ǆ',
    'İstanbul',
    'ς',
    'ẞ',
    'ıi',
    'K',
    'Å',
    '①②③',
    '½',
    '𝒜𝒹𝒶',
    'ｇｒａｃｅ',
  ],
  // Combining marks, emoji and joiners.
  ...[
    'e\u0301',
    'é',
    '\u0301',
    `Z${'\u0335\u0321\u0352'.repeat(20)}algo`,
    `a${'\u0300'.repeat(300)}`,
  ],
  ...[
    '👩‍👩‍👧‍👦',
    '🏳️‍🌈',
    '🇺🇸🇷',
    '👍🏽',
    '1\ufe0f\u20e3',
    '🔑'.repeat(64),
    'क्षि',
    'กำ',
    '각',
    '\u1100\u1161\u11a8',
  ],
  // Long.
  ...[
    'a'.repeat(64),
    'a'.repeat(65),
    'x'.repeat(10_240),
    '🔑'.repeat(2_560),
    'ﷺ'.repeat(64),
    '\u0300'.repeat(10_240),
  ],
  // Other languages: SQL, HTML, templates, shells, LDAP, XML, formats, paths, addresses.
  ...[
    "' OR '1'='1",
    "'; DROP TABLE users;--",
    'ada"--',
    "\\'; SELECT pg_sleep(10);--",
    '%',
    '_',
    'a%',
    '*',
    "''",
  ],
  ...[
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    '<b>ada</b>',
    '&lt;',
    '&#x61;',
    'javascript:alert(1)',
  ],
  ...[
    '{{7*7}}',
    '${7*7}',
    '#{7*7}',
    '<%= 7*7 %>',
    '$(reboot)',
    '`reboot`',
    '| ls',
    '; ls',
    '${jndi:ldap://x/a}',
  ],
  ...[
    '*)(uid=*))(|(uid=*',
    '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>',
    '%s%n%p',
    '%d',
    '{0}',
    '\\',
    '/',
    '//',
  ],
  ...[
    '../../etc/passwd',
    '..\\..\\windows',
    'file:///etc/passwd',
    'CON',
    'NUL',
    '.',
    '..',
    '~',
    '-',
    '--help',
    '=1+1',
    '@SUM(1)',
  ],
  ...[
    'ada@example.com',
    '@',
    'a@b',
    'ada@@example.com',
    '"ada"@example.com',
    'ada@localhost',
    'a@[127.0.0.1]',
    'ada+x@例え.jp',
  ],
  // Names and numbers that a language knows.
  ...[
    '__proto__',
    'constructor',
    'prototype',
    'toString',
    'hasOwnProperty',
    'valueOf',
    '__defineGetter__',
    'length',
  ],
  ...[
    'null',
    'undefined',
    'true',
    'NaN',
    'Infinity',
    '-0',
    '0',
    '1e400',
    '0x10',
    '007',
    '9007199254740993',
    '١٢٣',
    '2147483648',
  ],
  // Quotes that do not close, JSON and GraphQL.
  ...[
    '"',
    "'",
    '`',
    '"""',
    '\\"',
    '“ada”',
    '«',
    '[',
    '{',
    '}',
    '{"username":"admin"}',
    '["ada"]',
    '{"$gt":""}',
    '/* ',
    '-- ',
  ],
  ...[
    '{ me { id } }',
    'mutation { logout }',
    '...on User { id }',
    '$username',
    '#',
    'fragment A on B { ...A }',
    '__typename',
  ],
  // What tokens and hashes look like.
  ...[
    'eyJhbGciOiJub25lIn0.e30.',
    '...',
    '..',
    'a.b.c',
    '$argon2id$v=19$m=8,t=1,p=1$YWJjZGVmZ2g$YWJjZGVmZ2g',
    '$2b$10$',
  ],
  '019bc1a0-0000-7000-8000-000000000001',
];

/** Text of every kind: bytes, graphemes, all of Unicode with its lone surrogates, and the list above. */
export function hostileText(maxLength = 80): fc.Arbitrary<string> {
  const naughty = fc.constantFrom(...naughtyStrings);
  const codeUnits = fc
    .array(fc.integer({ min: 0, max: 0xffff }), { maxLength })
    .map((units) => String.fromCharCode(...units));
  return fc.oneof(
    { arbitrary: naughty, weight: 3 },
    { arbitrary: fc.string({ unit: 'binary', maxLength }), weight: 1 },
    { arbitrary: fc.string({ unit: 'grapheme', maxLength }), weight: 1 },
    { arbitrary: fc.string({ unit: 'grapheme-ascii', maxLength }), weight: 1 },
    { arbitrary: codeUnits, weight: 1 },
    // Joined to a name, as an attacker would: a prefix or a suffix that changes how it is read.
    { arbitrary: naughty.map((text) => `ada${text}`), weight: 1 },
    { arbitrary: fc.tuple(naughty, naughty).map(([a, b]) => a + b), weight: 1 },
  );
}

/** Unicode text without halves of surrogate pairs: what JSON in UTF-8 can carry as it is. */
export function isWellFormed(text: string): boolean {
  return !/\p{Surrogate}/u.test(text);
}
