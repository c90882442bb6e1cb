import type { NodemailerError } from 'nodemailer';
import { UndeliverableError } from '../outbox/job-handler.js';
import { maskAddresses } from './mask.js';

/**
 * What an attempt to send says to operators. 5yz replies (RFC 5321 §4.2.1) to the recipient or the content
 * are final; those to the sign-in or the sender are a fault of the configuration, which can be mended.
 */
export function smtpFault(error: unknown): Error {
  const { message, code = '', command = '', response, responseCode = 0 } = faultOf(error);
  const text = maskAddresses(response === undefined ? message : `${command || code}: ${response}`);
  const isFinal = responseCode >= 500 && /^(?:RCPT TO|DATA|BDAT)/.test(command);
  return isFinal ? new UndeliverableError(text) : new Error(text);
}

function faultOf(error: unknown): NodemailerError {
  return error instanceof Error ? error : new Error(String(error));
}
