import { describe, expect, test } from 'vitest';
import { addressKey, canonicalAddress, parseSender } from '../../../src/platform/email-address.js';

const local = (length: number) => 'a'.repeat(length);
/** Labels of 61 characters, so that the address has this length. */
const addressOf = (length: number) => {
  const labels = `${`${local(61)}.`.repeat(3)}example`;
  return `${local(length - labels.length - 1)}@${labels}`;
};

describe('the grammar of addresses', () => {
  test.each([
    'ada@example.com',
    'Ada@Example.COM',
    'a&b@example.com',
    'john=doe@example.com',
    "o'hara@example.com",
    'a+b@example.com',
    "!#$%&'*+-/=?^_`{|}~@example.com",
    'a.b.c@example.com',
    '1@example.com',
    `${local(64)}@example.com`,
    `a@${local(63)}.example`,
    'ada@a-b.example',
    'ada@1.example',
    'ivan@xn--80a1acny.xn--p1ai',
    addressOf(254),
  ])('takes %s as it is written', (address) => {
    expect(canonicalAddress(address)).toBe(address);
    expect(canonicalAddress(` ${address}\n`)).toBe(address);
  });

  test.each([
    ['max@müller.example', 'max@xn--mller-kva.example'],
    ['Max@MÜLLER.Example', 'Max@xn--mller-kva.example'],
    ['max@mu\u0308ller.example', 'max@xn--mller-kva.example'],
    ['max@XN--MLLER-KVA.example', 'max@xn--mller-kva.example'],
    ['ivan@почта.рф', 'ivan@xn--80a1acny.xn--p1ai'],
    ['a@faß.example', 'a@xn--fa-hia.example'],
    ['a@例え。テスト', 'a@xn--r8jz45g.xn--zckzah'],
  ])('takes %s, and keeps it as %s', (written, kept) => {
    expect(canonicalAddress(written)).toBe(kept);
    expect(canonicalAddress(kept)).toBe(kept);
    expect(addressKey(written)).toBe(kept.toLowerCase());
    expect(addressKey(kept)).toBe(kept.toLowerCase());
  });

  test.each([
    '',
    'ada',
    'ada@',
    '@example.com',
    'ada@example',
    'ada@localhost',
    `${local(65)}@example.com`,
    `a@${local(64)}.example`,
    addressOf(255),
    `a@${'ü'.repeat(60)}.example`,
    'a@-a.example',
    'a@a-.example',
    'a@a.example-',
    'a@ü-.example',
    'a@.example',
    'a@a..example',
    'a@example.com.',
    '.a@example.com',
    'a.@example.com',
    'a..b@example.com',
    '"a b"@example.com',
    'a b@example.com',
    'a@b@example.com',
    'a@[127.0.0.1]',
    'a@127.0.0.1',
    'a@１２７.１',
    'a@0x7f.1',
    'a@example.c',
    'a@ex_ample.com',
    'a@ex%41mple.com',
    'a@example.com/x.example',
    'a@example.com:25',
    'a@xn--a.example',
    'ädä@example.com',
    'a\u0000@example.com',
    'a@example.com\r\nBcc: x@example.com',
    'a@ex\nample.com',
    'a@\ud800.example',
    '=?utf-8?q?ada=40evil.example?=@example.com',
    'a@example.com'.padEnd(10_000, 'ü'),
  ])('refuses %j', (address) => {
    expect(canonicalAddress(address)).toBeUndefined();
  });

  test('takes hosts of one label only where it is said', () => {
    expect(canonicalAddress('ada@localhost', 'localhost')).toBe('ada@localhost');
    expect(canonicalAddress('ada@intranet', 'localhost')).toBeUndefined();
    expect(canonicalAddress('ada@intranet', 'any')).toBe('ada@intranet');
  });
});

describe('a sender', () => {
  test.each([
    ['a@b.example', '', 'a@b.example'],
    ['Example <a@b.example>', 'Example', 'a@b.example'],
    ['Ada, Inc. <a@b.example>', 'Ada, Inc.', 'a@b.example'],
    ['"Ada, Inc." <a@b.example>', 'Ada, Inc.', 'a@b.example'],
    ['"Ada \\"the first\\" \\\\ L." <a@b.example>', 'Ada "the first" \\ L.', 'a@b.example'],
    ['"a@b.example" <c@d.example>', 'a@b.example', 'c@d.example'],
    ['예제 주식회사 <a@b.example>', '예제 주식회사', 'a@b.example'],
    ['"Müller & Söhne" <post@müller.example>', 'Müller & Söhne', 'post@xn--mller-kva.example'],
    ['no-reply@localhost', '', 'no-reply@localhost'],
  ])('is read from %s', (text, name, address) => {
    expect(parseSender(text)).toEqual({ name, address });
  });

  test.each([
    '',
    'Example',
    'A <a@b.example',
    'a@b.example, c@d.example',
    '"A <a@b.example>',
    '"A" a@b.example',
    '"A" "B" <a@b.example>',
    'A <"a b"@b.example>',
    '"A\r\nBcc: x@y.example" <a@b.example>',
    '"A\\\nB" <a@b.example>',
    'A\u2028B <a@b.example>',
    'A <a@b.example\r\nBcc: x@y.example>',
    `${'A'.repeat(10_000)} <a@b.example>`,
    `"${'\\'.repeat(400)}`,
  ])('is not read from %j', (text) => {
    expect(parseSender(text)).toBeUndefined();
  });
});
