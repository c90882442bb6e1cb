// A process of many clients that sign in over and over until it is stopped. A refused client waits
// for its `retryAfter`. Prints the outcomes of the logins.
import { setTimeout as delay } from 'node:timers/promises';
import { ask } from './http.js';

const [url, parallel, request] = process.argv.slice(2);
const login = JSON.parse(request);
const outcomes = {};

let flooding = true;
process.once('SIGTERM', () => (flooding = false));

async function client() {
  while (flooding) {
    const answer = await ask(url, login);
    const { reason = 'failed', retryAfter = 0 } = answer.body.includes(login.expect)
      ? { reason: 'signed in' }
      : (JSON.parse(answer.body).errors?.[0]?.extensions ?? {});
    outcomes[reason] = (outcomes[reason] ?? 0) + 1;
    await delay(retryAfter * 1000);
  }
}

await Promise.all(Array.from({ length: Number(parallel) }, client));
console.log(JSON.stringify(outcomes));
process.exit(0);
