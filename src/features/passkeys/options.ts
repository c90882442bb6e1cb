import { option, type CrossCheck } from '../../platform/config/option.js';
import { commaList, onOff, textWhere } from '../../platform/config/schemas.js';
import { isLoopbackUrl } from '../../platform/loopback.js';

/** A name of at least two labels, or `localhost`. An address of digits is no domain. */
const domain =
  /^(?=.{1,253}$)(?:localhost|(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9])$/;

/** An application on Android, by the SHA-256 of the certificate that signs it, in base64url. */
const androidApplication = /^android:apk-key-hash:[A-Za-z0-9_-]{43}$/;

function isPasskeyOrigin(text: string): boolean {
  if (androidApplication.test(text)) return true;
  if (!/^https?:[^*]+$/.test(text) || !URL.canParse(text)) return false;
  const { origin, protocol } = new URL(text);
  return origin === text && (protocol === 'https:' || isLoopbackUrl(text));
}

export const passkeyOptions = {
  PASSKEYS: option({
    schema: onOff,
    default: false,
    defaultText: '`off`',
    unit: '`on` or `off`',
    description: 'Whether users can sign in with passkeys ([guide](guides/passkeys.md)).',
    bounds: '`on` needs PASSKEY_RP_ID and PASSKEY_ORIGINS that fit your pages.',
    danger: '`off` again: a user who has nothing but passkeys cannot sign in.',
  }),
  PASSKEY_RP_ID: option({
    schema: textWhere(
      (text) => domain.test(text),
      'is no domain; write it in lower case without scheme and port, such as example.com',
    ),
    default: ({ publicUrl }) => new URL(publicUrl).hostname,
    defaultText: 'the host of PUBLIC_URL',
    unit: 'domain',
    description:
      'The domain that passkeys are bound to (WebAuthn’s RP ID): that of your pages, or one above it.',
    bounds: 'a domain or `localhost`. It cannot change while there are passkeys.',
    danger: 'Passkeys work on this domain and below it only; with another one they are lost.',
  }),
  PASSKEY_ORIGINS: option({
    schema: commaList(
      isPasskeyOrigin,
      'has an origin that brings no passkeys; write https://, host and port only, or android:apk-key-hash: and 43 characters, separated by commas, such as https://app.example.com',
    ),
    default: ({ publicUrl }) => Object.freeze([new URL(publicUrl).origin]),
    defaultText: 'the origin of PUBLIC_URL',
    unit: 'list of origins',
    description:
      'The pages and applications that passkeys may come from: `https://app.example.com`, `android:apk-key-hash:…`.',
    bounds: 'compared letter by letter; http on loopback hosts only.',
    danger:
      'A page that is missing here is refused (`PASSKEY_INVALID`). One too many can ask your users to sign in.',
  }),
};

export const passkeyChecks: readonly CrossCheck<typeof passkeyOptions>[] = [
  {
    between: ['PASSKEYS', 'PASSKEY_RP_ID'],
    find: ({ passkeys, passkeyRpId }) =>
      passkeys &&
      !domain.test(passkeyRpId) &&
      `PASSKEYS=on needs a domain, and the host of PUBLIC_URL, ${passkeyRpId}, is none; set PASSKEY_RP_ID, such as example.com or localhost`,
  },
  {
    between: ['PASSKEYS', 'PASSKEY_ORIGINS'],
    find: ({ passkeys, passkeyOrigins }) =>
      passkeys &&
      !passkeyOrigins.every(isPasskeyOrigin) &&
      'PASSKEYS=on needs pages on https or localhost, and PUBLIC_URL is neither; set PASSKEY_ORIGINS, such as https://app.example.com',
  },
];

/** The origins whose pages are not below the RP ID: browsers ask the RP ID's own host whether they may use its passkeys. */
export function relatedOrigins(rpId: string, origins: readonly string[]): string[] {
  return origins.filter((origin) => {
    if (androidApplication.test(origin)) return false;
    const { hostname } = new URL(origin);
    return hostname !== rpId && !hostname.endsWith(`.${rpId}`);
  });
}

/** What browsers read at `/.well-known/webauthn` of the RP ID (Web Authentication Level 3, §5.11). */
export function relatedOriginsDocument(origins: readonly string[]): { origins: string[] } {
  return { origins: origins.filter((origin) => !androidApplication.test(origin)) };
}
