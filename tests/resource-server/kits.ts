import type { KeyObject } from 'node:crypto';
import type { VerifiedJwt, VerifyOptions } from '../../src/jwt/checks.js';
import type { VerifyingKeys } from '../../src/jwt/keys.js';
import { verifyJwt } from '../../src/jwt/verify.js';
import * as ofNode from '../../src/resource-server/index.js';
import type { LocalKeySource } from '../../src/resource-server/jwk-set.js';
import type {
  Expectations,
  RemoteAccessTokenVerifier,
  RemoteVerifierOptions,
  SecretVerifierOptions,
} from '../../src/resource-server/verifier-options.js';
import * as ofWeb from '../../src/resource-server/web/index.js';
import { verifyJwt as verifyJwtOnWeb } from '../../src/resource-server/web/verify-jwt.js';

/** Keys of Node: jose makes keys of WebCrypto of them. */
type Verification = (
  token: string,
  options: VerifyOptions<KeyObject>,
) => VerifiedJwt<KeyObject> | Promise<VerifiedJwt<KeyObject>>;

/** What verifies on one runtime and on the other. */
interface Kit {
  readonly runtime: 'node:crypto' | 'WebCrypto';
  readonly verifyJwt: Verification;
  createLocalKeys(source: LocalKeySource): VerifyingKeys<unknown> | Promise<VerifyingKeys<unknown>>;
  createAccessTokenVerifier(
    options:
      | (Expectations & { readonly keys: VerifyingKeys<unknown> })
      | SecretVerifierOptions
      | RemoteVerifierOptions,
  ): RemoteAccessTokenVerifier;
}

/** The contract of both verifiers runs on each of these. */
export const kits: readonly Kit[] = [
  { ...(ofNode as Omit<Kit, 'runtime' | 'verifyJwt'>), runtime: 'node:crypto', verifyJwt },
  {
    ...(ofWeb as Omit<Kit, 'runtime' | 'verifyJwt'>),
    runtime: 'WebCrypto',
    verifyJwt: verifyJwtOnWeb as unknown as Verification,
  },
];
