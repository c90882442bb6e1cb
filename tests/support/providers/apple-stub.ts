import { verify, type KeyObject } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { Claims } from './id-token.js';
import {
  startOidcStub,
  stubClient,
  type OidcStub,
  type OidcStubOptions,
  type ReceivedRequest,
} from './oidc-stub.js';
import { redirect, type Answered } from './protocol.js';

const issuer = 'https://appleid.apple.com';

export interface AppleStubOptions extends OidcStubOptions {
  /** Public half of the key that the client signs its secret with; without it the secret is a fixed text. */
  readonly clientKey?: KeyObject;
  readonly teamId?: string;
  readonly keyId?: string;
}

/**
 * Sign in with Apple. With a scope it answers by a form that the browser posts, and `user` (with the name) is in it
 * at the first consent only. `email_verified` is a text. The secret of a client is a JWT that its own key has signed.
 */
export function startAppleStub(options: AppleStubOptions = {}): Promise<OidcStub> {
  const { clientKey, teamId = 'TEAM123456', keyId = 'KEY1234567', ...others } = options;
  const now = options.now ?? Date.now;
  const clientId = options.clientId ?? stubClient.clientId;
  const isSecret = (secret = '') =>
    clientKey !== undefined && isClientSecret(secret, { clientKey, teamId, keyId, clientId, now });
  const known = new Set<string>();

  function respond(
    response: ServerResponse,
    redirectUri: string,
    back: Answered,
    asked: Record<string, string>,
  ): void {
    const asksForScopes = (asked['scope'] ?? '')
      .split(' ')
      .some((each) => /^(name|email)$/.test(each));
    if (asked['response_mode'] !== 'form_post') {
      if (!asksForScopes) {
        redirect(response, redirectUri, back);
        return;
      }
      return void response.writeHead(400).end('response_mode must be form_post');
    }
    const isFirst = !known.has(clientId);
    known.add(clientId);
    const user = JSON.stringify({
      name: { firstName: 'Ada', lastName: 'Lovelace' },
      email: 'ada@privaterelay.appleid.com',
    });
    postForm(response, redirectUri, isFirst && asksForScopes ? { ...back, user } : back);
  }

  return startOidcStub({
    issuer,
    endpoints: {
      discovery: `${issuer}/.well-known/openid-configuration`,
      authorize: `${issuer}/auth/authorize`,
      token: `${issuer}/auth/token`,
      jwks: `${issuer}/auth/keys`,
    },
    metadata: {
      authorization_response_iss_parameter_supported: undefined,
      code_challenge_methods_supported: undefined,
      response_modes_supported: ['query', 'fragment', 'form_post'],
      token_endpoint_auth_methods_supported: ['client_secret_post'],
      scopes_supported: ['openid', 'email', 'name'],
    },
    person: {
      sub: '001393.6d621dadasdd04956bds129fa982ba.1517',
      email: 'ada@privaterelay.appleid.com',
      email_verified: 'true',
      is_private_email: 'true',
      nonce_supported: true,
    },
    ...(clientKey && {
      isClient: ({ parameters }: ReceivedRequest) => isSecret(parameters['client_secret']),
    }),
    respond,
    ...others,
  });
}

/** Answers with a form that the browser posts at once (OAuth 2.0 Form Post Response Mode). */
function postForm(response: ServerResponse, action: string, fields: Answered): void {
  const escape = (text: string) => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
  const inputs = Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `<input type="hidden" name="${name}" value="${escape(value ?? '')}">`);
  response.writeHead(200, { 'content-type': 'text/html' });
  response.end(`<form method="post" action="${escape(action)}">${inputs.join('')}</form>`);
}

interface SecretRules {
  readonly clientKey: KeyObject;
  readonly teamId: string;
  readonly keyId: string;
  readonly clientId: string;
  readonly now: () => number;
}

/** What Apple asks of a client secret: ES256, its key, and at most six months. */
function isClientSecret(secret: string, rules: SecretRules): boolean {
  const [header = '', claims = '', signature = ''] = secret.split('.');
  const { alg, kid } = parsed(header);
  const { iss, sub, aud, iat, exp } = parsed(claims);
  const seconds = Math.floor(rules.now() / 1000);
  const isOurs = alg === 'ES256' && kid === rules.keyId && iss === rules.teamId;
  const isMeant = sub === rules.clientId && aud === issuer;
  const isValid = Number(exp) > seconds && Number(exp) - Number(iat) <= 15_777_000;
  const key = { key: rules.clientKey, dsaEncoding: 'ieee-p1363' } as const;
  const input = Buffer.from(`${header}.${claims}`);
  const isSigned = verify('sha256', input, key, Buffer.from(signature, 'base64url'));
  return isOurs && isMeant && isValid && isSigned;
}

function parsed(part: string): Claims {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString()) as Claims;
  } catch {
    return {};
  }
}
