// How `me` fares while 200 logins come at once, over and over: latency, answers, memory.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { ask, quantile, startService } from './service.js';

const rounds = 5;
const parallelLogins = 200;
const questions = 1000;
const goal = 3;

const service = await startService();
const password = 'correct horse battery staple';
const { data } = await ask(
  service.url,
  `mutation { register(username: "ada", password: "${password}") { accessToken } }`,
);
const token = data.register.accessToken;

const me = async () => {
  const { ms, data: answer } = await ask(service.url, '{ me { username } }', { token });
  if (answer.me.username !== 'ada') throw new Error('a wrong answer');
  return ms;
};
const memory = () =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${service.pid}/status`, 'utf8'))[1]) / 1024;

async function measure() {
  const samples = [];
  for (let asked = 0; asked < questions; asked += 1) samples.push(await me());
  return quantile(samples, 0.99);
}

function startFlood() {
  const script = fileURLToPath(new URL('login-flood.js', import.meta.url));
  const args = [script, service.url, String(parallelLogins), password];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const outcomes = text(child.stdout);
  return {
    async stop() {
      child.kill('SIGTERM');
      return JSON.parse(await outcomes);
    },
  };
}

for (let warmUp = 0; warmUp < 5; warmUp += 1) await measure();
const ratios = [];
const outcomes = {};
let peak = 0;
for (let round = 0; round < rounds; round += 1) {
  const quiet = await measure();
  const flood = startFlood();
  await delay(1000);
  const loud = await measure();
  peak = Math.max(peak, memory());
  for (const [outcome, times] of Object.entries(await flood.stop())) {
    outcomes[outcome] = (outcomes[outcome] ?? 0) + times;
  }
  ratios.push(loud / quiet);
  console.log(
    `me p99: quiet ${quiet.toFixed(2)} ms, flooded ${loud.toFixed(2)} ms, ratio ${(loud / quiet).toFixed(2)}`,
  );
}
await service.stop();

const middle = quantile(ratios, 0.5);
console.log(
  `median ratio ${middle.toFixed(2)} (goal <= ${goal}); memory under flood ${peak.toFixed(0)} MiB`,
);
console.log('logins:', outcomes);
process.exitCode = middle <= goal ? 0 : 1;
