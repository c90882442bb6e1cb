// What an API sees: of a hundred requests ninety `me`, nine `refresh`, one `login`. The one login costs
// more processor time than all the others.
import { credentials } from '../lib/fixture.js';
import { throughput } from '../lib/throughput.js';

/** Evenly spread: a refresh after every ten others, a login in the middle. */
const order = Array.from({ length: 100 }, (_, turn) => {
  if (turn === 50) return 'login';
  return turn % 11 === 10 ? 'refresh' : 'me';
});

/** @type {import('../lib/scenario.js').Scenario} */
export default {
  isLong: true,
  title: 'Mixed: 90 % `me`, 9 % `refresh`, 1 % `login`',
  run: (context) =>
    throughput(
      {
        work: 'mixed',
        contestants: {
          limit: 'limit',
          ours: 'limit',
          'limit-postgres': 'limit-postgres',
          'ours-postgres': 'limit-postgres',
        },
        findings: {},
        order,
        requests: (client, api) => ({
          me: api.me(client),
          refresh: api.refresh(client),
          login: api.login(credentials),
        }),
        spendsTokens: true,
      },
      context,
    ),
};
