import {
  context,
  propagation,
  SpanKind,
  SpanStatusCode,
  trace,
  type Attributes,
  type Span,
} from '@opentelemetry/api';
import type { DatabaseKind, Transact } from '../database/storage.js';
import { AuthError } from '../errors/auth-error.js';
import { whenOver } from '../route.js';
import { aroundMethods, labelsOf, type RequestObserver } from './instrument.js';
import { shareCommit } from '../database/stores.js';

/** Methods that OpenTelemetry knows and we answer; others are `_OTHER`. */
const methods = ['GET', 'HEAD', 'OPTIONS', 'POST'];

/** What holds stores, and opens transactions in which there are stores of the same names. */
interface Transactional {
  readonly kind: DatabaseKind;
  readonly transact: Transact<{ readonly audit: object }>;
}

export interface Tracing extends RequestObserver {
  /**
   * The same object with a span for each call, called by `name` and the method; spans of what it calls hang below.
   * @param except methods without a span
   */
  traced<T extends object>(name: string, target: T, except?: readonly (keyof T)[]): T;
  /** The same stores, in and outside of transactions, each under its name. */
  tracedStorage<T extends Transactional>(storage: T): T;
}

/**
 * Spans through OpenTelemetry's API: they go where the SDK of the process sends them, and nowhere without
 * one. No span holds a name, an address, a token, a document or a message: only reasons and kinds.
 */
export function createTracing(): Tracing {
  const tracer = trace.getTracer('authgraph');

  function around<T extends object>(
    prefix: string,
    target: T,
    options: { kind?: SpanKind; attributes?: Attributes },
    except: readonly (keyof T)[] = [],
  ): T {
    const spanned = (method: string, run: () => unknown) =>
      tracer.startActiveSpan(`${prefix}.${method}`, options, (span) => settle(span, run));
    return aroundMethods(target, spanned, except);
  }

  return {
    traced: (name, target, except) => around(name, target, {}, except),
    tracedStorage(storage) {
      const system = storage.kind === 'postgres' ? 'postgresql' : 'sqlite';
      const options = { kind: SpanKind.CLIENT, attributes: { 'db.system.name': system } };
      const tracedStores = <T extends object>(stores: T): T =>
        Object.fromEntries(
          Object.entries(stores).map(([name, store]: [string, unknown]) => [
            name,
            typeof store === 'object' && store !== null ? around(name, store, options) : store,
          ]),
        ) as T;
      const transact: Transactional['transact'] = (work) =>
        storage.transact((stores) => work(sharingCommit(stores, tracedStores(stores))));
      return { ...tracedStores(storage), transact };
    },
    listener: (listener, routes) => (request, response) => {
      const parent = propagation.extract(context.active(), request.headers);
      const method = methods.find((name) => name === request.method) ?? '_OTHER';
      const [path = ''] = (request.url ?? '').split('?');
      const route = routes.has(path) ? path : undefined;
      const attributes = { 'http.request.method': method, ...(route && { 'http.route': route }) };
      const name = route === undefined ? method : `${method} ${route}`;
      const span = tracer.startSpan(name, { kind: SpanKind.SERVER, attributes }, parent);
      whenOver({ request, response }, () => {
        const { statusCode } = response;
        span.setAttribute('http.response.status_code', statusCode);
        if (statusCode >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
        span.end();
      });
      context.with(trace.setSpan(parent, span), () => listener(request, response));
    },
    plugin,
  };
}

/** The wrapped stores of a transaction; what waits for its commit is known by its own store. */
function sharingCommit<Stores extends { audit: object }>(stores: Stores, wrapped: Stores): Stores {
  shareCommit(stores.audit, wrapped.audit);
  return wrapped;
}

/** Says of the request's span what was asked for and why it was refused. */
const plugin: RequestObserver['plugin'] = {
  requestDidStart({ contextValue: { requestId } }) {
    const span = trace.getActiveSpan();
    span?.setAttribute('authgraph.request_id', requestId);
    return Promise.resolve({
      didResolveOperation({ operation }) {
        const { kind, field } = labelsOf(operation);
        span?.setAttributes({ 'graphql.operation.type': kind, 'authgraph.field': field });
        return Promise.resolve();
      },
      didEncounterErrors({ errors: [error] }) {
        const reason = error?.extensions['reason'];
        if (typeof reason === 'string') span?.setAttribute('authgraph.reason', reason);
        return Promise.resolve();
      },
    });
  },
};

/** Ends the span when the call is done, at once or later. */
function settle(span: Span, run: () => unknown): unknown {
  try {
    const result = run();
    if (!(result instanceof Promise)) {
      span.end();
      return result;
    }
    return result.then(
      (value: unknown) => {
        span.end();
        return value;
      },
      (error: unknown) => fail(span, error),
    );
  } catch (error) {
    return fail(span, error);
  }
}

/** A refusal is an answer like any other; only what is our fault is an error. */
function fail(span: Span, error: unknown): never {
  const type = error instanceof AuthError ? error.reason : 'INTERNAL';
  span.setAttribute('error.type', type);
  if (!isRefusal(error)) span.setStatus({ code: SpanStatusCode.ERROR });
  span.end();
  throw error;
}

function isRefusal(error: unknown): boolean {
  return (
    error instanceof AuthError &&
    error.code !== 'INTERNAL_SERVER_ERROR' &&
    error.code !== 'SERVICE_UNAVAILABLE'
  );
}
