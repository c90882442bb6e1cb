import { AuthError } from '../../platform/errors/auth-error.js';
import { accountReasons } from '../accounts/facts.js';
import { unusablePassword } from '../../platform/password-hashing/hasher.js';
import { emailKey, isSameEmail, normaliseEmail, usernameKey } from '../accounts/identifiers.js';
import { chooseUsername, withUsername, type ChosenUsername } from '../accounts/usernames.js';
import type { User } from '../accounts/user.js';
import { addAccount, newAccount } from '../accounts/add-account.js';
import { admitMailOf } from '../email-addresses/mail-request.js';
import { sendLink } from '../email-addresses/send-link.js';
import { checkedRoles } from '../accounts/roles.js';
import type { AdministrationChanges } from './facts.js';
import type { MailedStores } from '../email-addresses/dependencies.js';
import {
  recordAction,
  type Administrator,
  type AdministrationDependencies,
} from './admin-action.js';

/** Whom to invite, in what the administrator has typed. */
export interface Invitation {
  /** `null`: none was given. */
  readonly username: string | null;
  readonly email: string;
  readonly roles: readonly string[];
}

/** Nobody has proved to own this account yet, so it must not count as a remaining administrator. */
const administratorInvited = {
  message: 'Invite without the administrator role. Give the role after the invitation is accepted.',
  ko: '관리자 역할 없이 초대해 주세요. 초대를 수락한 뒤에 역할을 주세요.',
};

/**
 * Creates an account without a password, and mails a link with which its user chooses one. While nobody has,
 * the same invitation again sends another link.
 * @throws AuthError `MAIL_OFF`, `USERNAME_*`, `USERNAMES_OFF`, `EMAIL_INVALID`, `EMAIL_TAKEN`, `ROLES_INVALID`, `TOO_MANY_MAILS`
 */
export async function invite(
  dependencies: AdministrationDependencies,
  administrator: Administrator,
  wanted: Invitation,
): Promise<User> {
  const { transact, email: mail, adminRole, usernames } = dependencies;
  const { viewer, client } = administrator;
  if (!mail.isOn) throw new AuthError('MAIL_OFF');
  const chosen = chooseUsername(usernames, wanted);
  const email = normaliseEmail(wanted.email, mail.singleLabel);
  const roles = checkedRoles(wanted.roles);
  if (roles.includes(adminRole))
    throw new AuthError(accountReasons.ROLES_INVALID, { sentence: administratorInvited });
  await admitMailOf(viewer.user.id, dependencies, { purpose: 'invitation', email, client });
  return withUsername(usernames, chosen, (username) =>
    transact(async (stores) => {
      const account = { ...chosen, username, email, roles };
      const change = await reserve(dependencies, stores, account);
      const invited = change.after;
      const recipient = { user: invited, to: email, subject: invited.id };
      await sendLink(dependencies, stores, { purpose: 'invitation', locales: [] }, recipient);
      const action = { actor: administrator, userId: invited.id };
      const event = { type: 'user.invited', detail: { roles }, change } as const;
      await recordAction(dependencies, stores, action, event);
      return invited;
    }),
  );
}

interface Invited extends ChosenUsername {
  readonly email: string;
  readonly roles: readonly string[];
}

/** The account that waits for its user: a new one, or that of the same invitation before. */
async function reserve(
  { clock, isReserved }: AdministrationDependencies,
  stores: MailedStores,
  { username, isGenerated, email, roles }: Invited,
): Promise<AdministrationChanges['user.invited']> {
  const { users } = stores;
  const now = clock.now();
  if (await users.find({ verifiedEmailKey: emailKey(email) }))
    throw new AuthError(accountReasons.EMAIL_TAKEN);
  const namesake = await users.find(
    isGenerated ? { emailKey: emailKey(email) } : { usernameKey: usernameKey(username) },
  );
  if (namesake !== undefined) {
    // Its user may accept at this moment: then the invitation has ended once the account is held.
    const known = await users.lockUser(namesake.id);
    const isVerified = known?.emailVerified === true;
    if (waitsFor(known, email)) {
      await users.setRoles(known.id, roles);
      await users.setInvitedAt(known.id, now);
      return { before: known, after: { ...known, roles, invitedAt: now } };
    }
    if (!isGenerated) throw new AuthError(accountReasons.USERNAME_TAKEN);
    if (isVerified) throw new AuthError(accountReasons.EMAIL_TAKEN);
  }
  if (isReserved(username)) throw new AuthError(accountReasons.USERNAME_TAKEN);
  const user = newAccount({ username, email, roles, invitedAt: now }, now);
  await addAccount(stores, user, unusablePassword);
  return { after: user };
}

function waitsFor(known: User | undefined, email: string): known is User {
  if (known === undefined) return false;
  const { invitedAt, emailVerified, disabledAt } = known;
  const isOpen = invitedAt !== null && !emailVerified && disabledAt === null;
  return isOpen && isSameEmail(known.email, email);
}
