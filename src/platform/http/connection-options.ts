import { option } from '../config/option.js';
import { wholeNumber } from '../config/schemas.js';

/** How long a client may keep a connection busy, or idle. */
export const connectionOptions = {
  REQUEST_TIMEOUT: option({
    ...wholeNumber({
      unit: 'seconds',
      min: 1,
      max: 300,
      default: 30,
      because: 'the longest request is 100 kB; Node itself would wait for 300 seconds.',
    }),
    description:
      'How long a request may take to arrive whole; then it is answered 408, and the connection is closed. The headers alone get half of it.',
    danger:
      'Too short, clients on slow networks get 408; too long, others hold connections and memory by sending byte after byte.',
  }),
  KEEP_ALIVE_TIMEOUT: option({
    ...wholeNumber({
      unit: 'seconds',
      min: 1,
      max: 3600,
      default: 75,
      because:
        'more than the 60 seconds of an AWS load balancer or nginx; one of Google Cloud needs 620.',
    }),
    description: 'How long a connection stays open after an answer, for the next request.',
    danger:
      'Shorter than the idle time-out of a load balancer, requests that it sends at the last moment fail with 502.',
  }),
};
