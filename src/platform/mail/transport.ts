import type * as nodemailer from 'nodemailer';
import type { Transporter } from 'nodemailer';

/** nodemailer, once there is a mail to send: loading it takes 80 ms, which a start should not wait for. */
export interface LazyTransport<Info> {
  open(): Promise<Transporter<Info>>;
  /** Closes idle connections. */
  close(): void;
}

export function lazyTransport<Info>(
  create: (library: typeof nodemailer) => Transporter<Info>,
): LazyTransport<Info> {
  let transport: Promise<Transporter<Info>> | undefined;
  return {
    open: () => (transport ??= import('nodemailer').then(create)),
    close: () => void transport?.then((opened) => opened.close()),
  };
}
