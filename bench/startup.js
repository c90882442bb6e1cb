// Time from `node dist/main.js` to the first ready answer on an existing database, and idle memory.
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { median, startService } from './service.js';

const rounds = 5;
const goals = { readyMs: 1500, idleMb: 130 };

const first = await startService();
await first.stop({ keepData: true });

const ready = [];
const idle = [];
for (let round = 0; round < rounds; round += 1) {
  const started = performance.now();
  const service = await startService({}, first.dataDir);
  const answer = await fetch(`${service.url}/health/ready`);
  if (answer.status !== 200) throw new Error(`not ready: ${answer.status}`);
  ready.push(performance.now() - started);
  await delay(2000);
  idle.push(
    Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${service.pid}/status`, 'utf8'))[1]) / 1024,
  );
  await service.stop({ keepData: round < rounds - 1 });
}

console.log(
  `ready after   ${median(ready).toFixed(0)} ms (goal ${goals.readyMs}; ${ready.map((ms) => ms.toFixed(0)).join(', ')})`,
);
console.log(
  `idle memory   ${median(idle).toFixed(0)} MiB (goal ${goals.idleMb}; ${idle.map((mb) => mb.toFixed(0)).join(', ')})`,
);
