import { describe, expect, test } from 'vitest';
import { deviceName, deviceOf } from '../../../src/features/devices/device.js';
import { clientOfRequest } from '../../../src/platform/client-info.js';

const windows = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)';
const mac = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)';
const phone = 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15';
const galaxy = 'Mozilla/5.0 (Linux; Android 14; SM-S921B) AppleWebKit/537.36 (KHTML, like Gecko)';

test.each([
  [`${windows} Chrome/126.0.0.0 Safari/537.36`, 'Chrome (Windows)'],
  [`${windows} Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0`, 'Edge (Windows)'],
  [`${windows} Chrome/126.0.0.0 Safari/537.36 OPR/112.0.0.0`, 'Opera (Windows)'],
  [`${windows} Chrome/126.0.0.0 Whale/3.27.254.15 Safari/537.36`, 'Whale (Windows)'],
  [
    `${galaxy} SamsungBrowser/25.0 Chrome/121.0.0.0 Mobile Safari/537.36`,
    'Samsung Internet (Android)',
  ],
  [`${galaxy} Chrome/126.0.0.0 Mobile Safari/537.36`, 'Chrome (Android)'],
  [
    `${mac} AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15`,
    'Safari (macOS)',
  ],
  ['Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0', 'Firefox (Linux)'],
  [`${phone} (KHTML, like Gecko) CriOS/126.0.6478.54 Mobile/15E148 Safari/604.1`, 'Chrome (iOS)'],
  [`${phone} (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1`, 'Safari (iOS)'],
  ['Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) Chrome/126.0.0.0 Safari/537.36', 'Chrome (ChromeOS)'],
  ['okhttp/4.12.0', 'okhttp'],
  ['Bank/7 CFNetwork/1496 Darwin/23.5.0', 'Bank'],
  ['node', 'node'],
  ['', null],
  [null, null],
  ['<b>call 555 0100</b>', null],
  [`${'a'.repeat(33)}/1`, null],
])('the device of "%s" is %s', (userAgent, name) => {
  expect(deviceName(userAgent)).toBe(name);
});

describe('a device', () => {
  const id = 'k'.repeat(22);
  const idOf = (userId: string, userAgent: string, sent?: string | string[]) => {
    const headers = sent === undefined ? {} : { 'x-authgraph-device': sent };
    return deviceOf(userId, clientOfRequest({ userAgent, ipAddress: null }, headers)).id;
  };

  test('is known by its id, whatever its browser', () => {
    expect(idOf('ada', 'Firefox/1', id)).toBe(idOf('ada', 'Chrome/1', id));
    expect(idOf('ada', 'Firefox/1', id)).not.toBe(idOf('ada', 'Firefox/1', `${id}2`));
  });

  test('without an id is known by its browser, before and after an update', () => {
    expect(idOf('ada', `${windows} Chrome/126.0`)).toBe(idOf('ada', `${windows} Chrome/127.0`));
    expect(idOf('ada', `${windows} Chrome/126.0`)).not.toBe(idOf('ada', `${mac} Chrome/126.0`));
    expect(idOf('ada', 'Firefox/1', id)).not.toBe(idOf('ada', 'Firefox/1'));
  });

  test.each(['k'.repeat(15), 'k'.repeat(65), `${'k'.repeat(20)} `, `${id}, ${id}`, '', [id]])(
    'is not known by %o',
    (sent) => expect(idOf('ada', 'Firefox/1', sent)).toBe(idOf('ada', 'Firefox/1')),
  );

  test('of two accounts is kept as two', () => {
    expect(idOf('ada', 'Firefox/1', id)).not.toBe(idOf('bob', 'Firefox/1', id));
    expect(idOf('ada', 'Firefox/1', id)).toMatch(/^[\w-]{43}$/);
    expect(idOf('ada', 'Firefox/1', id)).not.toContain(id);
  });
});
