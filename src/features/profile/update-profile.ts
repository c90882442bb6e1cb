import type { ClientInfo } from '../../platform/client-info.js';
import { AuthError } from '../../platform/errors/auth-error.js';
import { canonicalLocale } from '../../platform/locale.js';
import type { SessionAndUser } from '../sessions/store.js';
import { checkedDisplayName } from './display-name.js';
import { checkedMetadata } from '../accounts/metadata.js';
import type { ProfileChange } from './store.js';
import type { User } from '../accounts/user.js';
import type { ProfileDependencies } from './dependencies.js';

/** What to change: `null` takes it away, `undefined` leaves it as it is. */
export interface ProfileUpdate {
  readonly displayName?: string | null | undefined;
  /** A BCP 47 tag, in any spelling. */
  readonly locale?: string | null | undefined;
  /** Anything; it is checked. The whole of it is replaced. */
  readonly publicMetadata?: unknown;
  readonly client: ClientInfo;
}

/**
 * Changes what a user says of themselves, all of it or nothing.
 * @throws AuthError `DISPLAY_NAME_INVALID`, `LOCALE_INVALID`, `METADATA_INVALID`, `METADATA_TOO_LARGE`,
 * `TOO_MANY_CHANGES`, `TOKEN_REVOKED`
 */
export async function updateProfile(
  { stores, audit, throttle, metadataMaxSize }: ProfileDependencies,
  viewer: SessionAndUser,
  update: ProfileUpdate,
): Promise<User> {
  const change = checkedChange(update, metadataMaxSize);
  const fields = Object.keys(change);
  if (fields.length === 0) return viewer.user;
  await throttle.countProfileChange(viewer.user.id);
  const user = await stores.profiles.update(viewer.user.id, change);
  if (user === undefined) throw new AuthError('TOKEN_REVOKED');
  audit.record({
    type: 'user.profile_changed',
    userId: user.id,
    actorId: viewer.session.actorId,
    sessionId: viewer.session.id,
    client: update.client,
    detail: { fields },
  });
  return user;
}

function checkedChange(
  { displayName, locale, publicMetadata }: ProfileUpdate,
  metadataMaxSize: number,
): ProfileChange {
  return {
    ...(displayName !== undefined && {
      displayName: displayName === null ? null : checkedDisplayName(displayName),
    }),
    ...(locale !== undefined && { locale: locale === null ? null : checkedLocale(locale) }),
    ...(publicMetadata !== undefined && {
      publicMetadata: checkedMetadata(publicMetadata ?? {}, metadataMaxSize),
    }),
  };
}

function checkedLocale(tag: string): string {
  const locale = canonicalLocale(tag);
  if (locale === undefined) throw new AuthError('LOCALE_INVALID');
  return locale;
}
