import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { halfAnswer, json, silence, type Answer } from '../json-server.js';
import { listen } from '../web-host.js';
import {
  idToken,
  newProviderKey,
  type Claims,
  type ProviderKey,
  type Signature,
} from './id-token.js';
import {
  endpointsAt,
  hasSecret,
  isVerified,
  metadataOf,
  reachable,
  redirect,
  refuse,
  type Answered,
  type Endpoints,
} from './protocol.js';

export type Endpoint = keyof Endpoints;

/** What the provider does other than a good one. */
export interface Conduct {
  /** Answers of endpoints in place of its own. */
  readonly answers: Partial<Record<Endpoint, Answer>>;
  readonly discovery: (document: Claims) => Claims;
  /** The claims of the ID token in the end. */
  readonly claims: (claims: Claims) => Claims;
  readonly userinfo: (claims: Claims) => Claims;
  readonly signature: Signature;
  /** What leads back to the service, in the end. */
  readonly callback: (parameters: Answered) => Answered;
  /** The answer of the token endpoint in the end. */
  readonly tokens: (answer: Claims) => Claims;
}

export interface ReceivedRequest {
  readonly endpoint: Endpoint;
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
  /** Of the query, or of the body of a POST. */
  readonly parameters: Readonly<Record<string, string>>;
}

export interface OidcStub {
  /** Where it listens. Its issuer, too, unless it stands for somebody else. */
  readonly url: string;
  readonly issuer: string;
  /** Who is signed in there: the next authorization is theirs. `sub` has to be among the claims. */
  person: Claims;
  /** Milliseconds: when they signed in there. `undefined`: at the authorization. */
  signedInAt: number | undefined;
  readonly received: readonly ReceivedRequest[];
  /** From now on, on top of what it was bent to before. */
  bend(conduct: Partial<Conduct>): void;
  /** Whether it is bent to end no answer at this address. */
  isSilentAt(url: string): boolean;
  /** A good provider again. */
  straighten(): void;
  /** The same around some work. */
  bent<Result>(conduct: Partial<Conduct>, work: () => Promise<Result>): Promise<Result>;
  /** A new signing key. @param keep whether the JWKS has the former ones, too */
  rotateKeys(keep?: boolean): void;
  /** The address here of an address of who it stands for. */
  reach(address: string): string;
  close(): Promise<void>;
}

export interface OidcStubOptions {
  readonly clientId?: string;
  readonly clientSecret?: string;
  /** Milliseconds; the clock of the service. */
  readonly now?: () => number;
  /** Whom it stands for; by default itself. */
  readonly issuer?: string;
  readonly endpoints?: Endpoints;
  readonly person?: Claims;
  /** More of the discovery document. */
  readonly metadata?: Claims;
  /** Claims of the person that the ID token has; all by default. */
  readonly inIdToken?: (person: Claims) => Claims;
  /** What the provider makes of the claims of a token; a test can bend the result. */
  readonly finish?: (claims: Claims) => Claims;
  /** Whether a client has proved who it is; by its secret, in the body or by Basic. */
  readonly isClient?: (request: ReceivedRequest) => boolean;
  /** How an authorization is answered, in place of a redirect. */
  readonly respond?: (
    response: ServerResponse,
    redirectUri: string,
    back: Answered,
    asked: Record<string, string>,
  ) => void;
}

export const stubClient = { clientId: 'authgraph', clientSecret: 'a-secret-of-the-tests' };

const straight: Conduct = {
  answers: {},
  discovery: (document) => document,
  claims: (claims) => claims,
  userinfo: (claims) => claims,
  signature: 'own',
  callback: (parameters) => parameters,
  tokens: (answer) => answer,
};

let firstKey: ProviderKey | undefined;

