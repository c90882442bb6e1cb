import { defineReasons } from '../../platform/errors/reasons.js';

export const captchaReasons = defineReasons({
  CAPTCHA_REQUIRED: {
    code: 'FORBIDDEN',
    message:
      'Show the CAPTCHA of "extensions.captcha", and send its token in the header "X-Authgraph-Captcha".',
    ko: '"extensions.captcha"의 CAPTCHA를 표시하고, 토큰을 "X-Authgraph-Captcha" 헤더에 보내 주세요.',
  },
});
