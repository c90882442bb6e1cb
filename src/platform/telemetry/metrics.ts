import { collectDefaultMetrics, Counter, Histogram, Registry } from 'prom-client';
import type { Accounts } from '../../features/passwords/service.js';
import { AuthError } from '../errors/auth-error.js';
import { afterCommit } from '../events/after-commit.js';
import { addGauges } from './gauges.js';
import { type Instrument, aroundMethods, labelsOf } from './instrument.js';

/** Seconds; `me` takes one or two milliseconds, a password thirty. */
const requestBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** The metrics of one service, for Prometheus. The values of all labels come from closed sets. */
export interface Metrics extends Instrument {
  readonly onHashTurn: (waited: number) => void;
  readonly exposition: { readonly contentType: string; text(): Promise<string> };
}

export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const instruments = createInstruments(registry);
  const { accountOperations, securityEvents, hashWaits } = instruments;

  function countOutcomes(accounts: Accounts): Accounts {
    return aroundMethods(accounts, async (operation, run) => {
      try {
        const result = await run();
        accountOperations.inc({ operation, outcome: 'success' });
        return result;
      } catch (error) {
        accountOperations.inc({ operation, outcome: outcomeOf(error) });
        throw error;
      }
    });
  }

  return {
    onHashTurn: (waited) => hashWaits.observe(waited / 1000),
    core(core, keyRing) {
      addGauges(registry, core, keyRing);
      const { record, recordIn } = core.audit;
      const audit: typeof core.audit = {
        ...core.audit,
        record(entry) {
          securityEvents.inc({ type: entry.type });
          record(entry);
        },
        recordIn(transaction, entry) {
          afterCommit(transaction, () => securityEvents.inc({ type: entry.type }));
          return recordIn(transaction, entry);
        },
      };
      return { ...core, audit };
    },
    services: (services) => ({ ...services, accounts: countOutcomes(services.accounts) }),
    listener: (listener, routes) => timeRequests(instruments, listener, routes),
    plugin: createPlugin(instruments),
    exposition: { contentType: registry.contentType, text: () => registry.metrics() },
  };
}

function createInstruments(registry: Registry) {
  const registers = [registry];
  return {
    accountOperations: new Counter({
      name: 'authgraph_account_operations_total',
      help: 'Sign-ins, refreshes and the like by outcome: success, or the reason of docs/errors.md.',
      labelNames: ['operation', 'outcome'],
      registers,
    }),
    securityEvents: new Counter({
      name: 'authgraph_security_events_total',
      help: 'Events of the audit log by type; session.token_reused is a stolen refresh token.',
      labelNames: ['type'],
      registers,
    }),
    hashWaits: new Histogram({
      name: 'authgraph_password_hash_wait_seconds',
      help: 'How long passwords waited for their turn to be hashed.',
      buckets: requestBuckets,
      registers,
    }),
    httpRequests: new Histogram({
      name: 'authgraph_http_request_duration_seconds',
      help: 'Requests by address and status, until the answer was written.',
      labelNames: ['route', 'status'],
      buckets: requestBuckets,
      registers,
    }),
    operations: new Histogram({
      name: 'authgraph_graphql_operation_duration_seconds',
      help: 'GraphQL operations by kind and root field; "errors" if the answer has any.',
      labelNames: ['kind', 'field', 'outcome'],
      buckets: requestBuckets,
      registers,
    }),
  };
}

type Instruments = ReturnType<typeof createInstruments>;

function outcomeOf(error: unknown): string {
  return error instanceof AuthError ? error.reason.toLowerCase() : 'internal';
}

function timeRequests(
  { httpRequests }: Instruments,
  listener: Parameters<Instrument['listener']>[0],
  routes: ReadonlyMap<string, unknown>,
): ReturnType<Instrument['listener']> {
  return (request, response) => {
    const stop = httpRequests.startTimer();
    const [path = ''] = (request.url ?? '').split('?');
    response.once('close', () => {
      const status = response.writableFinished ? String(response.statusCode) : 'aborted';
      stop({ route: routes.has(path) ? path : 'other', status });
    });
    listener(request, response);
  };
}

function createPlugin({ operations }: Instruments): Instrument['plugin'] {
  return {
    requestDidStart() {
      const stop = operations.startTimer();
      let labels = labelsOf();
      return Promise.resolve({
        didResolveOperation({ operation }) {
          labels = labelsOf(operation);
          return Promise.resolve();
        },
        willSendResponse({ response: { body } }) {
          const failed = body.kind === 'single' && body.singleResult.errors !== undefined;
          stop({ ...labels, outcome: failed ? 'errors' : 'success' });
          return Promise.resolve();
        },
      });
    },
  };
}
