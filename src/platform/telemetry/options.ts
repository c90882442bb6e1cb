import { option, type CrossCheck } from '../config/option.js';
import { hostOption, type httpOptions } from '../http/options.js';
import { onOff, wholeNumber } from '../config/schemas.js';

export const telemetryOptions = {
  METRICS: option({
    schema: onOff,
    default: false,
    defaultText: '`off`',
    unit: '`on` or `off`',
    description: 'Whether `/metrics` is served for Prometheus ([guide](guides/observability.md)).',
    bounds: '`on` or `off`.',
    danger: 'Each request costs a few microseconds more.',
  }),
  METRICS_PORT: option({
    ...wholeNumber({
      min: 0,
      max: 65_535,
      default: 9464,
      because: '0 lets the system choose.',
    }),
    description: 'The TCP port for `/metrics`, never that of PORT.',
    danger: 'If public, it shows how much the service is used.',
  }),
  METRICS_HOST: option({
    ...hostOption,
    default: '127.0.0.1',
    description: 'The address to listen on for `/metrics`.',
    danger: 'That of HOST.',
  }),
  TRACING: option({
    schema: onOff,
    default: false,
    defaultText: '`off`',
    unit: '`on` or `off`',
    description: 'Whether OpenTelemetry gets spans ([guide](guides/observability.md#traces)).',
    bounds: '`on` or `off`; an OpenTelemetry SDK in the process sends them.',
    danger: 'Clients choose the parent of spans by `traceparent`: let your proxy remove it.',
  }),
};

export const telemetryChecks: readonly CrossCheck<typeof telemetryOptions & typeof httpOptions>[] =
  [
    {
      between: ['METRICS', 'METRICS_PORT', 'PORT'],
      find: ({ metrics, metricsPort, port }) =>
        metrics &&
        port !== 0 &&
        metricsPort === port &&
        `METRICS_PORT is ${port}, which is the PORT of the service itself; write another one, such as 9464`,
    },
  ];
