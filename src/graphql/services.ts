import type { Administration } from '../accounts/administration/service.js';
import type { EmailAccounts } from '../accounts/email/service.js';
import type { ServerInfo } from '../generated/resolver-types.js';
import type { Leaving } from '../accounts/leaving/service.js';
import type { Profiles } from '../accounts/profile/service.js';
import type { Accounts } from '../accounts/service.js';
import type { Directory } from '../directory/directory.js';
import type { Sessions } from '../sessions/service.js';
import type { RefreshTokens } from '../tokens/refresh-token.js';

/** What the resolvers call: one service each. */
export interface Services {
  readonly accounts: Accounts;
  readonly email: EmailAccounts;
  readonly profiles: Profiles;
  readonly leaving: Leaving;
  readonly administration: Administration;
  readonly directory: Directory;
  readonly sessions: Sessions;
  readonly serverInfo: ServerInfo;
  readonly refreshTokens: Pick<RefreshTokens, 'verify'>;
}
