import { pino } from 'pino';
import { expect, test } from 'vitest';
import { AuthError } from '../../../src/platform/errors/auth-error.js';
import { createListener } from '../../../src/platform/http/listener.js';
import { answerRequest } from '../../../src/platform/http/web-exchange.js';

test.each([
  ['an outage', new AuthError('DATABASE_UNAVAILABLE', { retryAfter: 1 }), 0],
  ['a fault', new Error('broken'), 1],
])('an answer that has begun is cut by %s', async (_what, error, logged) => {
  const lines: string[] = [];
  const listener = createListener({
    headers: [],
    readClient: () => ({ userAgent: null, ipAddress: null }),
    logger: pino({ level: 'error' }, { write: (line: string) => void lines.push(line) }),
    routes: new Map([
      [
        '/',
        {
          methods: ['GET'],
          handle({ response }) {
            response.setHeader('content-type', 'text/event-stream');
            response.write(':\n\n');
            return Promise.reject(error);
          },
        },
      ],
    ]),
  });
  const { body } = await answerRequest(listener, new Request('http://localhost/'), null);
  const reader = body?.getReader();
  await expect(reader?.read().then(() => reader.read())).rejects.toThrow('the stream was cut');
  expect(lines).toHaveLength(logged);
});
