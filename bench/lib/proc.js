// What Linux reports of a process and its children: processor time and memory.
import { readdirSync, readFileSync } from 'node:fs';

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

/** Seconds of processor time so far, to the nanosecond, children included. @param {number} pid */
export function cpuSeconds(pid) {
  const times = family(pid).flatMap((member) =>
    threads(member).map((thread) => Number(read(member, `task/${thread}/schedstat`).split(' ')[0])),
  );
  return times.reduce((sum, nanoseconds) => sum + nanoseconds, 0) / 1e9;
}

function threads(pid) {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
}

/** Resident memory in MiB, children included. @param {number} pid */
export function memoryMib(pid) {
  const sizes = family(pid).map((member) =>
    Number(/VmRSS:\s+(\d+)/.exec(read(member, 'status'))?.[1] ?? 0),
  );
  return sizes.reduce((sum, size) => sum + size, 0) / 1024;
}
