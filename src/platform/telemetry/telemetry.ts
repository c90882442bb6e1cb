import type { GaugeSource, Metrics } from './metrics.js';
import type { RequestObserver } from './instrument.js';
import type { Tracing } from './tracing.js';

/**
 * The enabled ones of metrics and tracing wrap the parts of a service. A disabled one wraps nothing, so that it
 * costs a request nothing either.
 */
export interface Telemetry extends Omit<RequestObserver, 'plugin'>, Pick<Metrics, 'counted'> {
  readonly traced: Tracing['traced'];
  readonly tracedStorage: Tracing['tracedStorage'];
  readonly plugins: readonly RequestObserver['plugin'][];
  /** Called at single events, where they are counted. */
  readonly listeners: Partial<
    Pick<
      Metrics,
      'onHashTurn' | 'onSecurityEvent' | 'onBreachLookup' | 'onCaptcha' | 'onProviderAnswer'
    >
  >;
  /** @param gauges called when metrics are on */
  addGauges(gauges: () => readonly GaugeSource[]): void;
  /** The page of the metrics; `undefined` when they are off. */
  readonly exposition: Metrics['exposition'] | undefined;
}

/** Loads only the packages of what is on. */
export async function openTelemetry(config: {
  readonly metrics: boolean;
  readonly tracing: boolean;
}): Promise<Telemetry> {
  const metrics = config.metrics ? (await import('./metrics.js')).createMetrics() : undefined;
  const tracing = config.tracing ? (await import('./tracing.js')).createTracing() : undefined;
  const observers = [metrics, tracing].filter((observer) => observer !== undefined);

  return {
    counted: (accounts) => metrics?.counted(accounts) ?? accounts,
    traced: (name, target, except) => tracing?.traced(name, target, except) ?? target,
    tracedStorage: (storage) => tracing?.tracedStorage(storage) ?? storage,
    listener: (listener, routes) =>
      observers.reduce((inner, observer) => observer.listener(inner, routes), listener),
    plugins: observers.map(({ plugin }) => plugin),
    listeners: metrics ?? {},
    addGauges(gauges) {
      if (metrics !== undefined) gauges().forEach((gauge) => metrics.add(gauge));
    },
    exposition: metrics?.exposition,
  };
}
