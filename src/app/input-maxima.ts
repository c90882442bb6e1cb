import { maxTokenLength } from '../jwt/checks.js';
import { json, list, maxLengths as max, text, type InputMaxima } from '../platform/maxima.js';
import type { Config } from './config.js';
import { reasons } from './facts.js';

/** UTF-16 code units of a password that may be an old one: `maxTypedPasswordLength` of the hasher. */
const anyPassword = 4096;

/**
 * The maximum of every argument and input field, by schema coordinate. Numbers, booleans, times and names of
 * enumerations need none. The schema is not made while one of the others has no line here.
 */
export function inputMaxima(
  config: Pick<Config, 'passwordMaxLength' | 'metadataMaxSize'>,
): InputMaxima {
  const username = text(max.username, reasons.USERNAME_INVALID);
  const email = text(max.email, reasons.EMAIL_INVALID);
  const password = text(anyPassword, reasons.INVALID_CREDENTIALS);
  // NFKC makes one character of four code units at most.
  const newPassword = text(config.passwordMaxLength * 4, reasons.PASSWORD_TOO_LONG);
  const mailToken = text(max.mailToken, reasons.LINK_INVALID);
  return {
    ...queryMaxima(),
    ...administrationMaxima(),
    'Mutation.register(username:)': username,
    'Mutation.register(password:)': newPassword,
    'Mutation.register(email:)': email,
    // Nobody has a longer name: it is wrong as any other.
    'Mutation.login(username:)': text(max.email, reasons.INVALID_CREDENTIALS),
    'Mutation.login(password:)': password,
    'Mutation.refresh(refreshToken:)': text(maxTokenLength, reasons.TOKEN_INVALID),
    'Mutation.refresh(idempotencyKey:)': text(max.idempotencyKey, reasons.IDEMPOTENCY_KEY_INVALID),
    'Mutation.revokeSession(id:)': text(max.id, reasons.SESSION_NOT_FOUND),
    'Mutation.reauthenticate(password:)': password,
    'Mutation.changePassword(currentPassword:)': password,
    'Mutation.changePassword(newPassword:)': newPassword,
    'Mutation.verifyEmail(token:)': mailToken,
    'Mutation.changeEmail(newEmail:)': email,
    'Mutation.requestPasswordReset(email:)': email,
    'Mutation.resetPassword(token:)': mailToken,
    'Mutation.resetPassword(newPassword:)': newPassword,
    'Mutation.requestLoginEmail(email:)': email,
    'Mutation.loginWithEmailToken(token:)': mailToken,
    'Mutation.loginWithEmailCode(email:)': email,
    'Mutation.loginWithEmailCode(code:)': text(max.mailCode, reasons.CODE_INVALID),
    'Mutation.updateProfile(displayName:)': text(max.displayName, reasons.DISPLAY_NAME_INVALID),
    'Mutation.updateProfile(locale:)': text(max.locale, reasons.LOCALE_INVALID),
    'Mutation.updateProfile(publicMetadata:)': json(
      config.metadataMaxSize,
      reasons.METADATA_TOO_LARGE,
    ),
    'Mutation.changeUsername(username:)': username,
    'Mutation.acceptInvitation(token:)': mailToken,
    'Mutation.acceptInvitation(newPassword:)': newPassword,
  };
}

function queryMaxima(): InputMaxima {
  const cursor = text(max.cursor, reasons.CURSOR_INVALID);
  const sessionId = text(max.id, reasons.CURSOR_INVALID);
  return {
    'Query.users(after:)': cursor,
    'Query.users(before:)': cursor,
    'Query.user(id:)': text(max.id),
    'Query.auditEvents(after:)': cursor,
    'Query.auditEvents(before:)': cursor,
    'Query.node(id:)': text(max.id),
    'Query._entities(representations:)': list(250, json(1024, reasons.ENTITY_INVALID)),
    'User.sessions(after:)': sessionId,
    'ManagedUser.sessions(after:)': sessionId,
    'UserFilter.search': text(max.search),
    'UserFilter.role': text(max.role),
    'AuditEventFilter.userId': text(max.id),
    'AuditEventFilter.actorId': text(max.id),
    'AuditEventFilter.types': list(64, text(max.eventType, reasons.FILTER_INVALID)),
  };
}

function administrationMaxima(): InputMaxima {
  const userId = text(max.id, reasons.USER_NOT_FOUND);
  const roles = list(64, text(max.role, reasons.ROLES_INVALID), reasons.ROLES_INVALID);
  return {
    'Mutation.setUserRoles(id:)': userId,
    'Mutation.setUserRoles(roles:)': roles,
    'Mutation.disableUser(id:)': userId,
    'Mutation.enableUser(id:)': userId,
    'Mutation.endUserSessions(id:)': userId,
    'Mutation.sendPasswordReset(id:)': userId,
    'Mutation.impersonate(userId:)': userId,
    'Mutation.impersonate(reason:)': text(max.reason, reasons.REASON_INVALID),
    'Mutation.inviteUser(username:)': text(max.username, reasons.USERNAME_INVALID),
    'Mutation.inviteUser(email:)': text(max.email, reasons.EMAIL_INVALID),
    'Mutation.inviteUser(roles:)': roles,
  };
}
