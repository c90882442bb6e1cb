import type { SendMailOptions } from 'nodemailer';
import type { Sender, WrittenMail } from './mail.js';

/**
 * The mail in nodemailer's terms. Addresses are given as objects, and the envelope apart from the headers,
 * so that no text is parsed for addresses. It encodes what does not belong into a header.
 */
export function compose(mail: WrittenMail, from: Sender, now: number): SendMailOptions {
  const { id, to, subject, text, html, language } = mail;
  const domain = from.address.slice(from.address.lastIndexOf('@') + 1);
  return {
    from: { name: from.name, address: from.address },
    to: { name: '', address: to },
    envelope: { from: from.address, to: [to] },
    subject,
    text,
    html,
    messageId: `<${id}@${domain}>`,
    date: new Date(now),
    headers: {
      'Content-Language': language,
      // RFC 3834 §5: no answer is expected, not even that someone is on holiday.
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'All',
    },
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}
