import { namedKey } from '../jwt/verify.js';
import type { AccessToken } from './access-token.js';
import type { RemoteKeys } from './remote-keys.js';
import type { AccessTokenVerifier, RemoteAccessTokenVerifier } from './verifier.js';

/**
 * Adds the fetching of keys to a verifier that judges by those in memory: when they have aged, whatever the
 * token, and when it names a `kid` that is unknown. Nothing else in a token leads to a fetch.
 */
export function createRemoteVerifier(
  verifier: AccessTokenVerifier,
  keys: RemoteKeys,
): RemoteAccessTokenVerifier {
  function judge(token: string): AccessToken | Promise<AccessToken> {
    try {
      return verifier.verify(token);
    } catch (refusal) {
      const kid = namedKey(token);
      if (kid === undefined || keys.find(kid) !== undefined) throw refusal;
      return judgeWithKey(kid, token);
    }
  }

  async function judgeWithKey(kid: string, token: string): Promise<AccessToken> {
    await keys.lookUp(kid);
    return verifier.verify(token);
  }

  return {
    verify(token) {
      const renewed = keys.renew();
      return renewed === undefined ? judge(token) : renewed.then(() => judge(token));
    },
  };
}
