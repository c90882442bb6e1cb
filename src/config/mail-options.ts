import { option, optional } from './option.js';
import { textWhere } from './schemas.js';
import { parseSender } from './sender.js';

function isSmtpUrl(text: string): boolean {
  if (!/^smtps?:\/\//.test(text) || !URL.canParse(text)) return false;
  return new URL(text).hostname !== '';
}

/** An SMTP URL without its password and parameters. */
function redactSmtpUrl(text: string): string {
  const { protocol, username, host } = new URL(text);
  return `${protocol}//${username === '' ? '' : `${username}:***@`}${host}`;
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
      'The server that takes mails in for delivery. Everything that needs mail is off without it in production.',
    bounds:
      '`smtp://` (STARTTLS) or `smtps://`; parameters are options of nodemailer, such as `?requireTLS=false` for a relay on a private network, which NODE_ENV=production refuses otherwise.',
    danger:
      'Whoever reads the mails on their way can sign in and reset passwords: keep TLS on, and the password out of logs.',
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
    danger:
      'A text that does not say what happened, and what to do if it was not you, helps phishers.',
  }),
};
