import { isLoopbackUrl } from '../../platform/loopback.js';
import { sendError } from '../../platform/http/body.js';
import type { Handler, Incoming } from '../../platform/route.js';

const loopbackAddress = /^(?:::ffff:)?127\.|^::1$/;

/** What a proxy adds. A tunnel to the internet ends on this machine too, and so do its requests. */
const proxyHeaders =
  /^(?:forwarded|via|x-forwarded-.*|x-real-ip|x-client-ip|true-client-ip|cf-connecting-ip)$/;

/**
 * Whether someone at this machine asks. The connection alone does not say so: the page of a stranger can have its own
 * name lead to 127.0.0.1 (DNS rebinding), and then the name is still in `Host`.
 */
function isLocal({ socket, headers, httpVersion = '1.1' }: Incoming): boolean {
  const { host = '' } = headers;
  return (
    loopbackAddress.test(socket.remoteAddress ?? '') &&
    // Browsers do not speak it; nginx does, and adds no header by default.
    httpVersion !== '1.0' &&
    Object.keys(headers).every((name) => !proxyHeaders.test(name)) &&
    /^[\w.[\]:-]+$/.test(host) &&
    URL.canParse(`http://${host}`) &&
    isLoopbackUrl(`http://${host}`)
  );
}

/** Whether the page that asks is our own: with this, no other one can have the mailbox emptied. */
export function isSameOrigin({ headers }: Incoming): boolean {
  const { host = '', origin } = headers;
  return origin === undefined || origin === `http://${host}`;
}

/** Answers 403 to everyone who is not at this machine. */
export function localOnly(handle: Handler): Handler {
  return (exchange) => {
    if (isLocal(exchange.request)) return handle(exchange);
    sendError(exchange.response, 403, {
      message:
        'The mailbox opens only on the machine of the service, without a proxy, at an address such as http://localhost:4000/dev/mailbox.',
      extensions: { code: 'FORBIDDEN' },
    });
  };
}
