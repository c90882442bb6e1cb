import type { Administration } from '../features/administration/service.js';
import type { EmailAccounts } from '../features/email-addresses/service.js';
import type { ServerInfo } from '../generated/resolver-types.js';
import type { AccountDeletion } from '../features/account-deletion/service.js';
import type { Profiles } from '../features/profile/service.js';
import type { Accounts } from '../features/passwords/service.js';
import type { Directory } from '../features/administration/directory.js';
import type { Sessions } from '../features/sessions/service.js';
import type { RefreshTokens } from '../features/sessions/refresh-token.js';

/** What the resolvers call: one service each. */
export interface Services {
  readonly accounts: Accounts;
  readonly email: EmailAccounts;
  readonly profiles: Profiles;
  readonly accountDeletion: AccountDeletion;
  readonly administration: Administration;
  readonly directory: Directory;
  readonly sessions: Sessions;
  readonly serverInfo: ServerInfo;
  readonly refreshTokens: Pick<RefreshTokens, 'verify'>;
}
