// Rounds in turns (A B C A B C …), so that what disturbs the machine disturbs everyone, and the statistics.

/** @param {number[]} samples @param {number} q from 0 to 1 */
export function quantile(samples, q) {
  const sorted = [...samples].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))];
}

/** @param {number[]} samples the middle one, or the mean of the two in the middle */
export function median(samples) {
  const sorted = [...samples].sort((one, other) => one - other);
  const middle = sorted.length / 2;
  return (sorted[Math.ceil(middle) - 1] + sorted[Math.floor(middle)]) / 2;
}

/**
 * @typedef {object} Spread
 * @property {number} median
 * @property {number} low
 * @property {number} high
 */

/** @param {number[]} samples @returns {Spread} */
export function spread(samples) {
  return { median: median(samples), low: Math.min(...samples), high: Math.max(...samples) };
}

/**
 * The ratio within each round, so that a slow second of the machine is in both halves of it.
 * @param {number[]} ours @param {number[]} theirs @returns {Spread}
 */
export function ratio(ours, theirs) {
  return spread(ours.map((sample, round) => sample / theirs[round]));
}

/**
 * Takes each contestant's turn in each round; every second round in the opposite order.
 * @template C, M
 * @param {number} rounds @param {C[]} contestants @param {(contestant: C, round: number) => Promise<M>} turn
 * @returns {Promise<Map<C, M[]>>} the measurements of each, by round
 */
export async function interleave(rounds, contestants, turn) {
  const results = new Map(contestants.map((contestant) => [contestant, []]));
  for (let round = 0; round < rounds; round += 1) {
    const order = round % 2 === 0 ? contestants : [...contestants].reverse();
    for (const contestant of order) results.get(contestant).push(await turn(contestant, round));
  }
  return results;
}
