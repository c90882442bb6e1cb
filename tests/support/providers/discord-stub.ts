import { json } from '../json-server.js';
import { startOAuthStub, type ApiAnswer, type OAuthStub } from './oauth-stub.js';
import { refuse } from './protocol.js';

export interface DiscordUser {
  readonly id: string;
  readonly username: string;
  readonly global_name: string | null;
  /** `null` for an account without one, and absent without the scope `email`. */
  readonly email?: string | null;
  readonly verified?: boolean;
}

export interface DiscordStub extends OAuthStub {
  /** Who is signed in there. */
  user: DiscordUser;
}

/** Discord. The address is in the user's object, for the scope `email`, and `verified` is about it. */
export async function startDiscordStub(): Promise<DiscordStub> {
  const theirs: { user: DiscordUser } = {
    user: {
      id: '80351110224678912',
      username: 'ada',
      global_name: 'Ada Lovelace',
      email: 'ada@example.com',
      verified: true,
    },
  };
  const userOf: ApiAnswer = (scopes) => {
    if (!scopes.includes('identify')) return undefined;
    const { email, verified, ...user } = theirs.user;
    return scopes.includes('email') ? { ...user, email, verified } : user;
  };
  const stub = await startOAuthStub({
    standsFor: ['https://discord.com'],
    authorizePaths: ['/oauth2/authorize', '/api/oauth2/authorize'],
    tokenPath: '/api/oauth2/token',
    api: { '/api/users/@me': userOf, '/api/v10/users/@me': userOf },
    refusal: (response) => refuse(response, 'invalid_grant'),
    grant: (answer) => json({ ...answer, token_type: 'Bearer', expires_in: 604_800 }),
  });
  return Object.assign(theirs, stub);
}
