import { option, optional } from '../config/option.js';
import { textWhere, wholeNumber } from '../config/schemas.js';

/** A mailbox of RFC 5322 §3.4, in the two forms that people write. */
const mailbox =
  /^(?:(?<name>[^<>@"\p{Cc}]*[^<>@"\p{Cc}\s])\s*<(?<named>[^<>]+)>|(?<bare>[^<>]+))$/u;
const address = /^[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*$/;

/** Reads `name@example.com` or `Example <name@example.com>`; `undefined` for anything else. */
export function parseSender(text: string): { name: string; address: string } | undefined {
  const { name = '', named, bare } = mailbox.exec(text.trim())?.groups ?? {};
  const found = named ?? bare ?? '';
  return address.test(found) ? { name, address: found } : undefined;
}

function isSmtpUrl(text: string): boolean {
  if (!/^smtps?:\/\//.test(text) || !URL.canParse(text)) return false;
  return new URL(text).hostname !== '';
}

/** An SMTP URL without its password and parameters. */
function redactSmtpUrl(text: string): string {
  const { protocol, username, host } = new URL(text);
  return `${protocol}//${username === '' ? '' : `${username}:***@`}${host}`;
}

/** A link pattern: an http(s) URL with one `{token}` after its host. */
function isLinkPattern(text: string): boolean {
  const parts = text.split('{token}');
  if (parts.length !== 2) return false;
  const [one, other] = ['1', '2'].map((token) => parts.join(token));
  if (!URL.canParse(one ?? '') || !URL.canParse(other ?? '')) return false;
  const { protocol, host, username } = new URL(one ?? '');
  return /^https?:$/.test(protocol) && username === '' && host === new URL(other ?? '').host;
}

/** The page of a front end that a link in a mail leads to. */
function link(path: string, description: string) {
  return option({
    schema: textWhere(
      isLinkPattern,
      `is no link; write an http(s) URL with {token} in it once, such as https://app.example.com/${path}#token={token}`,
    ),
    default: ({ publicUrl }) => `${publicUrl}/${path}#token={token}`,
    defaultText: `PUBLIC_URL and \`/${path}#token={token}\``,
    unit: 'URL with `{token}`',
    description,
    bounds:
      '`http` or `https`, with `{token}` once, not in the host; https with NODE_ENV=production unless the host is localhost.',
    danger:
      'After `?` the token gets into logs and Referer headers; after `#` it stays in the browser. The page must wait for a click before it uses the token: mail scanners open links.',
  });
}

/** How long what is in a mail can be used. */
function lifetimeOf(what: string, lifetime: { default: number; max: number; because: string }) {
  return option({
    ...wholeNumber({ unit: 'seconds', min: 60, ...lifetime }),
    description: `How long ${what}.`,
    danger:
      'Too long: anyone who reads an old mail can use it. Too short: the mail arrives too late.',
  });
}

export const mailOptions = {
  SMTP_URL: optional({
    schema: textWhere(
      isSmtpUrl,
      'is no SMTP URL; write smtp://user:password@host:587 or smtps://user:password@host:465, with special characters percent-encoded',
    ),
    defaultText:
      'not set: mails become files in `DATA_DIR/mail`; with NODE_ENV=production mail is off',
    unit: 'URL',
    description:
      'The mail server. In production, everything that needs mail is disabled without it.',
    bounds:
      '`smtp://` (STARTTLS) or `smtps://`; parameters are options of nodemailer, such as `?requireTLS=false` for a relay on a private network, which NODE_ENV=production refuses otherwise.',
    danger:
      'Anyone who reads the mails in transit can sign in and reset passwords. Keep TLS on, and the password out of logs.',
    secret: true,
    redact: redactSmtpUrl,
  }),
  MAIL_FROM: option({
    schema: textWhere(
      (text) => parseSender(text) !== undefined,
      'is no sender; write no-reply@example.com or Example <no-reply@example.com>',
    ),
    default: ({ publicUrl }) => `no-reply@${new URL(publicUrl).hostname.replace(/[[\]:]/g, '')}`,
    defaultText: '`no-reply@` and the host of PUBLIC_URL; required with SMTP_URL',
    unit: 'mailbox',
    description:
      'The sender of all mails. Its name is what the service is called in them: `Example <no-reply@example.com>`.',
    bounds: 'an address, or a name and an address in angle brackets.',
    danger:
      'An address that your mail server may not send from (SPF, DKIM, DMARC) puts every mail into spam folders.',
  }),
  MAIL_LANGUAGE: option({
    schema: textWhere(
      (text) => /^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$/.test(text),
      'is no language tag; write one such as en or ko',
    ),
    default: 'en',
    unit: 'BCP 47 tag',
    description:
      'The language of mails for readers whose own is not known, or has no templates. `en` and `ko` come along.',
    bounds: 'a language that there are templates for.',
    danger: 'People do not act on a warning that they cannot read.',
  }),
  MAIL_LINK_VERIFY_EMAIL: link(
    'verify-email',
    'The page that calls `verifyEmail(token)`, once its user is signed in.',
  ),
  EMAIL_VERIFICATION_EXPIRES: lifetimeOf('the link that confirms an e-mail address works', {
    default: 86_400,
    max: 604_800,
    because: 'people read private mail once a day.',
  }),
  MAIL_LINK_RESET_PASSWORD: link(
    'reset-password',
    'The page that asks for a new password and calls `resetPassword(token, newPassword)`.',
  ),
  PASSWORD_RESET_EXPIRES: lifetimeOf('the link that sets a new password works', {
    default: 600,
    max: 3600,
    because: 'it is asked for by someone who waits for it.',
  }),
  MAIL_LINK_SIGN_IN: link('sign-in', 'The page that calls `loginWithEmailToken(token)`.'),
  SIGN_IN_EMAIL_EXPIRES: lifetimeOf('the link that signs in and the code beside it work', {
    default: 600,
    max: 3600,
    because: 'it is asked for by someone who waits for it.',
  }),
  MAIL_LINK_INVITATION: link(
    'accept-invitation',
    'The page that asks for a first password and calls `acceptInvitation(token, newPassword)`.',
  ),
  INVITATION_EXPIRES: lifetimeOf('the link that accepts an invitation works', {
    default: 604_800,
    max: 2_592_000,
    because: 'nobody waits for it; holidays last weeks.',
  }),
  MAIL_TEMPLATES: optional({
    schema: textWhere(
      (text) => !text.includes('\0'),
      'is no path; write the path of a folder, such as ./mail-templates',
    ),
    defaultText: 'not set: the templates that come along',
    unit: 'path',
    description:
      'A folder of your own templates, which win file by file; see [the guide](guides/email.md).',
    bounds: 'a folder of `LANGUAGE/NAME.txt`, `LANGUAGE/NAME.html` and `layout.html`.',
    danger: 'A text that does not say what happened, and what to do about it, helps phishers.',
  }),
};
