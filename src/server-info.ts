import type { Config } from './config/config.js';
import type { ServerInfo } from './generated/resolver-types.js';
import { displayNameMaxLength } from './users/display-name.js';
import { usernameMaxLength } from './users/identifiers.js';
import { metadataMaxDepth } from './users/metadata.js';

/**
 * What anyone may know of the configuration, for `Query.serverInfo`. No version (OWASP ASVS 5.0 §13.4.6),
 * and no limits of attempts: they would tell an attacker how slow is slow enough.
 */
export function describeServer(config: Config, mailIsOn: boolean): ServerInfo {
  const { passwordMinLength: minLength, passwordMaxLength: maxLength, metadataMaxSize } = config;
  return {
    issuer: config.jwtIssuer,
    signInMethods: mailIsOn ? ['PASSWORD', 'EMAIL_LINK', 'EMAIL_CODE'] : ['PASSWORD'],
    cookieMode: config.cookies,
    password: { minLength, maxLength },
    lifetimes: {
      accessToken: config.jwtAccessTokenExpires,
      accessTokenMax: config.jwtAccessTokenMaxExpires,
      session: config.jwtRefreshTokenExpires,
      refreshRetry: config.refreshRetry,
      fresh: config.freshMaxAge,
      usernameHold: config.usernameHold,
      impersonation: config.impersonationExpires,
    },
    limits: { usernameMaxLength, displayNameMaxLength, metadataMaxSize, metadataMaxDepth },
  };
}
