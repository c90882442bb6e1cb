import { expect, test } from 'vitest';
import { disturbance, machineTicks, processOf, sharesOf, ticksOf } from '../../bench/lib/quiet.js';

const stat = (user: number, nice: number, system: number, idle: number, stolen: number) =>
  `cpu  ${user} ${nice} ${system} ${idle} 5 0 7 ${stolen} 0 0\ncpu0 1 2 3 4\n`;

test('waiting for the disk and interrupts are nobody’s work', () => {
  expect(machineTicks(stat(100, 20, 30, 800, 38))).toEqual({ all: 1000, busy: 150, stolen: 38 });
});

test('the time of a process has that of its ended children', () => {
  const line = '42 (a ) b) S 7 42 42 0 -1 0 1 2 3 4 100 20 30 4 20 0 1 0';
  expect(processOf(line)).toEqual({ pid: 42, parent: 7, ticks: 154 });
});

test('our processes and the threads of the kernel are told from all others', () => {
  const processes = [
    { pid: 1, parent: 0, ticks: 1000 },
    { pid: 2, parent: 0, ticks: 1 },
    { pid: 20, parent: 2, ticks: 30 },
    { pid: 50, parent: 1, ticks: 5 },
    { pid: 51, parent: 50, ticks: 10 },
    { pid: 52, parent: 51, ticks: 20 },
    { pid: 60, parent: 1, ticks: 400 },
  ];
  expect(ticksOf(processes, 50)).toEqual({ own: 35, kernel: 31 });
});

test('the time of others is what neither we nor the kernel took', () => {
  const before = { all: 0, busy: 0, stolen: 0, own: 0, kernel: 0 };
  const after = { all: 1000, busy: 600, stolen: 40, own: 450, kernel: 50 };
  expect(sharesOf(before, after)).toEqual({ foreign: 0.1, stolen: 0.04 });
});

test('a machine is busy if others take more of it than a moment', () => {
  expect(disturbance({ foreign: 0.04, stolen: 0.01 })).toBeUndefined();
  expect(disturbance({ foreign: 0.2, stolen: 0 })).toBe('busy machine: others took 20 % of it');
  expect(disturbance({ foreign: 0, stolen: 0.03 })).toBe('busy host: it kept back 3 %');
});
