import { AccountDocument, type AccountQuery } from '../generated/account.js';
import { useLoad, type Load } from '../ui/load.js';
import { loadPasskeys, type Passkeys } from '../ui/passkeys.js';
import { session } from '../ui/session.js';
import { viewedUser } from './only-user.js';

export type User = NonNullable<AccountQuery['me']>;

/** Who is signed in, and what the service offers to them. */
export interface Account {
  readonly user: User;
  readonly byEmail: boolean;
  readonly hasMail: boolean;
  readonly hasPasskeys: boolean;
  /** `undefined` where the service or the browser has none. */
  readonly passkeys: Passkeys | undefined;
  readonly hasApps: boolean;
  readonly providers: AccountQuery['identityProviders'];
  readonly minLength: number;
  /** Days that a name is kept from others once its user has given it up. */
  readonly holdDays: number;
}

/** What a part of the page gets. */
export interface PartProps {
  readonly account: Account;
  /** Reads the account again, after a change. */
  readonly reload: () => void;
}

async function readAccount(): Promise<Account> {
  const { me: user, serverInfo, identityProviders } = await session.request(AccountDocument, {});
  if (user === null) throw new Error('nobody is signed in');
  const { signInMethods, secondFactors, usernames, password, lifetimes } = serverInfo;
  const hasPasskeys = signInMethods.includes('PASSKEY');
  return {
    user,
    byEmail: usernames === 'OFF',
    hasMail: signInMethods.includes('EMAIL_CODE'),
    hasPasskeys,
    // The device is not the user's where an administrator looks at the account.
    passkeys: hasPasskeys && viewedUser === null ? await loadPasskeys() : undefined,
    hasApps: secondFactors.includes('TOTP'),
    providers: identityProviders,
    minLength: password.minLength,
    holdDays: Math.round(lifetimes.usernameHold / 86_400),
  };
}

export function useAccount(): Load<Account> {
  return useLoad(readAccount);
}

/** How the user signs in: by the address where people have no usernames that they know. */
export function nameOf({ user, byEmail }: Pick<Account, 'user' | 'byEmail'>): string {
  return byEmail ? (user.email ?? user.username) : user.username;
}

interface Ways {
  readonly passkeys: number;
  /** A password, accounts elsewhere, and a confirmed address where the service sends mail. */
  readonly others: number;
  /** Accounts at providers of another name: the service knows whether they lead in, by their issuer. */
  readonly perhaps: number;
}

function waysInto({ user, hasPasskeys, hasMail, providers }: Account): Ways {
  const isOffered = (provider: string) => providers.some(({ id }) => id === provider);
  const linked = user.identities.filter(({ provider }) => isOffered(provider)).length;
  return {
    passkeys: hasPasskeys ? user.passkeys.length : 0,
    others: Number(user.hasPassword) + linked + Number(hasMail && user.emailVerified),
    perhaps: providers.length > 0 ? user.identities.length - linked : 0,
  };
}

/** Whether one way alone leads into the account: the service keeps it (`LAST_SIGN_IN_METHOD`). */
export function hasOneWayIn(account: Account): boolean {
  const { passkeys, others, perhaps } = waysInto(account);
  return passkeys + others + perhaps === 1;
}

/** Whether nothing but passkeys leads in: such an account can have recovery codes without a second step. */
export function hasOnlyPasskeys(account: Account): boolean {
  const { passkeys, others } = waysInto(account);
  return passkeys > 0 && others === 0;
}
