import type { Claims } from './id-token.js';
import { startOidcStub, type OidcStub, type OidcStubOptions } from './oidc-stub.js';

const authority = 'https://login.microsoftonline.com';
const companyTenant = '72f988bf-86f1-41af-91ab-2d7cd011db47';

/** The issuer that tokens of a tenant name. */
export function entraIssuer(tenant: string): string {
  return `${authority}/${tenant}/v2.0`;
}

/**
 * Microsoft Entra. Discovery of `common` names an issuer with a placeholder in it, and a token names the tenant of
 * its account. `email` is what an administrator of any tenant typed; only `xms_edov`, an optional claim, says that
 * the tenant owns the domain. The subject is of one application.
 * @param options.tenant the part of the address: `common`, `organizations`, `consumers` or the id of a tenant
 */
export function startEntraStub(
  options: OidcStubOptions & { readonly tenant?: string } = {},
): Promise<OidcStub> {
  const { tenant = 'common', ...others } = options;
  const base = `${authority}/${tenant}`;
  const isShared = ['common', 'organizations', 'consumers'].includes(tenant);
  return startOidcStub({
    issuer: isShared ? entraIssuer('{tenantid}') : entraIssuer(tenant),
    endpoints: {
      discovery: `${base}/v2.0/.well-known/openid-configuration`,
      authorize: `${base}/oauth2/v2.0/authorize`,
      token: `${base}/oauth2/v2.0/token`,
      jwks: `${base}/discovery/v2.0/keys`,
      userinfo: 'https://graph.microsoft.com/oidc/userinfo',
    },
    metadata: {
      authorization_response_iss_parameter_supported: undefined,
      subject_types_supported: ['pairwise'],
      scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
    },
    person: entraAccounts.company,
    finish: (claims: Claims) => ({ ...claims, iss: entraIssuer(String(claims['tid'])) }),
    ...others,
  });
}

/** Accounts of Entra. `oid` is the person in the tenant, `sub` the person for this application. */
export const entraAccounts = {
  company: {
    sub: 'AAAAAAAAAAAAAAAAAAAAAIkzqFVrSaSaFHy782bbtaQ',
    oid: '00000000-0000-0000-66f3-3332eca7ea81',
    tid: companyTenant,
    name: 'Ada Lovelace',
    preferred_username: 'ada@analytical.example',
    email: 'ada@analytical.example',
    xms_edov: true,
  },
  /** Any tenant's administrator can make one with the address of a stranger ("nOAuth"). */
  forged: {
    sub: 'BBBBBBBBBBBBBBBBBBBBBIkzqFVrSaSaFHy782bbtaQ',
    oid: '00000000-0000-0000-66f3-3332eca7ea82',
    tid: 'aaaabbbb-0000-cccc-1111-dddd2222eeee',
    name: 'Mallory',
    preferred_username: 'mallory@evil.onmicrosoft.com',
    email: 'ada@analytical.example',
  },
  /** The claim as some tokens have it. */
  ownerAsText: {
    sub: 'CCCCCCCCCCCCCCCCCCCCCIkzqFVrSaSaFHy782bbtaQ',
    tid: companyTenant,
    email: 'grace@analytical.example',
    xms_edov: '1',
  },
} as const;
