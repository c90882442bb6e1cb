// A process that sends logins, many at a time, until it is told to stop; prints what became of them.
import { ask } from './service.js';

const [url, parallel, password] = process.argv.slice(2);
const query = `mutation { login(username: "ada", password: "${password}") { tokenType } }`;
const outcomes = {};

let flooding = true;
process.once('SIGTERM', () => (flooding = false));

async function login() {
  const { errors } = await ask(url, query);
  const outcome = errors?.[0]?.extensions.reason ?? 'signed in';
  outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
}

while (flooding) await Promise.all(Array.from({ length: Number(parallel) }, login));
console.log(JSON.stringify(outcomes));
process.exit(0);
