// What Linux reports of a process and its children: processor time and memory.
import { readFileSync } from 'node:fs';

const ticksPerSecond = 100;

function read(pid, file) {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    // It has ended since it was listed.
    return '';
  }
}

/** A process and all that descend from it. @param {number} pid @returns {number[]} */
function family(pid) {
  const children = read(pid, `task/${pid}/children`).split(' ').filter(Boolean).map(Number);
  return [pid, ...children.flatMap(family)];
}

/** Seconds of processor time so far, children included. @param {number} pid */
export function cpuSeconds(pid) {
  const times = family(pid).map((member) => {
    const fields = read(member, 'stat').split(') ')[1]?.split(' ') ?? [];
    return Number(fields[11] ?? 0) + Number(fields[12] ?? 0);
  });
  return times.reduce((sum, ticks) => sum + ticks, 0) / ticksPerSecond;
}

/** Resident memory in MiB, children included. @param {number} pid */
export function memoryMib(pid) {
  const sizes = family(pid).map((member) =>
    Number(/VmRSS:\s+(\d+)/.exec(read(member, 'status'))?.[1] ?? 0),
  );
  return sizes.reduce((sum, size) => sum + size, 0) / 1024;
}
