// All scenarios, in the order in which they run and are reported.
import enumeration from './enumeration.js';
import events from './events.js';
import flood from './flood.js';
import honest from './honest.js';
import imports from './import.js';
import log from './log.js';
import login from './login.js';
import me from './me.js';
import mixed from './mixed.js';
import processes from './processes.js';
import refresh from './refresh.js';
import scale from './scale.js';
import start from './start.js';
import verify from './verify.js';
import writes from './writes.js';

/** @type {Record<string, import('../lib/scenario.js').Scenario>} */
export const scenarios = {
  me,
  log,
  refresh,
  login,
  mixed,
  honest,
  flood,
  start,
  import: imports,
  writes,
  processes,
  events,
  scale,
  verify,
  enumeration,
};

export const scenarioNames = Object.keys(scenarios);
