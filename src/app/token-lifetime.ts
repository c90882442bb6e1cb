import type { Config } from './options.js';

/** The longest that any token lives, in seconds: until then the key that signed it has to verify. */
export function longestTokenLifetime(
  config: Pick<
    Config,
    'jwtAccessTokenMaxExpires' | 'jwtRefreshTokenExpires' | 'impersonationExpires'
  >,
): number {
  const { jwtAccessTokenMaxExpires, jwtRefreshTokenExpires, impersonationExpires } = config;
  return Math.max(jwtAccessTokenMaxExpires, jwtRefreshTokenExpires, impersonationExpires);
}
