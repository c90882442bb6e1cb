import type { Config } from './options.js';

/** The longest that any token lives, in seconds: until then the key that signed it has to verify. */
export function longestTokenLifetime(
  config: Pick<Config, 'jwtAccessTokenMaxExpires' | 'jwtRefreshTokenExpires'>,
): number {
  return Math.max(config.jwtAccessTokenMaxExpires, config.jwtRefreshTokenExpires);
}
