/** The closed set of `extensions.code`. Clients branch on it; it is never renamed. */
export type ErrorCode =
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'BAD_USER_INPUT'
  | 'NOT_FOUND'
  | 'TOO_MANY_REQUESTS'
  | 'SERVICE_UNAVAILABLE'
  | 'INTERNAL_SERVER_ERROR';

/** What an error says, in each language. `{name}` stands for a value (`AuthErrorOptions.values`). */
export interface Sentence {
  /** In English. */
  readonly message: string;
  /** In Korean. Default: the English sentence. */
  readonly ko?: string;
}

/** Why something is refused: the code it comes with, and the sentence that says what to do. */
export interface Reason<Name extends string = string> extends Sentence {
  readonly reason: Name;
  readonly code: ErrorCode;
}

/** Ours are in every language. */
type Sentences = Readonly<Record<string, Required<Omit<Reason, 'reason'>>>>;

/** A table of reasons: each knows its name, so that it can be thrown alone. */
export function defineReasons<const Table extends Sentences>(
  table: Table,
): { readonly [Name in keyof Table & string]: Reason<Name> & Table[Name] } {
  const named = Object.entries(table).map(([reason, rest]) => [reason, { reason, ...rest }]);
  return Object.fromEntries(named) as ReturnType<typeof defineReasons<Table>>;
}

/**
 * The reasons of the platform and of the kit for other services. Features have their own in `facts.ts`;
 * `app/facts.ts` has all of them, and docs/errors.md is tested against it.
 */
