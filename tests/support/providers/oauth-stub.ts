import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { json, status, type Answer } from '../json-server.js';
import { listen } from '../web-host.js';
import type { Claims } from './id-token.js';
import { stubClient } from './oidc-stub.js';
import { hasSecret, isVerified, reachable, redirect } from './protocol.js';

/** What a token of these scopes gets; `undefined` for 404. */
export type ApiAnswer = (scopes: readonly string[]) => unknown;

/** A provider that has OAuth 2.0 and an API of its own, and no OpenID Connect. */
export interface OAuthStub {
  readonly url: string;
  /** The answers of its API by their paths. */
  readonly api: Map<string, ApiAnswer>;
  /** The paths of all requests, in their order. */
  readonly received: string[];
  /** Answers of paths in place of its own. */
  readonly answers: Map<string, Answer>;
  /** The address here of an address of who it stands for. */
  reach(address: string): string;
  close(): Promise<void>;
}

export interface OAuthStubOptions {
  readonly standsFor: readonly string[];
  readonly authorizePaths: readonly string[];
  readonly tokenPath: string;
  readonly api: Readonly<Record<string, ApiAnswer>>;
  /** How an exchange is refused. */
  readonly refusal: Answer;
  /** How an exchange is answered. */
  readonly grant: (answer: Claims, request: IncomingMessage) => Answer;
  /** Whether a request to the API is one that it answers. */
  readonly isAcceptable?: (request: IncomingMessage) => boolean;
}

export async function startOAuthStub(options: OAuthStubOptions): Promise<OAuthStub> {
  const codes = new Map<string, Record<string, string>>();
  const tokens = new Map<string, readonly string[]>();
  const api = new Map(Object.entries(options.api));
  const answers = new Map<string, Answer>();
  const received: string[] = [];
  const host = await listen((request, response) => void take(request, response));

  async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', host.url);
    received.push(pathname);
    const sent =
      request.method === 'POST' ? new URLSearchParams(await text(request)) : searchParams;
    const bent = answers.get(pathname);
    if (bent !== undefined) bent(response, request);
    else if (options.authorizePaths.includes(pathname)) authorize(sent, response);
    else if (pathname === options.tokenPath) exchange(sent, response, request);
    else answerApi(pathname, response, request);
  }

  function authorize(sent: URLSearchParams, response: ServerResponse): void {
    const asked = Object.fromEntries(sent);
    const { client_id: client, redirect_uri: redirectUri = '', state } = asked;
    if (client !== stubClient.clientId) return void response.writeHead(404).end();
    const code = randomUUID();
    codes.set(code, asked);
    redirect(response, redirectUri, { code, state });
  }

  function exchange(sent: URLSearchParams, response: ServerResponse, from: IncomingMessage): void {
    const code = sent.get('code') ?? '';
    const asked = codes.get(code);
    codes.delete(code);
    const isGranted =
      hasSecret({ headers: from.headers, parameters: Object.fromEntries(sent) }, stubClient) &&
      asked?.redirect_uri === sent.get('redirect_uri') &&
      isVerified(asked, sent.get('code_verifier') ?? undefined);
    if (!isGranted) {
      options.refusal(response, from);
      return;
    }
    const accessToken = randomUUID();
    const scope = asked.scope ?? '';
    tokens.set(accessToken, scope.split(/[ ,]/));
    const answer = { access_token: accessToken, token_type: 'bearer', scope };
    options.grant(answer, from)(response, from);
  }

  function answerApi(path: string, response: ServerResponse, from: IncomingMessage): void {
    const token = (from.headers.authorization ?? '').replace(/^(Bearer|token) /i, '');
    const scopes = tokens.get(token);
    if (scopes === undefined) {
      status(401)(response, from);
      return;
    }
    if (options.isAcceptable?.(from) === false) {
      status(403)(response, from);
      return;
    }
    const found = api.get(path)?.(scopes);
    (found === undefined ? status(404) : json(found))(response, from);
  }

  return {
    url: host.url,
    api,
    received,
    answers,
    reach: (address) => reachable(address, host.url, options.standsFor),
    close: host.close,
  };
}
