// The table and the goals, as text for people: Markdown that reads well in a terminal too.
import { decide, goals, sentence } from './goals.js';

/** @param {number} value three digits at least, and thousands with commas */
function figure(value) {
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return value.toLocaleString('en-US', {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
}

/** @param {import('./rounds.js').Spread} spread */
const range = ({ low, high }) => `${figure(low)}–${figure(high)}`;

/** @param {string[][]} lines the first is the head */
export function table(lines) {
  const widths = lines[0].map((_, column) => Math.max(...lines.map((line) => line[column].length)));
  const format = (line) =>
    `| ${line.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`;
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  const [head, ...body] = lines;
  return [format(head), rule, ...body.map(format)].join('\n');
}

/** @param {import('./scenario.js').Row[]} rows */
export function measurements(rows) {
  const head = ['work', 'server', 'median', 'low–high', 'ratio', 'low–high', 'against', 'details'];
  const body = rows.map(({ work, server, value, unit, ratio, against = '', details = '' }) => [
    work,
    server,
    `${figure(value.median)} ${unit}`,
    range(value),
    ratio === undefined ? '' : figure(ratio.median),
    ratio === undefined ? '' : range(ratio),
    against,
    details,
  ]);
  return table([head, ...body]);
}

const words = { met: 'met', missed: 'NOT met', undecided: 'undecided' };

/**
 * The goals: met, not met, or left open.
 * @param {import('./scenario.js').Finding[]} findings
 * @param {boolean} all whether goals that were not measured are listed too, and say so
 */
export function verdicts(findings, all) {
  const head = ['work', 'against', 'goal', 'measured', 'low–high', 'verdict'];
  const found = new Map(findings.map((finding) => [finding.goal, finding]));
  const body = Object.entries(goals)
    .filter(([key]) => all || found.has(key))
    .map(([key, goal]) => {
      const finding = found.get(key);
      const start = [goal.work, goal.against, sentence(goal)];
      if (finding === undefined) return [...start, '', '', 'not measured in this run'];
      const { value, doubt } = finding;
      const { verdict, why } = decide(goal, value, doubt);
      const said = why === undefined ? words[verdict] : `${words[verdict]}: ${why}`;
      return [...start, figure(value.median), range(value), said];
    });
  return table([head, ...body]);
}
