// The next token pair: the session's row moved on durably, two tokens signed. Every client goes on with
// the token that it was given last. Flask's refresh keeps nothing and gives one token.
import { throughput } from '../lib/throughput.js';

/** @type {import('../lib/scenario.js').Scenario} */
export default {
  title: '`refresh`, rotated and durable',
  run: (context) =>
    throughput(
      {
        work: 'refresh',
        contestants: {
          limit: 'limit',
          'limit-shared-sync': 'limit',
          engine: 'limit',
          ours: 'limit',
          'ours-warn': 'limit',
          'limit-hs256': 'limit-hs256',
          'ours-hs256': 'limit-hs256',
          'ours-postgres-hs256': 'limit-hs256',
          flask: 'limit-hs256',
          'limit-postgres': 'limit-postgres',
          'ours-postgres': 'limit-postgres',
        },
        findings: {
          'refresh/limit': ['ours', 'limit'],
          'refresh/limit-hs256': ['ours-hs256', 'limit-hs256'],
          'refresh/limit-postgres': ['ours-postgres', 'limit-postgres'],
          'refresh/flask': ['ours-hs256', 'flask'],
          'refresh/flask-postgres': ['ours-postgres-hs256', 'flask'],
        },
        requests: (client, api) => ({ refresh: api.refresh(client) }),
        spendsTokens: true,
      },
      context,
    ),
};
