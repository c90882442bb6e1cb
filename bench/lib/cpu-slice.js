// A share of one core for a process, by the kernel's control groups (version 1, as root): how two
// processes are each given what they would have, where there is no core for each of them.
import { mkdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = '/sys/fs/cgroup/cpu';
/** Microseconds: short, so that a process that has used its share does not wait long for the next. */
const period = 10_000;

/** Whether this machine lets us do it. */
export function canSlice() {
  try {
    rmdirSync(makeGroup('probe', 1));
    return true;
  } catch {
    return false;
  }
}

function makeGroup(name, share) {
  const group = join(root, `authgraph-bench-${process.pid}-${name}`);
  mkdirSync(group);
  writeFileSync(join(group, 'cpu.cfs_period_us'), String(period));
  writeFileSync(join(group, 'cpu.cfs_quota_us'), String(Math.round(period * share)));
  return group;
}

/**
 * @param {number} pid @param {number} share of one core, 1 for all of it
 * @returns {() => void} removes the group again; call it when the process has ended
 */
export function slice(pid, share) {
  const group = makeGroup(String(pid), share);
  writeFileSync(join(group, 'cgroup.procs'), String(pid));
  return () => rmdirSync(group);
}
