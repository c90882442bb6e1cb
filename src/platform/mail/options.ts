import { option, optional, type CrossCheck } from '../config/option.js';
import { textWhere } from '../config/schemas.js';
import { secretUrl, withoutPassword } from '../config/secret-url.js';
import { parseSender } from '../email-address.js';

function isSmtpUrl(text: string): boolean {
  if (!/^smtps?:\/\//.test(text) || !URL.canParse(text)) return false;
  return new URL(text).hostname !== '';
}

export const mailOptions = {
  SMTP_URL: optional({
    schema: secretUrl(
      isSmtpUrl,
      'is not an SMTP URL; write smtp://user:password@host:587 or smtps://user:password@host:465, with special characters percent-encoded',
    ),
    defaultText:
      'not set: mails become files in `DATA_DIR/mail`; with NODE_ENV=production mail is off',
    unit: 'URL',
    description: 'The mail server.',
    bounds:
      '`smtp://` (STARTTLS) or `smtps://`, with options of nodemailer, such as `?requireTLS=false` for a private relay.',
    danger: 'Without TLS, readers of mails in transit can sign in and reset passwords.',
    secret: true,
    redact: withoutPassword,
  }),
  MAIL_FROM: option({
    schema: textWhere(
      (text) => parseSender(text) !== undefined,
      'is not a sender; write no-reply@example.com or Example <no-reply@example.com>',
    ),
    default: ({ publicUrl }) => `no-reply@${new URL(publicUrl).hostname.replace(/[[\]:]/g, '')}`,
    defaultText: '`no-reply@` and the host of PUBLIC_URL; required with SMTP_URL',
    unit: 'mailbox',
    description: 'The sender, with the name of the service: `Example <no-reply@example.com>`.',
    bounds:
      'an address, alone or after a name; quote special characters: `"Ada, Inc." <a@b.example>`.',
    danger: 'A sender without SPF, DKIM and DMARC puts mails into spam folders.',
  }),
  MAIL_LANGUAGE: option({
    schema: textWhere(
      (text) => /^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$/.test(text),
      'is not a language tag; write one such as en or ko',
    ),
    default: 'en',
    unit: 'BCP 47 tag',
    description: 'The language of mails where the reader’s has no templates.',
    bounds: '`en`, `ko`, or a language of your templates.',
    danger: 'People ignore warnings that they cannot read.',
  }),
};

export const mailChecks: readonly CrossCheck<typeof mailOptions>[] = [
  {
    between: ['SMTP_URL', 'MAIL_FROM'],
    find: (_config, isSet) =>
      isSet('SMTP_URL') &&
      !isSet('MAIL_FROM') &&
      'SMTP_URL is set, but MAIL_FROM is not, and mail servers take no invented sender; write one, such as Example <no-reply@example.com>',
  },
];

export const templateOptions = {
  MAIL_TEMPLATES: optional({
    schema: textWhere(
      (text) => !text.includes('\0'),
      'is not a path; write the path of a folder, such as ./mail-templates',
    ),
    defaultText: 'not set: the built-in templates',
    unit: 'path',
    description:
      'Your own templates, which win file by file ([guide](guides/email.md#your-own-texts)).',
    bounds: 'a folder of `LANGUAGE/NAME.txt`, `LANGUAGE/NAME.html` and `layout.html`.',
    danger: 'A vague text helps phishers.',
  }),
};
