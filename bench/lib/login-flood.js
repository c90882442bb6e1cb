// A process of many clients that sign in over and over until it is stopped, by the given requests in turns. A
// refused client waits for its `retryAfter` if it is patient. Prints the outcomes of the logins.
import { setTimeout as delay } from 'node:timers/promises';
import { ask } from './http.js';

const [url, parallel, requests, patience] = process.argv.slice(2);
const logins = JSON.parse(requests);
const outcomes = {};

let flooding = true;
process.once('SIGTERM', () => (flooding = false));

async function client(login) {
  while (flooding) {
    const answer = await ask(url, login);
    const { reason = 'failed', retryAfter = 0 } = answer.body.includes(login.expect)
      ? { reason: 'signed in' }
      : (JSON.parse(answer.body).errors?.[0]?.extensions ?? {});
    outcomes[reason] = (outcomes[reason] ?? 0) + 1;
    if (patience === 'patient') await delay(retryAfter * 1000);
  }
}

await Promise.all(
  Array.from({ length: Number(parallel) }, (_, index) => client(logins[index % logins.length])),
);
console.log(JSON.stringify(outcomes));
process.exit(0);
