import { startOidcStub, type OidcStub, type OidcStubOptions } from './oidc-stub.js';

/**
 * Google, as far as a client sees it. `hd` is the domain of a company's account; `email_verified` may be true for an
 * address that Google does not run, and then it says only that the owner once had it.
 */
export function startGoogleStub(options: OidcStubOptions = {}): Promise<OidcStub> {
  return startOidcStub({
    issuer: 'https://accounts.google.com',
    endpoints: {
      discovery: 'https://accounts.google.com/.well-known/openid-configuration',
      authorize: 'https://accounts.google.com/o/oauth2/v2/auth',
      token: 'https://oauth2.googleapis.com/token',
      jwks: 'https://www.googleapis.com/oauth2/v3/certs',
      userinfo: 'https://openidconnect.googleapis.com/v1/userinfo',
    },
    metadata: { authorization_response_iss_parameter_supported: undefined },
    person: {
      sub: '110169484474386276334',
      email: 'ada@gmail.com',
      email_verified: true,
      name: 'Ada Lovelace',
      given_name: 'Ada',
      family_name: 'Lovelace',
    },
    ...options,
  });
}

/** Their accounts that a test signs in with. */
export const googleAccounts = {
  /** An address of Google's own. */
  gmail: { sub: '1001', email: 'ada@gmail.com', email_verified: true, name: 'Ada' },
  /** An address of a company whose mail Google runs. */
  workspace: {
    sub: '1002',
    email: 'ada@analytical.example',
    email_verified: true,
    hd: 'analytical.example',
  },
  /** An address somewhere else: the domain may have another owner by now. */
  elsewhere: { sub: '1003', email: 'ada@elsewhere.example', email_verified: true },
  unverified: { sub: '1005', email: 'ada@gmail.com', email_verified: false },
} as const;
