// All scenarios, in the order in which they run and are reported.
import flood from './flood.js';
import me from './me.js';
import refresh from './refresh.js';

/** @type {Record<string, import('../lib/scenario.js').Scenario>} */
export const scenarios = { me, refresh, flood };

export const scenarioNames = Object.keys(scenarios);
