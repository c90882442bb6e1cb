import { defineReasons } from '../../platform/errors/reasons.js';

export const accountReasons = defineReasons({
  USERNAME_MISSING: {
    code: 'BAD_USER_INPUT',
    message: 'Enter a username.',
    ko: '사용자 이름을 입력해 주세요.',
  },
  USERNAME_INVALID: {
    code: 'BAD_USER_INPUT',
    message:
      'A username must have 1 to 64 letters, digits, ".", "_" or "-", and begin and end with a letter or digit.',
    ko: '사용자 이름은 글자, 숫자, ".", "_", "-"로 된 1~64자이며, 글자나 숫자로 시작하고 끝나야 합니다.',
  },
  USERNAME_TAKEN: {
    code: 'BAD_USER_INPUT',
    message: 'This username is taken. Choose another one.',
    ko: '이미 사용 중인 사용자 이름입니다. 다른 이름을 선택해 주세요.',
  },
  USERNAMES_OFF: {
    code: 'BAD_USER_INPUT',
    message: 'Accounts have no usernames here. Leave it out, and use the e-mail address.',
    ko: '이 서비스는 사용자 이름을 쓰지 않습니다. 비워 두고 이메일 주소를 사용해 주세요.',
  },
  EMAIL_INVALID: {
    code: 'BAD_USER_INPUT',
    message: 'Enter an e-mail address of at most 254 characters, such as name@example.com.',
    ko: 'name@example.com과 같은 254자 이하의 이메일 주소를 입력해 주세요.',
  },
  EMAIL_TAKEN: {
    code: 'BAD_USER_INPUT',
    message: 'Another account has verified this e-mail address.',
    ko: '다른 계정이 이미 확인한 이메일 주소입니다.',
  },
  METADATA_INVALID: {
    code: 'BAD_USER_INPUT',
    message: 'Metadata must be a JSON object, such as {"plan":"pro"}.',
    ko: '메타데이터는 {"plan":"pro"}와 같은 JSON 객체여야 합니다.',
  },
  METADATA_TOO_LARGE: {
    code: 'BAD_USER_INPUT',
    message: 'The metadata is too large.',
    ko: '메타데이터가 너무 큽니다.',
  },
  ROLES_INVALID: {
    code: 'BAD_USER_INPUT',
    message:
      'An account can have up to 32 roles, each of 1 to 64 letters, digits, "_", ":", "." or "-".',
    ko: '계정은 역할을 32개까지 가질 수 있으며, 각 역할은 글자, 숫자, "_", ":", ".", "-"로 된 1~64자여야 합니다.',
  },
  LAST_SIGN_IN_METHOD: {
    code: 'FORBIDDEN',
    message: 'This is the last way to sign in to your account. Add another one first.',
    ko: '계정에 로그인할 수 있는 마지막 방법입니다. 먼저 다른 방법을 추가해 주세요.',
  },
  LAST_ADMIN: {
    code: 'FORBIDDEN',
    message: 'This is the last administrator. Give the role to someone else first.',
    ko: '마지막 관리자입니다. 먼저 다른 사람에게 이 역할을 주세요.',
  },
});