/** A provider whose answers a test can bend. Whoever asks is signed in, and has consented. */
export async function startOidcStub(options: OidcStubOptions = {}): Promise<OidcStub> {
  const { clientId, clientSecret } = { ...stubClient, ...options };
  const now = options.now ?? Date.now;
  let conduct = straight;
  let key = (firstKey ??= newProviderKey());
  let formerKey = key;
  let keys = [key];
  const isClient =
    options.isClient ?? ((asked: ReceivedRequest) => hasSecret(asked, { clientId, clientSecret }));
  const received: ReceivedRequest[] = [];
  const codes = new Map<string, { parameters: Record<string, string>; claims: Claims }>();
  const accessTokens = new Map<string, Claims>();

  const host = await listen((request, response) => void take(request, response));
  const issuer = options.issuer ?? host.url;
  const endpoints = options.endpoints ?? endpointsAt(host.url);
  const metadata: Claims = { ...metadataOf(issuer, endpoints), ...options.metadata };
  // RFC 9207: who sends it says so.
  const sendsIssuer = metadata['authorization_response_iss_parameter_supported'] === true;

  async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', host.url);
    const found = (Object.entries(endpoints) as [Endpoint, string][]).find(
      ([, url]) => new URL(url).pathname === pathname,
    );
    const { method = 'GET', headers } = request;
    const sent = method === 'POST' ? new URLSearchParams(await text(request)) : searchParams;
    if (found === undefined) return void response.writeHead(404).end();
    const [endpoint] = found;
    const asked = { endpoint, method, headers, parameters: Object.fromEntries(sent) };
    received.push(asked);
    const bent = conduct.answers[endpoint];
    if (bent === undefined) answers[endpoint](asked, response, request);
    else bent(response, request);
  }

  type Handler = (asked: ReceivedRequest, response: ServerResponse, from: IncomingMessage) => void;
  const answers: Record<Endpoint, Handler> = {
    discovery(_, response, from) {
      json(conduct.discovery(metadata))(response, from);
    },
    jwks: (_, response, from) => json({ keys: keys.map(({ jwk }) => jwk) })(response, from),
    authorize({ parameters }, response) {
      const { redirect_uri: redirectUri = '', state } = parameters;
      if (parameters.client_id !== clientId) {
        refuse(response, 'unauthorized_client');
        return;
      }
      if (parameters.response_type !== 'code') {
        refuse(response, 'unsupported_response_type');
        return;
      }
      const code = randomUUID();
      codes.set(code, { parameters, claims: { ...stub.person, ...authTimeOf(parameters) } });
      const back = conduct.callback({ code, state, iss: sendsIssuer ? issuer : undefined });
      (options.respond ?? redirect)(response, redirectUri, back, parameters);
    },
    token(asked, response, from) {
      const { code = '', redirect_uri: redirectUri, code_verifier: verifier } = asked.parameters;
      const grant = codes.get(code);
      codes.delete(code);
      if (!isClient(asked)) {
        refuse(response, 'invalid_client');
        return;
      }
      const isTheirs = grant?.parameters['redirect_uri'] === redirectUri;
      if (grant === undefined || !isTheirs || !isVerified(grant.parameters, verifier)) {
        refuse(response, 'invalid_grant');
        return;
      }
      const accessToken = randomUUID();
      accessTokens.set(accessToken, grant.claims);
      const common = { access_token: accessToken, token_type: 'Bearer', expires_in: 3600 };
      const answer = { ...common, id_token: idTokenOf(grant.parameters, grant.claims) };
      json(conduct.tokens(answer), { 'cache-control': 'no-store' })(response, from);
    },
    userinfo({ headers }, response, from) {
      const claims = accessTokens.get((headers.authorization ?? '').replace(/^Bearer /i, ''));
      if (claims === undefined) return void response.writeHead(401).end();
      json(conduct.userinfo(claims))(response, from);
    },
  };

  function authTimeOf({ max_age: maxAge, prompt }: Record<string, string>): Claims {
    if (maxAge === undefined && prompt !== 'login') return {};
    const signedInAt = prompt === 'login' ? now() : (stub.signedInAt ?? now());
    return { auth_time: Math.floor(signedInAt / 1000) };
  }

  function idTokenOf({ nonce }: Record<string, string>, person: Claims): string {
    const iat = Math.floor(now() / 1000);
    const own = { iss: issuer, aud: clientId, iat, exp: iat + 3600, nonce };
    const claims = { ...(options.inIdToken?.(person) ?? person), ...own };
    const finished = options.finish?.(claims) ?? claims;
    const signedBy = conduct.signature === 'former-key' ? formerKey : key;
    return idToken(signedBy, conduct.claims(finished), conduct.signature);
  }

  const stub: OidcStub = {
    url: host.url,
    issuer,
    person: options.person ?? { sub: 'subject-1', email: 'ada@example.com', email_verified: true },
    signedInAt: undefined,
    received,
    bend: (bent) => (conduct = { ...conduct, ...bent }),
    isSilentAt(url) {
      const { pathname } = new URL(url);
      return (Object.entries(endpoints) as [Endpoint, string][]).some(([endpoint, address]) => {
        const answer = conduct.answers[endpoint];
        const isSilent = answer === silence || answer === halfAnswer;
        return isSilent && new URL(address).pathname === pathname;
      });
    },
    straighten: () => (conduct = straight),
    async bent(wanted, work) {
      stub.bend(wanted);
      return work().finally(stub.straighten);
    },
    rotateKeys(keep = false) {
      formerKey = key;
      key = newProviderKey();
      keys = keep ? [...keys, key] : [key];
    },
    reach: (address) =>
      reachable(address, host.url, [issuer, ...Object.values<string>({ ...endpoints })]),
    close: host.close,
  };
  return stub;
}
