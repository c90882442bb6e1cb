import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { AuthError } from '../errors/auth-error.js';
import { whenOver, type Outgoing } from '../route.js';
import { aroundMethods, labelsOf, type RequestObserver } from './instrument.js';

/** Seconds; `me` takes one or two milliseconds, a password thirty. */
const requestBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** A value that is looked up when Prometheus asks, and costs nothing in between. */
export interface GaugeSource {
  readonly name: string;
  readonly help: string;
  /** One number, or several by the label `state`; `undefined` where there is nothing to say at the moment. */
  read(): number | Readonly<Record<string, number>> | undefined;
}

/** The metrics of one service, for Prometheus. The values of all labels come from closed sets. */
export interface Metrics extends RequestObserver {
  /** The same verbs, with their outcomes counted by their names. */
  counted<T extends object>(accounts: T): T;
  add(gauge: GaugeSource): void;
  readonly onHashTurn: (waited: number) => void;
  readonly onSecurityEvent: (type: string) => void;
  readonly onBreachLookup: (outcome: string) => void;
  readonly onCaptcha: (outcome: string) => void;
  readonly onProviderAnswer: (provider: string, outcome: string) => void;
  readonly exposition: { readonly contentType: string; text(): Promise<string> };
}

export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const instruments = createInstruments(registry);
  const { accountOperations, securityEvents, breachLookups, captchas, hashWaits } = instruments;
  const { providerAnswers } = instruments;

  return {
    counted: (accounts) =>
      aroundMethods(accounts, async (operation, run) => {
        try {
          const result = await run();
          accountOperations.inc({ operation, outcome: 'success' });
          return result;
        } catch (error) {
          accountOperations.inc({ operation, outcome: outcomeOf(error) });
          throw error;
        }
      }),
    add: (gauge) => addGauge(registry, gauge),
    onHashTurn: (waited) => hashWaits.observe(waited / 1000),
    onSecurityEvent: (type) => securityEvents.inc({ type }),
    onBreachLookup: (outcome) => breachLookups.inc({ outcome }),
    onCaptcha: (outcome) => captchas.inc({ outcome }),
    onProviderAnswer: (provider, outcome) => providerAnswers.inc({ provider, outcome }),
    listener: (listener, routes) => timeRequests(instruments, listener, routes),
    plugin: createPlugin(instruments),
    exposition: { contentType: registry.contentType, text: () => registry.metrics() },
  };
}

function addGauge(registry: Registry, { name, help, read }: GaugeSource): void {
  const byState = typeof read() === 'object';
  new Gauge({
    name,
    help,
    labelNames: byState ? ['state'] : [],
    registers: [registry],
    collect() {
      const values = read();
      if (typeof values === 'number') this.set(values);
      else for (const [state, value] of Object.entries(values ?? {})) this.set({ state }, value);
    },
  });
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
    breachLookups: new Counter({
      name: 'authgraph_breach_lookups_total',
      help: 'New passwords that were looked up: clean, breached, or unavailable, which accepts them.',
      labelNames: ['outcome'],
      registers,
    }),
    captchas: new Counter({
      name: 'authgraph_captchas_total',
      help: 'CAPTCHAs that were verified: passed, refused, or unavailable, which lets everyone in.',
      labelNames: ['outcome'],
      registers,
    }),
    providerAnswers: new Counter({
      name: 'authgraph_identity_provider_answers_total',
      help: 'Sign-ins that came back from identity providers: identified, refused, or unavailable.',
      labelNames: ['provider', 'outcome'],
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

function isEventStream(response: Outgoing): boolean {
  return String(response.getHeader('content-type')).startsWith('text/event-stream');
}

function timeRequests(
  { httpRequests }: Instruments,
  listener: Parameters<RequestObserver['listener']>[0],
  routes: ReadonlyMap<string, unknown>,
): ReturnType<RequestObserver['listener']> {
  return (request, response) => {
    const stop = httpRequests.startTimer();
    const [path = ''] = (request.url ?? '').split('?');
    whenOver({ request, response }, () => {
      // A stream of events lasts as long as its reader wants: its time is not that of an answer.
      if (isEventStream(response)) return;
      const status = response.writableFinished ? String(response.statusCode) : 'aborted';
      stop({ route: routes.has(path) ? path : 'other', status });
    });
    listener(request, response);
  };
}

function createPlugin({ operations }: Instruments): RequestObserver['plugin'] {
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
