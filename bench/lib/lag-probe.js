// Loaded into a server by `--import`: measures how late its event loop is, and writes what it has measured
// since the last time to `lag.json` in its working folder (milliseconds) at each SIGUSR2.
import { renameSync, writeFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';

const file = 'lag.json';
const resolution = 5;
const histogram = monitorEventLoopDelay({ resolution });
histogram.enable();

process.on('SIGUSR2', () => {
  // The histogram counts the interval between two looks, of which the resolution is no delay.
  const late = (nanoseconds) => Math.max(0, nanoseconds / 1e6 - resolution);
  const lag = { p99: late(histogram.percentile(99)), max: late(histogram.max) };
  // Under its name only once it is whole.
  writeFileSync(`${file}.new`, JSON.stringify(lag));
  renameSync(`${file}.new`, file);
  histogram.reset();
});