export const platformReasons = defineReasons({
  TOKEN_MISSING: {
    code: 'UNAUTHENTICATED',
    message: 'Send an access token in the header "Authorization: Bearer <accessToken>".',
    ko: '"Authorization: Bearer <accessToken>" 헤더에 액세스 토큰을 보내 주세요.',
  },
  TOKEN_EXPIRED: {
    code: 'UNAUTHENTICATED',
    message: 'The token has expired. Refresh it, or sign in again.',
    ko: '토큰이 만료되었습니다. 토큰을 갱신하거나 다시 로그인해 주세요.',
  },
  TOKEN_NOT_YET_VALID: {
    code: 'UNAUTHENTICATED',
    message: 'The token is not valid yet. Check the clocks of the client and the server.',
    ko: '아직 유효하지 않은 토큰입니다. 클라이언트와 서버의 시계를 확인해 주세요.',
  },
  TOKEN_INVALID: {
    code: 'UNAUTHENTICATED',
    message: 'The token is invalid. Sign in again.',
    ko: '토큰이 올바르지 않습니다. 다시 로그인해 주세요.',
  },
  TOKEN_REVOKED: {
    code: 'UNAUTHENTICATED',
    message: 'The session of this token has ended. Sign in again.',
    ko: '이 토큰의 세션이 종료되었습니다. 다시 로그인해 주세요.',
  },
  WRONG_TOKEN_TYPE: {
    code: 'UNAUTHENTICATED',
    message: 'Wrong type of token. Send access tokens to the API and refresh tokens to "refresh".',
    ko: '토큰의 종류가 다릅니다. API에는 액세스 토큰을, "refresh"에는 리프레시 토큰을 보내 주세요.',
  },
  FRESH_LOGIN_REQUIRED: {
    code: 'UNAUTHENTICATED',
    message: 'This operation requires a recent sign-in. Call "stepUp" and try again.',
    ko: '이 작업에는 최근의 로그인이 필요합니다. "stepUp"을 호출한 뒤 다시 시도해 주세요.',
  },
  STEP_UP_REQUIRED: {
    code: 'UNAUTHENTICATED',
    message:
      'This operation requires a stronger or more recent proof of identity. Call "stepUp" and try again.',
    ko: '이 작업에는 더 강력하거나 더 최근의 본인 확인이 필요합니다. "stepUp"을 호출한 뒤 다시 시도해 주세요.',
  },
  ROLE_REQUIRED: {
    code: 'FORBIDDEN',
    message: 'Your account lacks the required role. Ask an administrator for it.',
    ko: '계정에 필요한 역할이 없습니다. 관리자에게 요청해 주세요.',
  },
  SCOPE_REQUIRED: {
    code: 'FORBIDDEN',
    message: 'Your token lacks the required scope.',
    ko: '토큰에 필요한 스코프가 없습니다.',
  },
  NOT_ALLOWED: {
    code: 'FORBIDDEN',
    message: 'This operation is disabled.',
    ko: '이 작업은 사용할 수 없습니다.',
  },
  IMPERSONATED: {
    code: 'FORBIDDEN',
    message:
      'This operation is not allowed while you impersonate a user. Use a session of your own.',
    ko: '다른 사용자로 로그인한 상태에서는 이 작업을 할 수 없습니다. 본인의 세션을 사용해 주세요.',
  },
  MAIL_OFF: {
    code: 'FORBIDDEN',
    message: 'Mail is disabled. Set SMTP_URL to enable it.',
    ko: '메일을 사용할 수 없습니다. 사용하려면 SMTP_URL을 설정해 주세요.',
  },
  TOO_MANY_ATTEMPTS: {
    code: 'TOO_MANY_REQUESTS',
    message: 'Too many attempts from your network. Try again later.',
    ko: '사용 중인 네트워크에서 시도가 너무 많았습니다. 나중에 다시 시도해 주세요.',
  },
  TOO_MANY_CHANGES: {
    code: 'TOO_MANY_REQUESTS',
    message: 'Too many changes. Try again later.',
    ko: '변경이 너무 많았습니다. 나중에 다시 시도해 주세요.',
  },
  TOO_MANY_EXPORTS: {
    code: 'TOO_MANY_REQUESTS',
    message:
      'An export is already running, or you have exported your data too often. Try again later.',
    ko: '이미 내보내는 중이거나 데이터를 너무 자주 내보냈습니다. 나중에 다시 시도해 주세요.',
  },
  TOO_MANY_MAILS: {
    code: 'TOO_MANY_REQUESTS',
    message:
      'Too many mails to this address or from your network. Check the mailbox, or try again later.',
    ko: '이 주소로 보낸 메일이나 사용 중인 네트워크에서 요청한 메일이 너무 많습니다. 메일함을 확인하거나 나중에 다시 시도해 주세요.',
  },
  DATABASE_UNAVAILABLE: {
    code: 'SERVICE_UNAVAILABLE',
    message: 'The database is unavailable. Nothing was lost. Try again shortly.',
    ko: '데이터베이스를 사용할 수 없습니다. 잃어버린 데이터는 없습니다. 잠시 후 다시 시도해 주세요.',
  },
  STOPPING: {
    code: 'SERVICE_UNAVAILABLE',
    message: 'The service is stopping. Nothing was lost. Try again shortly.',
    ko: '서비스를 종료하는 중입니다. 잃어버린 데이터는 없습니다. 잠시 후 다시 시도해 주세요.',
  },
  ISSUER_UNAVAILABLE: {
    code: 'SERVICE_UNAVAILABLE',
    message: 'The token issuer is unavailable. Nothing was lost. Try again shortly.',
    ko: '토큰 발급 서버를 사용할 수 없습니다. 잃어버린 데이터는 없습니다. 잠시 후 다시 시도해 주세요.',
  },
  OVERLOADED: {
    code: 'SERVICE_UNAVAILABLE',
    message: 'Too many sign-ins at once. Nothing was lost. Try again shortly.',
    ko: '한꺼번에 로그인이 너무 많습니다. 잃어버린 데이터는 없습니다. 잠시 후 다시 시도해 주세요.',
  },
  INTERNAL: {
    code: 'INTERNAL_SERVER_ERROR',
    message: 'Internal error. Report the request id if it happens again.',
    ko: '내부 오류가 발생했습니다. 다시 발생하면 요청 id를 알려 주세요.',
  },
  PAGE_INVALID: {
    code: 'BAD_USER_INPUT',
    message: 'Ask for 1 to 100 items, either the "first" or the "last" of them.',
    ko: '항목은 1~100개를 요청할 수 있습니다. "first"와 "last" 중 하나만 사용해 주세요.',
  },
  CURSOR_INVALID: {
    code: 'BAD_USER_INPUT',
    message:
      'The cursor does not belong to this list. Use one from its "pageInfo", or start again.',
    ko: '이 목록의 커서가 아닙니다. 목록의 "pageInfo"에 있는 커서를 사용하거나 처음부터 다시 시작해 주세요.',
  },
  PASSWORD_MISSING: {
    code: 'BAD_USER_INPUT',
    message: 'Enter a password.',
    ko: '비밀번호를 입력해 주세요.',
  },
  PASSWORD_INVALID: {
    code: 'BAD_USER_INPUT',
    message:
      'The password contains an invalid character (half of a surrogate pair). Type it again.',
    ko: '비밀번호에 잘못된 문자(서로게이트 쌍의 반쪽)가 있습니다. 다시 입력해 주세요.',
  },
  PASSWORD_TOO_SHORT: {
    code: 'BAD_USER_INPUT',
    message: 'The password is too short.',
    ko: '비밀번호가 너무 짧습니다.',
  },
  PASSWORD_TOO_LONG: {
    code: 'BAD_USER_INPUT',
    message: 'The password is too long.',
    ko: '비밀번호가 너무 깁니다.',
  },
  PASSWORD_TOO_COMMON: {
    code: 'BAD_USER_INPUT',
    message: 'This password is too common. Choose another one.',
    ko: '너무 흔한 비밀번호입니다. 다른 비밀번호를 사용해 주세요.',
  },
  INPUT_TOO_LONG: {
    code: 'BAD_USER_INPUT',
    message: 'A value is longer than its maximum.',
    ko: '값이 최대 길이보다 깁니다.',
  },
  OPERATION_UNSUPPORTED: {
    code: 'BAD_USER_INPUT',
    message: 'Subscriptions are not supported here. Send a query or a mutation.',
    ko: '여기서는 구독(subscription)을 지원하지 않습니다. 쿼리나 뮤테이션을 보내 주세요.',
  },
  DOCUMENT_TOO_COMPLEX: {
    code: 'BAD_USER_INPUT',
    message: 'The document exceeds a limit of one request. Request less at once.',
    ko: '문서가 한 요청의 한도를 넘습니다. 한 번에 더 적게 요청해 주세요.',
  },
  DOCUMENT_UNKNOWN: {
    code: 'BAD_USER_INPUT',
    message:
      'The service does not know this document. Add it to the list in PERSISTED_DOCUMENTS, or send its text if that is allowed.',
    ko: '알 수 없는 문서입니다. PERSISTED_DOCUMENTS 목록에 추가하거나, 허용된 경우 문서의 내용을 보내 주세요.',
  },
  DOCUMENT_HASH_INVALID: {
    code: 'BAD_USER_INPUT',
    message:
      'Send the SHA-256 of the document, 64 hexadecimal digits in lower case, as "extensions.persistedQuery.sha256Hash" with "version" 1.',
    ko: '문서의 SHA-256(소문자 16진수 64자리)을 "version" 1과 함께 "extensions.persistedQuery.sha256Hash"로 보내 주세요.',
  },
  VARIABLES_TOO_COMPLEX: {
    code: 'BAD_USER_INPUT',
    message: 'The variables exceed a limit of one request. Send less at once.',
    ko: '변수가 한 요청의 한도를 넘습니다. 한 번에 더 적게 보내 주세요.',
  },
});

export type PlatformReason = keyof typeof platformReasons;
