// Entry: `node profile.js <me|refresh> [contender]`. Where the time of Authgraph's requests goes.
import { copyFileSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { contenders } from './lib/contenders.js';
import { pin, cores, requireTools } from './lib/cores.js';
import { sharesOf } from './lib/cpu-profile.js';
import { createFixture } from './lib/fixture.js';
import { run } from './lib/load.js';
import { start } from './lib/running.js';

const works = ['me', 'refresh'];
/** Servers that end on a signal, which writes the profile. */
const names = Object.keys(contenders).filter((one) => one.startsWith('ours'));
const [work, name = 'ours'] = process.argv.slice(2);
if (!works.includes(work) || !names.includes(name)) {
  console.error(`node profile.js <${works.join('|')}> [${names.join('|')}]`);
  process.exit(2);
}

/** Microseconds between two samples. */
const interval = 200;
/** Seconds of load, until the code is compiled and then. */
const [warmUp, seconds] = [5, 10];
/** Of each list. */
const longest = 25;

requireTools();
pin(process.pid, cores.load);
const fixture = await createFixture();
try {
  const folder = fileURLToPath(new URL('profiles', import.meta.url));
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${work}-${name}.cpuprofile`);
  const measurement = await record(file);
  const shares = sharesOf(file, measurement.span);
  const rate = measurement.perSecond.toFixed(0);
  const micros = measurement.serverMicros.toFixed(0);
  console.log(
    `${contenders[name].label}: ${work} ${rate} /s, ${micros} µs each with the profiler on`,
  );
  for (const [title, parts] of Object.entries(shares)) {
    console.log(`\n${title}`);
    for (const [part, share] of parts.slice(0, longest)) {
      console.log(`${(share * 100).toFixed(1).padStart(6)} %  ${part}`);
    }
  }
  console.log(`\n${file}: open it in the developer tools of Chromium`);
} finally {
  await fixture.close();
}

/** Loads the server, and keeps the profile that it writes when it stops. */
async function record(file) {
  const folder = fixture.folder();
  const flags = ['--cpu-prof', `--cpu-prof-interval=${interval}`, `--cpu-prof-dir=${folder}`];
  const contender = await start(name, { fixture }, { flags });
  const { server, api, signIn, postgresPid } = contender;
  const connections = 16;
  const load = async (length) => {
    const clients = (await signIn(connections)).map((client) => ({
      [work]: api[work](client),
    }));
    const began = process.hrtime.bigint();
    const { url, pid } = server;
    const measured = await run({ url, pid, postgresPid, clients, connections, seconds: length });
    return { ...measured, span: [began, process.hrtime.bigint()] };
  };
  await load(warmUp);
  const measurement = await load(seconds);
  await server.stop();
  const [written] = readdirSync(folder).filter((entry) => entry.endsWith('.cpuprofile'));
  copyFileSync(join(folder, written), file);
  return measurement;
}
