// Whether someone else was at work on the machine while something was measured.
import { readdirSync, readFileSync } from 'node:fs';

/** Share of the machine's processor time that others may take, or that the host may keep back. */
const mostForeign = 0.05;
const mostStolen = 0.02;

/**
 * Ticks of the processors' time since the start of the machine.
 * @typedef {{ all: number, busy: number, stolen: number, own: number, kernel: number }} Ticks
 */

/** @param {string} stat the text of `/proc/stat` @returns {Pick<Ticks, 'all' | 'busy' | 'stolen'>} */
export function machineTicks(stat) {
  const [user, nice, system, idle, waiting, irq, softirq, stolen] = stat
    .slice(0, stat.indexOf('\n'))
    .split(/\s+/)
    .slice(1)
    .map(Number);
  // Interrupts serve whoever is at work: us, if nobody else is.
  const busy = user + nice + system;
  return { all: busy + idle + waiting + irq + softirq + stolen, busy, stolen };
}

/**
 * @param {{ pid: number, parent: number, ticks: number }[]} processes their children that have ended included
 * @param {number} root of our processes
 * @returns {Pick<Ticks, 'own' | 'kernel'>}
 */
export function ticksOf(processes, root) {
  const parents = new Map(processes.map(({ pid, parent }) => [pid, parent]));
  const descends = (pid, from) => {
    for (let at = pid; at !== undefined && at !== 0; at = parents.get(at)) {
      if (at === from) return true;
    }
    return false;
  };
  const sum = (from) =>
    processes
      .filter(({ pid }) => descends(pid, from))
      .reduce((total, { ticks }) => total + ticks, 0);
  return { own: sum(root), kernel: sum(kernelThreads) };
}

/** The parent of the kernel's threads, which write to the disk for us. */
const kernelThreads = 2;

/** @param {string} stat the text of `/proc/<pid>/stat` */
export function processOf(stat) {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [, parent] = fields;
  const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
  return { pid: Number.parseInt(stat, 10), parent: Number(parent), ticks };
}

/** @returns {Ticks} */
function now() {
  const processes = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        return [processOf(readFileSync(`/proc/${pid}/stat`, 'utf8'))];
      } catch {
        // It has ended since it was listed.
        return [];
      }
    });
  return {
    ...machineTicks(readFileSync('/proc/stat', 'utf8')),
    ...ticksOf(processes, process.pid),
  };
}

/**
 * Shares of the machine's processor time between two looks.
 * @param {Ticks} before @param {Ticks} after
 */
export function sharesOf(before, after) {
  const grown = (key) => after[key] - before[key];
  const all = Math.max(1, grown('all'));
  const foreign = Math.max(0, grown('busy') - grown('own') - Math.max(0, grown('kernel')));
  return { foreign: foreign / all, stolen: grown('stolen') / all };
}

/**
 * Why what was measured meanwhile decides nothing, if it does not.
 * @param {{ foreign: number, stolen: number }} shares @returns {string | undefined}
 */
export function disturbance({ foreign, stolen }) {
  const percent = (share) => `${(share * 100).toFixed(0)} %`;
  if (foreign > mostForeign) return `busy machine: others took ${percent(foreign)} of it`;
  if (stolen > mostStolen) return `busy host: it kept back ${percent(stolen)}`;
  return undefined;
}

/** @returns {() => string | undefined} to be called when the measurement has ended */
export function watch() {
  const before = now();
  return () => disturbance(sharesOf(before, now()));
}
