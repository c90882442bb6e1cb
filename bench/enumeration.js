// Does the time of a refused login tell whether the user exists? Known and unknown names, in turns.
import { ask, median, quantile, startService } from './service.js';

const attempts = 400;
const goal = 1.1;
const login = `mutation ($username: String!, $password: String!) {
  login(username: $username, password: $password) { tokenType } }`;

const service = await startService();
const good = 'correct horse battery staple';
await ask(
  service.url,
  `mutation { register(username: "known", password: "${good}") { tokenType } }`,
);

async function refusedLogin(username) {
  const variables = { username, password: 'a wrong passphrase' };
  const { ms, errors } = await ask(service.url, login, { variables });
  if (errors?.[0]?.extensions.reason !== 'INVALID_CREDENTIALS') throw new Error('not refused');
  return ms;
}

const known = [];
const unknown = [];
for (let attempt = -20; attempt < attempts; attempt += 1) {
  const pair = [await refusedLogin('known'), await refusedLogin('nobody')];
  if (attempt < 0) continue;
  known.push(pair[0]);
  unknown.push(pair[1]);
}
await service.stop();

const ratio = Math.max(median(known), median(unknown)) / Math.min(median(known), median(unknown));
for (const [name, samples] of Object.entries({ known, unknown })) {
  console.log(
    `${name.padEnd(8)} median ${median(samples).toFixed(2)} ms, p90 ${quantile(samples, 0.9).toFixed(2)} ms`,
  );
}
console.log(`ratio of the medians ${ratio.toFixed(3)} (goal <= ${goal})`);
process.exitCode = ratio <= goal ? 0 : 1;
