// Runs the scenarios one after the other, prints what they found, and writes it down if it counts.
import { loadavg } from 'node:os';
import { scenarioNames, scenarios } from '../scenarios/index.js';
import { cores, pin, requireTools } from './cores.js';
import { createFixture } from './fixture.js';
import { goals, isMet } from './goals.js';
import { versionConflicts } from './machine.js';
import { measurements, verdicts } from './report.js';
import { writeResults } from './results.js';

const full = { rounds: 5, seconds: 2, warmUpAnswers: 6000, connections: 16 };
const quickly = { rounds: 3, seconds: 1, warmUpAnswers: 2500, connections: 16 };
/** Runnable processes on average; more than this and someone else is at work. */
const quietLoad = 0.5;

/**
 * @param {ReturnType<import('./options.js').readOptions>} options
 * @returns {Promise<number>} the exit code: 1 if a goal was missed in a run that counts
 */
export async function measureAll({ scenarios: names, quick, only, command }) {
  requireTools();
  // What the harness does itself must not take the server's core.
  pin(process.pid, cores.load);
  const started = performance.now();
  const effort = quick ? quickly : full;
  const notes = new Set(versionConflicts());
  noteLoad(notes);
  const fixture = await createFixture();
  try {
    const context = {
      fixture,
      quick,
      ...effort,
      isChosen: (name) => only === undefined || only.includes(name),
      note: (text) => notes.add(text),
      progress,
    };
    const outcome = await runAll(names, context);
    const minutes = (performance.now() - started) / 60_000;
    const withAllContenders = only === undefined;
    const isWhole = withAllContenders && names.length === scenarioNames.length;
    const { rows, findings } = outcome;
    console.log([measurements(rows), ...notes, verdicts(findings, isWhole)].join('\n\n'));
    console.log(`\n${command}: ${minutes.toFixed(1)} minutes`);
    // The results name the command: a run of some scenarios leaves the goals of the others open.
    if (withAllContenders && !quick) {
      await writeResults({ fixture, outcome, notes, command, minutes, effort });
    }
    const missed = findings.filter(({ goal, value }) => !isMet(goals[goal], value.median));
    return missed.length > 0 && !quick ? 1 : 0;
  } finally {
    await fixture.close();
  }
}

/** @returns {Promise<import('./scenario.js').Outcome>} */
async function runAll(names, context) {
  const rows = [];
  const findings = [];
  for (const name of names) {
    const outcome = await scenarios[name].run(context);
    rows.push(...outcome.rows);
    findings.push(...outcome.findings);
  }
  context.progress('');
  return { rows, findings };
}

function noteLoad(notes) {
  const [load] = loadavg();
  if (load > quietLoad) {
    notes.add(`The machine was not quiet: its load was ${load.toFixed(1)} before the start.`);
  }
}

/** One line that says what is being done, where someone watches. */
function progress(text) {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
}
