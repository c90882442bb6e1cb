import { defineReasons } from '../../platform/errors/reasons.js';

export const handoffReasons = defineReasons({
  REDIRECT_REFUSED: {
    code: 'BAD_USER_INPUT',
    message:
      'This redirect address is not registered. List it in REDIRECT_URIS, letter by letter as the application sends it.',
    ko: '등록되지 않은 리디렉션 주소입니다. 애플리케이션이 보내는 그대로 REDIRECT_URIS에 추가해 주세요.',
  },
  CODE_CHALLENGE_INVALID: {
    code: 'BAD_USER_INPUT',
    message:
      'The code challenge must be the SHA-256 of the code verifier in base64url: 43 characters.',
    ko: 'code challenge는 code verifier의 SHA-256 값을 base64url로 나타낸 43자여야 합니다.',
  },
  HANDOFF_INVALID: {
    code: 'BAD_USER_INPUT',
    message:
      'This code has expired, was used already, or belongs to another application. Begin again.',
    ko: '만료되었거나 이미 사용되었거나 다른 애플리케이션의 코드입니다. 처음부터 다시 시도해 주세요.',
  },
});
