import type { Config } from '../../app/config.js';
import type { CoreOverrides } from '../../app/core.js';
import type { Instrument } from './instrument.js';
import type { Metrics } from './metrics.js';

/** What is on of metrics and tracing. */
export interface Telemetry extends Omit<Instrument, 'plugin'> {
  readonly plugins: readonly Instrument['plugin'][];
  readonly coreOverrides: Pick<CoreOverrides, 'onHashTurn'>;
  /** The page of the metrics; `undefined` when they are off. */
  readonly exposition: Metrics['exposition'] | undefined;
}

/** Loads only the packages of what is on. */
export async function openTelemetry(
  config: Pick<Config, 'metrics' | 'tracing'>,
): Promise<Telemetry> {
  const metrics = config.metrics ? (await import('./metrics.js')).createMetrics() : undefined;
  const tracing = config.tracing ? (await import('./tracing.js')).createTracing() : undefined;
  const instruments = [metrics, tracing].filter((instrument) => instrument !== undefined);

  return {
    core: (core, keyRing) =>
      instruments.reduce((inner, instrument) => instrument.core(inner, keyRing), core),
    services: (services) =>
      instruments.reduce((inner, instrument) => instrument.services(inner), services),
    listener: (listener, routes) =>
      instruments.reduce((inner, instrument) => instrument.listener(inner, routes), listener),
    plugins: instruments.map(({ plugin }) => plugin),
    coreOverrides: metrics === undefined ? {} : { onHashTurn: metrics.onHashTurn },
    exposition: metrics?.exposition,
  };
}
