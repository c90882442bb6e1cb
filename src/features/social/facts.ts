import { defineReasons } from '../../platform/errors/reasons.js';
import type { ChangesOf, EventFacts } from '../../platform/events/event.js';

export const socialReasons = defineReasons({
  PROVIDER_UNKNOWN: {
    code: 'BAD_USER_INPUT',
    message: 'There is no such provider here. List them with "identityProviders { id name }".',
    ko: '등록되지 않은 제공자입니다. "identityProviders { id name }"으로 목록을 확인해 주세요.',
  },
  PROVIDER_UNAVAILABLE: {
    code: 'SERVICE_UNAVAILABLE',
    message: 'The provider does not answer at the moment. Try again, or sign in another way.',
    ko: '제공자가 지금 응답하지 않습니다. 잠시 후 다시 시도하거나 다른 방법으로 로그인해 주세요.',
  },
  PROVIDER_REFUSED: {
    code: 'BAD_USER_INPUT',
    message: 'The provider did not confirm this sign-in. Begin again, or sign in another way.',
    ko: '제공자가 로그인을 확인해 주지 않았습니다. 처음부터 다시 시도하거나 다른 방법으로 로그인해 주세요.',
  },
  PROVIDER_ANSWER_INVALID: {
    code: 'BAD_USER_INPUT',
    message:
      'This sign-in has expired, or is not one of this service. Go back to the application and begin again.',
    ko: '만료되었거나 이 서비스에서 시작하지 않은 로그인입니다. 애플리케이션으로 돌아가 다시 시작해 주세요.',
  },
  ACCOUNT_EXISTS: {
    code: 'BAD_USER_INPUT',
    message:
      'An account with this e-mail address exists. Sign in to it, and link this provider there.',
    ko: '이 이메일 주소의 계정이 이미 있습니다. 그 계정으로 로그인한 뒤 이 제공자를 연결해 주세요.',
  },
  IDENTITY_TAKEN: {
    code: 'BAD_USER_INPUT',
    message: 'Another account is linked to this identity. Unlink it there first.',
    ko: '다른 계정에 연결된 아이덴티티입니다. 먼저 그 계정에서 연결을 해제해 주세요.',
  },
  IDENTITY_NOT_FOUND: {
    code: 'NOT_FOUND',
    message:
      'Your account has no such identity. List your identities with "me { identities { id provider } }".',
    ko: '계정에 이 아이덴티티가 없습니다. "me { identities { id provider } }"로 목록을 확인해 주세요.',
  },
  IDENTITY_LIMIT: {
    code: 'FORBIDDEN',
    message: 'An account can have 20 identities. Unlink one first.',
    ko: '아이덴티티는 계정마다 20개까지 연결할 수 있습니다. 먼저 하나를 해제해 주세요.',
  },
  PROOF_TOO_OLD: {
    code: 'FORBIDDEN',
    message:
      'The provider does not say that you have just signed in there. Prove your identity in another way.',
    ko: '제공자가 방금 로그인했다고 확인해 주지 않았습니다. 다른 방법으로 본인임을 확인해 주세요.',
  },
});

export const socialEvents = {
  'identity.linked': { meaning: 'A user linked an identity at a provider.', detail: ['provider'] },
  'identity.unlinked': {
    meaning: 'A user unlinked an identity at a provider.',
    detail: ['provider'],
  },
} as const satisfies EventFacts;

export type SocialChanges = ChangesOf<typeof socialEvents, object>;
