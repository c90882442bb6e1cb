import { expect, test } from 'vitest';
import {
  createRedirects,
  isRedirectUri,
  redirectUrl,
} from '../../../src/features/handoff/redirects.js';
import { loadConfig } from '../../../src/app/config.js';
import { ConfigError } from '../../../src/platform/config/environment.js';

const registered = [
  'https://app.example.com/callback',
  'https://app.example.com',
  'https://app.example.com/',
  'https://app.example.com:8443/callback',
  'https://xn--bcher-kva.example/zur%C3%BCck',
  'http://localhost:3000/callback',
  'http://127.0.0.1:8080/',
  'http://[::1]:8080/callback',
  'com.example.app:/callback',
  'com.example.app://callback',
  'io.example.my-app:/',
];

test.each(registered)('%s can be registered', (uri) => {
  expect(isRedirectUri(uri)).toBe(true);
});

const refused = [
  ...['', 'callback', '/callback', '//app.example.com/callback', '*'],
  ...['https:evil', 'https:/evil', 'https:///evil', 'https://', 'https:\\\\evil', '/\\evil'],
  ...['https://app.example.com\\@evil.example/', 'https://user@app.example.com/callback'],
  ...['https://app.example.com@evil.example/', 'https://user:secret@app.example.com/callback'],
  ...['https://app.example.com/a/../callback', 'https://app.example.com/./callback'],
  ...['https://app.example.com/%2e%2e/callback', 'https://app.example.com/.'],
  ...[
    'https://app.example.com:443/callback',
    'http://localhost:80/',
    'https://app.example.com:99999/',
  ],
  ...['https://bücher.example/', 'https://app.example.com/zurück', 'https://аpp.example.com/'],
  ...['HTTPS://app.example.com/callback', 'https://APP.example.com/callback'],
  ...['https://app.example.com/callback?x=1', 'https://app.example.com/callback?'],
  ...['https://app.example.com/callback#x', 'https://app.example.com/callback#'],
  ...['https://*.example.com/callback', 'https://app.example.com/*'],
  ...[
    'https://app.example.com/call back',
    'https://app.example.com/\n',
    ' https://app.example.com/',
  ],
  ...['https://app.example.com/callback\t', 'https://app.example.com/\u0000', 'https://0x7f.1/'],
  ...[
    'http://app.example.com/callback',
    'http://localhost.evil.example/',
    'http://127.0.0.1.evil/',
  ],
  ...['javascript:alert(1)', 'javascript://app.example.com/%0aalert(1)', 'data:text/html,x'],
  ...[
    'file:///etc/passwd',
    'blob:https://app.example.com/x',
    'about:blank',
    'vbscript:x',
    'ftp://x/',
  ],
  ...[
    'myapp://callback',
    'myapp:/callback',
    'com.example.app:callback',
    'Com.example.app:/callback',
  ],
  ...['com.example.app:/a/../callback', 'com.example.app://user@host/', 'javascript.:/x', '.a:/x'],
  `https://app.example.com/${'a'.repeat(490)}`,
];

test.each(refused.map((uri) => [JSON.stringify(uri).slice(0, 60), uri]))(
  '%s cannot be registered',
  (_shown, uri) => {
    expect(isRedirectUri(uri)).toBe(false);
  },
);

test('what is asked for is compared letter by letter', () => {
  const redirects = createRedirects(['https://app.example.com/callback']);
  redirects.require('https://app.example.com/callback');
  const near = [
    'https://app.example.com/callback/',
    'https://app.example.com/Callback',
    'https://app.example.com/callbac',
    'https://app.example.com/callback?',
    'https://app.example.com/callback#',
    'https://app.example.com:443/callback',
    'https://APP.example.com/callback',
    'https://app.example.com/a/../callback',
    'https://app.example.com/%63allback',
    'https://app.example.com./callback',
    'https://app.example.com/callback ',
    ...refused,
  ];
  for (const uri of near) {
    expect(() => redirects.require(uri), uri).toThrow(/not registered/);
  }
});

test('the parameters of a redirect cannot become others', () => {
  const url = redirectUrl('https://app.example.com', { error: 'X' }, 'x&code=1#/../');
  expect(url).toBe('https://app.example.com?error=X&state=x%26code%3D1%23%2F..%2F');
  expect(redirectUrl('com.example.app:/a', { code: 'c' }, null)).toBe('com.example.app:/a?code=c');
});

test('REDIRECT_URIS is a list, and a wrong or a long one is a fault at the start', () => {
  const read = (uris: string) => loadConfig({ REDIRECT_URIS: uris }).redirectUris;
  expect(loadConfig({}).redirectUris).toEqual([]);
  expect(read('https://a.example/, com.example.app:/x')).toEqual([
    'https://a.example/',
    'com.example.app:/x',
  ]);
  const list = Array.from({ length: 101 }, (_, index) => `https://a.example/${index}`);
  expect(read(list.slice(1).join(','))).toHaveLength(100);
  for (const wrong of [
    list.join(','),
    'https://a.example/,https://*.example/',
    'https://a.example/,',
  ]) {
    expect(() => read(wrong)).toThrow(ConfigError);
    expect(() => read(wrong)).toThrow(
      /REDIRECT_URIS=.* has an address that no code is sent to.* write each as browsers do/,
    );
  }
});
