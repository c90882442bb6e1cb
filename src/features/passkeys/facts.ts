import { defineReasons } from '../../platform/errors/reasons.js';
import type { ChangesOf, EventFacts } from '../../platform/events/event.js';

export const passkeyReasons = defineReasons({
  CEREMONY_INVALID: {
    code: 'BAD_USER_INPUT',
    message:
      'This passkey request has expired, was used already, or is for something else. Try again.',
    ko: '만료되었거나 이미 사용되었거나 다른 용도의 패스키 요청입니다. 다시 시도해 주세요.',
  },
  PASSKEY_INVALID: {
    code: 'BAD_USER_INPUT',
    message: 'This passkey was not accepted. Try again, or use another way.',
    ko: '패스키를 확인하지 못했습니다. 다시 시도하거나 다른 방법을 사용해 주세요.',
  },
  PASSKEY_EXISTS: {
    code: 'BAD_USER_INPUT',
    message: 'This passkey has been added already.',
    ko: '이미 추가된 패스키입니다.',
  },
  PASSKEY_LIMIT: {
    code: 'FORBIDDEN',
    message: 'An account can have 20 passkeys. Remove one first.',
    ko: '패스키는 계정마다 20개까지 추가할 수 있습니다. 먼저 하나를 삭제해 주세요.',
  },
  PASSKEY_NOT_FOUND: {
    code: 'NOT_FOUND',
    message: 'You have no passkey with this id. List your passkeys with "me { passkeys { id } }".',
    ko: '이 id의 패스키가 없습니다. "me { passkeys { id } }"로 패스키 목록을 확인해 주세요.',
  },
  PASSKEY_LABEL_INVALID: {
    code: 'BAD_USER_INPUT',
    message: 'The name of a passkey must have 1 to 64 visible characters in one line.',
    ko: '패스키 이름은 한 줄에 보이는 글자 1~64자여야 합니다.',
  },
  PASSKEYS_OFF: {
    code: 'FORBIDDEN',
    message: 'Passkeys are disabled. Set PASSKEYS=on to enable them.',
    ko: '패스키를 사용할 수 없습니다. 사용하려면 PASSKEYS=on을 설정해 주세요.',
  },
});

export const passkeyEvents = {
  'passkey.added': { meaning: 'A user added a passkey.', detail: ['passkeyId'] },
  'passkey.removed': { meaning: 'A user removed a passkey.', detail: ['passkeyId'] },
  'passkey.counter_decreased': {
    meaning:
      'A passkey was refused, because it counted fewer uses than before: it may have been copied.',
    detail: ['passkeyId'],
  },
} as const satisfies EventFacts;

export type PasskeyChanges = ChangesOf<typeof passkeyEvents, object>;
