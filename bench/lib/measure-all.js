// Runs the scenarios one after the other, prints what they found, and writes it down if all of them ran.
import { writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { scenarioNames, scenarios } from '../scenarios/index.js';
import { cores, pin, requireTools } from './cores.js';
import { createFixture } from './fixture.js';
import { isMet, goals } from './goals.js';
import { measurements, verdicts } from './report.js';

const full = { rounds: 5, seconds: 2, warmUpAnswers: 6000, connections: 16 };
const quickly = { rounds: 3, seconds: 1, warmUpAnswers: 1500, connections: 16 };
/** Runnable processes on average; more than this and someone else is at work. */
const quietLoad = 0.5;

/** @param {ReturnType<import('./options.js').readOptions>} options @returns {Promise<number>} exit code */
export async function measureAll({ scenarios: names, quick, only, command }) {
  requireTools();
  // What the harness does itself must not take the server's core.
  pin(process.pid, cores.load);
  const started = performance.now();
  const notes = new Set();
  const fixture = await createFixture();
  const context = {
    fixture,
    quick,
    ...(quick ? quickly : full),
    isChosen: (name) => only === undefined || only.includes(name),
    note: (text) => notes.add(text),
    progress,
  };
  const [load] = loadavg();
  if (load > quietLoad) {
    context.note(`The machine was not quiet: its load was ${load.toFixed(1)} before the start.`);
  }
  const rows = [];
  const findings = [];
  try {
    for (const name of names) {
      const outcome = await scenarios[name].run(context);
      rows.push(...outcome.rows);
      findings.push(...outcome.findings);
    }
  } finally {
    progress('');
    await fixture.remove();
  }
  const minutes = (performance.now() - started) / 60_000;
  const isWhole = names.length === scenarioNames.length && only === undefined;
  console.log([measurements(rows), ...notes, verdicts(findings, isWhole)].join('\n\n'));
  console.log(`\n${command}: ${minutes.toFixed(1)} minutes`);
  return 0;
}

/** One line that says what is being done, where someone watches. */
function progress(text) {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
}
