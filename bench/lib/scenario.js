// What a scenario is given, and what it gives back.

/**
 * @typedef {object} Context
 * @property {import('./fixture.js').Fixture} fixture
 * @property {boolean} quick
 * @property {number} rounds
 * @property {number} seconds of load in each turn
 * @property {number} warmUpAnswers answers of each server before the first round
 * @property {number} connections
 * @property {(name: string) => boolean} isChosen whether a contender takes part
 * @property {(text: string) => void} note something that the reader of the results has to know
 * @property {(text: string) => void} progress what is being done now
 *
 * @typedef {object} Row
 * @property {string} work
 * @property {string} server
 * @property {import('./rounds.js').Spread} value
 * @property {string} unit
 * @property {import('./rounds.js').Spread} [ratio] to the reference of the row
 * @property {string} [against] the reference
 * @property {string} [details]
 *
 * @typedef {object} Finding a ratio or a figure for the table of goals
 * @property {string} goal its key in lib/goals.js
 * @property {import('./rounds.js').Spread} value
 * @property {string} [doubt] why it decides nothing
 *
 * @typedef {{ rows: Row[], findings: Finding[] }} Outcome
 *
 * @typedef {object} Scenario
 * @property {string} title
 * @property {boolean} [isLong] whether a quick run of everything leaves it out: it would decide no goal
 * @property {(context: Context) => Promise<Outcome>} run
 */

export {};
