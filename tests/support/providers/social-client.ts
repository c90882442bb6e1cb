import { createHash, randomBytes } from 'node:crypto';
import { dataOf, type GraphQLClient, type Reply, type TokenPair } from '../graphql-client.js';
import type { SignInResult } from '../passkeys.js';
import { deliver, openBrowser, type Browser, type CallbackRequest } from './browser.js';

/** The page of the application that providers lead back to in the end. */
export const redirectUri = 'http://localhost:3000/signed-in';

export interface Wanted {
  readonly provider: string;
  readonly redirectUri: string;
  readonly codeChallenge: string;
  readonly state?: string;
}

export interface Shown {
  readonly code: string;
  readonly codeVerifier: string;
  readonly username?: string;
}

export interface Listed {
  readonly id: string;
  readonly provider: string;
  readonly issuer: string;
  readonly email: string | null;
  readonly emailVerified: boolean;
}

type Begun<Name extends string> = Record<Name, { authorizationUrl: string; expiresIn: number }>;
export type Begin = 'beginSocialSignIn' | 'beginIdentityLink' | 'beginIdentityProof';

const pair = `{ accessToken refreshToken tokenType expiresIn refreshExpiresIn
  user { id username email roles } }`;
const listed = '{ id provider issuer email emailVerified }';

/** The operations of providers, as any GraphQL client sends them. */
export function socialClient({ send }: Pick<GraphQLClient, 'send'>) {
  return {
    begin: <Name extends Begin>(name: Name, wanted: Wanted, token?: string) =>
      send<Begun<Name>>(
        `mutation ($provider: ID!, $redirectUri: String!, $codeChallenge: String!, $state: String) {
          ${name}(provider: $provider, redirectUri: $redirectUri, codeChallenge: $codeChallenge,
            state: $state) { authorizationUrl expiresIn } }`,
        { ...wanted },
        token === undefined ? {} : { token },
      ),
    signIn: (input: Shown) =>
      send<{ signIn: SignInResult }>(
        `mutation ($input: SocialSignIn!) { signIn(input: { handoff: $input }) {
          __typename ... on TokenPair ${pair} ... on MfaChallenge { mfaToken methods } } }`,
        { input },
      ),
    stepUp: (token: string, input: Shown) =>
      send<{ stepUp: TokenPair }>(
        `mutation ($input: HandoffInput!) { stepUp(input: { handoff: $input }) ${pair} }`,
        { input },
        { token },
      ),
    finishLink: (token: string, input: Shown) =>
      send<{ finishIdentityLink: Listed }>(
        `mutation ($input: HandoffInput!) { finishIdentityLink(input: $input) ${listed} }`,
        { input },
        { token },
      ),
    unlink: (token: string, id: string) =>
      send<{ unlinkIdentity: boolean }>(
        'mutation ($id: ID!) { unlinkIdentity(id: $id) }',
        { id },
        { token },
      ),
    me: (token: string) =>
      send<{ me: Me }>(
        `{ me { id username displayName email emailVerified hasPassword identities ${listed} } }`,
        {},
        { token },
      ),
  };
}

export interface Me {
  readonly id: string;
  readonly username: string;
  readonly displayName: string | null;
  readonly email: string | null;
  readonly emailVerified: boolean;
  readonly hasPassword: boolean;
  readonly identities: readonly Listed[];
}

/** What an application keeps while its user is at the provider (RFC 7636 §4). */
export function pkce(codeVerifier = randomBytes(32).toString('base64url')) {
  const codeChallenge = createHash('sha256').update(codeVerifier).digest('base64url');
  return { codeVerifier, codeChallenge };
}

export interface VisitOptions {
  readonly begin?: Begin;
  /** The access token of who begins. */
  readonly token?: string;
  /** Whose page the user sees; a new one by default. */
  readonly browser?: Browser;
  /** Changes what comes to the callback. */
  readonly bend?: (request: CallbackRequest) => CallbackRequest;
}

/** An application, with its client of the service and a browser. */
export function openApplication(
  service: GraphQLClient & { readonly url: string },
  defaults: { readonly provider?: string; readonly reach?: (address: string) => string } = {},
) {
  const client = socialClient(service);
  const { provider = 'company', reach = (url: string) => url } = defaults;

  /** Begins, and sends the user to the provider and back to the service. */
  async function visit({ begin = 'beginSocialSignIn', ...options }: VisitOptions = {}) {
    const { codeVerifier, codeChallenge } = pkce();
    const wanted = { provider, redirectUri, codeChallenge, state: 'of-the-application' };
    const begun = dataOf(await client.begin(begin, wanted, options.token));
    const { authorizationUrl } = Object.values(begun)[0] as { authorizationUrl: string };
    const browser = options.browser ?? openBrowser({ reach });
    const request = await browser.visit(authorizationUrl);
    const callback = options.bend?.(request) ?? request;
    return { callback, codeVerifier, authorizationUrl };
  }

  /** What the application is led back with. */
  const arrive = async (callback: CallbackRequest) => ledBack(await deliver(service.url, callback));

  /** The whole way to the provider and back to the application. */
  async function comeBack(options?: VisitOptions): Promise<ComeBack> {
    const { callback, codeVerifier } = await visit(options);
    return { ...(await arrive(callback)), codeVerifier, callback };
  }

  return {
    ...client,
    visit,
    arrive,
    comeBack,
    /** What is shown for a pair, after a visit that succeeds. */
    async shown(options?: VisitOptions): Promise<Shown> {
      const { code, codeVerifier, error } = await comeBack(options);
      if (code === undefined) throw new Error(`no code, but ${String(error)}`);
      return { code, codeVerifier };
    },
    /** Signs in, or up. */
    async signedIn(options?: VisitOptions, username?: string): Promise<TokenPair> {
      const shown = await this.shown(options);
      return pairOf(await client.signIn({ ...shown, ...(username !== undefined && { username }) }));
    },
  };
}

export type Application = ReturnType<typeof openApplication>;

export interface ComeBack {
  readonly code: string | undefined;
  readonly error: string | undefined;
  readonly state: string | undefined;
  readonly codeVerifier: string;
  readonly callback: CallbackRequest;
}

/** What the redirect to the application says. @throws Error if there is none, or it leads elsewhere */
export function ledBack(response: Response): Pick<ComeBack, 'code' | 'error' | 'state'> {
  const location = response.headers.get('location') ?? '';
  if (response.status !== 303 || !location.startsWith(`${redirectUri}?`)) {
    throw new Error(`expected a redirect to the application, got ${response.status} ${location}`);
  }
  const { code, error, state } = Object.fromEntries(new URL(location).searchParams);
  return { code, error, state };
}

/** The pair of a sign-in that needs no second step. */
export function pairOf(reply: Reply<{ signIn: SignInResult }>): TokenPair {
  const { signIn } = dataOf(reply);
  if ('mfaToken' in signIn) throw new Error('expected a pair, got a challenge');
  return signIn;
}
