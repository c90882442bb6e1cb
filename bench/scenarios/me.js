// Who am I: a verified token, and the session and its user read each time.
import { throughput } from '../lib/throughput.js';

/** @type {import('../lib/scenario.js').Scenario} */
export default {
  title: '`me` by signed-in clients',
  run: (context) =>
    throughput(
      {
        work: 'me',
        contestants: {
          limit: 'limit',
          fixed: 'limit',
          engine: 'limit',
          ours: 'limit',
          'ours-warn': 'limit',
          'limit-hs256': 'limit-hs256',
          'ours-hs256': 'limit-hs256',
          tutorial: 'limit-hs256',
          yoga: 'limit-hs256',
          'better-auth': 'limit-hs256',
          flask: 'limit-hs256',
          'limit-postgres': 'limit-postgres',
          'engine-postgres': 'limit-postgres',
          'ours-postgres': 'limit-postgres',
        },
        findings: {
          'me/engine': ['ours', 'engine'],
          'me/engine-postgres': ['ours-postgres', 'engine-postgres'],
          'me/tutorial': ['ours-hs256', 'tutorial'],
          'me/flask': ['ours-hs256', 'flask'],
          'me/better-auth': ['ours', 'better-auth'],
          'me/yoga': ['ours-hs256', 'yoga'],
        },
        requests: (client, api) => ({ me: api.me(client) }),
      },
      context,
    ),
};
