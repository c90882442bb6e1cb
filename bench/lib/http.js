// One request at a time, for what is not load: signing in, checking answers, measuring single answers.
import { Agent, request as send } from 'node:http';

const agent = new Agent({ keepAlive: true });

/**
 * @param {string} url @param {import('./graphql.js').Request} request
 * @returns {Promise<import('./graphql.js').Answer>}
 */
export function ask(url, { method, path, headers, body }) {
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const options = { method, agent, headers: { ...headers } };
    if (body !== undefined) options.headers['content-length'] = Buffer.byteLength(body);
    const asked = send(url + path, options, (response) => {
      let answer = '';
      response.setEncoding('utf8');
      response.on('data', (chunk) => (answer += chunk));
      response.on('error', reject);
      response.on('end', () => {
        const { statusCode: status, headers: received } = response;
        resolve({ status, headers: received, body: answer, ms: performance.now() - started });
      });
    });
    asked.on('error', (error) => {
      // The server closed an idle connection just as it was taken: nothing was sent, so send it now.
      const isStale = asked.reusedSocket && error.code === 'ECONNRESET';
      if (isStale) resolve(ask(url, { method, path, headers, body }));
      else reject(error);
    });
    asked.end(body);
  });
}
