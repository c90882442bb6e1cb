// Runs the scenarios one after the other, prints what they found, and writes it down if it counts.
import { scenarioNames, scenarios } from '../scenarios/index.js';
import { cores, pin, requireTools } from './cores.js';
import { createFixture } from './fixture.js';
import { decide, exitCodeOf, goals } from './goals.js';
import { versionConflicts } from './machine.js';
import { watch } from './quiet.js';
import { measurements, verdicts } from './report.js';
import { writeResults } from './results.js';

const full = { rounds: 5, seconds: 2, warmUpAnswers: 6000, connections: 16 };
const quickly = { rounds: 3, seconds: 1, warmUpAnswers: 2500, connections: 16 };
/**
 * @param {ReturnType<import('./options.js').readOptions>} options
 * @returns {Promise<number>} the exit code, see `exitCodes`
 */
export async function measureAll({ scenarios: names, quick, only, command }) {
  requireTools();
  // What the harness does itself must not take the server's core.
  pin(process.pid, cores.load);
  const started = performance.now();
  const effort = quick ? quickly : full;
  const notes = new Set(versionConflicts());
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
    const outcome = await runAll(decisive(names, quick), context);
    const minutes = (performance.now() - started) / 60_000;
    const withAllContenders = only === undefined;
    const isWhole = withAllContenders && names.length === scenarioNames.length;
    const { rows, findings, disturbed } = outcome;
    for (const [name, why] of disturbed) notes.add(`${name} was measured on a ${why}.`);
    if (disturbed.size > 0) notes.add('What was measured on a busy machine decides nothing.');
    console.log([measurements(rows), ...notes, verdicts(findings, isWhole)].join('\n\n'));
    console.log(`\n${command}: ${minutes.toFixed(1)} minutes`);
    const decided = findings.map(({ goal, value, doubt }) => decide(goals[goal], value, doubt));
    // The results name the command: a run of some scenarios leaves the goals of the others open.
    if (withAllContenders && !quick && disturbed.size < names.length) {
      await writeResults({ fixture, outcome, notes, command, minutes, effort });
    }
    return exitCodeOf(decided.map(({ verdict }) => verdict));
  } finally {
    await fixture.close();
  }
}

/** A quick run of everything leaves out what would decide no goal. */
function decisive(names, quick) {
  if (!quick || names.length < scenarioNames.length) return names;
  return names.filter((name) => !scenarios[name].isLong);
}

/** @returns {Promise<import('./scenario.js').Outcome & { disturbed: Map<string, string> }>} */
async function runAll(names, context) {
  const rows = [];
  const findings = [];
  const disturbed = new Map();
  for (const name of names) {
    const ended = watch();
    const outcome = await scenarios[name].run(context);
    const disturbance = ended();
    if (disturbance !== undefined) disturbed.set(name, disturbance);
    rows.push(...outcome.rows);
    findings.push(...outcome.findings.map((one) => ({ doubt: disturbance, ...one })));
  }
  context.progress('');
  return { rows, findings, disturbed };
}

/** One line that says what is being done, where someone watches. */
function progress(text) {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
}
