// Requests at a steady pace, independent of the answers: a slow answer does not keep the next question back,
// so that every moment of a stall is counted.
import { setTimeout as delay } from 'node:timers/promises';
import { ask } from './http.js';

/**
 * @param {string} url @param {import('./graphql.js').Request} request
 * @param {{ perSecond: number, seconds: number }} pace
 * @returns {Promise<number[]>} milliseconds of each answer
 */
export async function askPaced(url, request, { perSecond, seconds }) {
  const begin = performance.now();
  const answers = [];
  while (answers.length < perSecond * seconds) {
    await delay(Math.max(0, begin + (answers.length * 1000) / perSecond - performance.now()));
    const answer = ask(url, request);
    // Looked at below, when all have been sent; until then a failure is no unhandled one.
    answer.catch(() => undefined);
    answers.push(answer);
  }
  return (await Promise.all(answers)).map(({ ms, status, body }) => {
    if (status === 200 && body.includes(request.expect)) return ms;
    throw new Error(`a wrong answer: ${status} ${body.slice(0, 300)}`);
  });
}
