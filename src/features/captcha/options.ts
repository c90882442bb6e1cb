import { option, optional, type CrossCheck } from '../../platform/config/option.js';
import { commaList, oneOf, textWhere } from '../../platform/config/schemas.js';
import type { environmentOptions } from '../../platform/config/options.js';
import type { attemptLimits } from '../../platform/rate-limits/options.js';

/** When a CAPTCHA is asked for. */
export type CaptchaUse = 'sign-up' | 'after-failures';

const words: readonly string[] = ['sign-up', 'after-failures'] satisfies CaptchaUse[];

const key = textWhere(
  (text) => /^[\x21-\x7e]{1,200}$/.test(text),
  'is not a key; copy it from the pages of the provider',
);

export const captchaOptions = {
  CAPTCHA: option<readonly CaptchaUse[]>({
    schema: commaList(
      (item, all) => words.includes(item) || (item === 'off' && all.length === 1),
      'has another word than off, sign-up or after-failures; write one of them, or sign-up,after-failures',
    ).transform((items) => Object.freeze(items.filter((item) => item !== 'off') as CaptchaUse[])),
    default: Object.freeze([]) as readonly CaptchaUse[],
    defaultText: '`off`',
    unit: 'list of words',
    description:
      'When a [CAPTCHA](guides/sign-up-defences.md) is needed: for every sign-up, and for sign-ins after failures.',
    bounds: '`off`, `sign-up`, `after-failures`, or both with a comma.',
    danger: '`off`: programs sign up and guess as fast as the limits let them.',
  }),
  CAPTCHA_PROVIDER: option({
    schema: oneOf(['turnstile', 'hcaptcha', 'custom']),
    default: 'turnstile',
    unit: 'word',
    description: 'Who made the CAPTCHA; `custom`: the hook `verifyCaptcha` checks it.',
    bounds: '`turnstile`, `hcaptcha` or `custom`.',
    danger: 'Another one than that of the page: nobody passes.',
  }),
  CAPTCHA_SITE_KEY: optional({
    schema: key,
    defaultText: 'none; required by `turnstile` and `hcaptcha`',
    unit: 'text',
    description: 'The public key that pages draw the CAPTCHA with.',
    bounds: '1 to 200 printable characters.',
    danger: 'One of another site: nobody passes.',
  }),
  CAPTCHA_SECRET: optional({
    schema: key,
    defaultText: 'none; required by `turnstile` and `hcaptcha`',
    unit: 'text',
    description: 'The key that the service checks tokens with.',
    bounds: 'as CAPTCHA_SITE_KEY.',
    danger: 'A wrong one: nobody passes. One for tests: everyone does.',
    secret: true,
  }),
};

type Checked = typeof captchaOptions & typeof environmentOptions & typeof attemptLimits;

/** Secrets that the providers publish for tests. They accept everything, or nothing. */
const forTests = /^[123]x0+AA$|^0x0{40}$/;

export const captchaChecks: readonly CrossCheck<Checked>[] = [
  {
    between: ['CAPTCHA', 'CAPTCHA_PROVIDER', 'CAPTCHA_SITE_KEY', 'CAPTCHA_SECRET'],
    find({ captcha, captchaProvider: provider }, isSet) {
      if (captcha.length === 0 || provider === 'custom') return false;
      const missing = (['CAPTCHA_SITE_KEY', 'CAPTCHA_SECRET'] as const).filter(
        (name) => !isSet(name),
      );
      if (missing.length === 0) return false;
      const [are, them] = missing.length === 1 ? ['is', 'it'] : ['are', 'them'];
      return `CAPTCHA is on, and ${missing.join(' and ')} ${are} not set; copy ${them} from the pages of ${provider}, or set CAPTCHA=off`;
    },
  },
  {
    between: ['NODE_ENV', 'CAPTCHA_SECRET'],
    find: ({ production, captchaSecret = '' }) =>
      production &&
      forTests.test(captchaSecret) &&
      'CAPTCHA_SECRET is one for tests, which NODE_ENV=production does not take; copy yours from the pages of the provider',
  },
  {
    between: ['CAPTCHA', 'LIMIT_LOGIN_FAILURES_PER_ACCOUNT', 'LIMIT_LOGIN_FAILURES_PER_ADDRESS'],
    find: (config) =>
      config.captcha.includes('after-failures') &&
      (config.limitLoginFailuresPerAccount === 0 || config.limitLoginFailuresPerAddress === 0) &&
      'CAPTCHA=after-failures needs failures to be counted; set LIMIT_LOGIN_FAILURES_PER_ACCOUNT and LIMIT_LOGIN_FAILURES_PER_ADDRESS above 0',
  },
];
