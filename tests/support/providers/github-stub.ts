import { json } from '../json-server.js';
import { startOAuthStub, type OAuthStub } from './oauth-stub.js';

export interface GitHubEmail {
  readonly email: string;
  readonly primary: boolean;
  readonly verified: boolean;
  readonly visibility: 'public' | 'private' | null;
}

export interface GitHubUser {
  readonly id: number;
  readonly login: string;
  readonly name: string | null;
  /** The public address, which its owner chose. It need not be verified. */
  readonly email: string | null;
}

export interface GitHubStub extends OAuthStub {
  /** Who is signed in there. `login` can change, and can be taken by somebody else then; `id` stays. */
  user: GitHubUser;
  emails: readonly GitHubEmail[];
}

/**
 * GitHub. A refused exchange has status 200; answers are JSON only where the request asks for it; the API refuses
 * requests without a User-Agent; addresses are in a list of their own, for the scope `user:email`.
 */
export async function startGitHubStub(): Promise<GitHubStub> {
  const theirs: { user: GitHubUser; emails: readonly GitHubEmail[] } = {
    user: { id: 583231, login: 'ada', name: 'Ada Lovelace', email: null },
    emails: [email('ada@example.com', { primary: true, verified: true })],
  };
  const stub = await startOAuthStub({
    standsFor: ['https://github.com', 'https://api.github.com'],
    authorizePaths: ['/login/oauth/authorize'],
    tokenPath: '/login/oauth/access_token',
    api: {
      '/user': () => theirs.user,
      '/user/emails': (scopes) => (scopes.includes('user:email') ? theirs.emails : undefined),
    },
    refusal: json({
      error: 'bad_verification_code',
      error_description: 'The code passed is incorrect or expired.',
    }),
    grant(answer, { headers }) {
      if (headers.accept?.includes('application/json') === true) return json(answer);
      const form = new URLSearchParams(answer as Record<string, string>).toString();
      return json(form, { 'content-type': 'application/x-www-form-urlencoded' });
    },
    isAcceptable: ({ headers }) => (headers['user-agent'] ?? '') !== '',
  });
  return Object.assign(theirs, stub);
}

/** An address in the list. */
export function email(
  address: string,
  { primary = false, verified = false }: { primary?: boolean; verified?: boolean },
): GitHubEmail {
  return { email: address, primary, verified, visibility: primary ? 'private' : null };
}
