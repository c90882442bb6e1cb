import { option, type CrossCheck } from '../config/option.js';
import { hostOption, type httpOptions } from '../http/options.js';
import { onOff, wholeNumber } from '../config/schemas.js';

export const telemetryOptions = {
  METRICS: option({
    schema: onOff,
    default: false,
    defaultText: '`off`',
    unit: '`on` or `off`',
    description:
      'Whether `/metrics` is served for Prometheus, at METRICS_PORT: see [the guide](guides/observability.md).',
    bounds: '`on` or `off`.',
    danger: 'On, each request is measured, which costs a few microseconds.',
  }),
  METRICS_PORT: option({
    ...wholeNumber({
      min: 0,
      max: 65_535,
      default: 9464,
      because: 'the usual port of exporters by OpenTelemetry; 0 lets the system choose, for tests.',
    }),
    description: 'The TCP port for `/metrics`, which is never served at PORT.',
    danger: 'A public port shows others how much the service is used.',
  }),
  METRICS_HOST: option({
    ...hostOption,
    default: '127.0.0.1',
    description: 'The address to listen on for `/metrics`.',
    danger:
      'In a container, a Prometheus outside of it cannot reach `127.0.0.1`. Everyone who can reach the host can reach `0.0.0.0`.',
  }),
  TRACING: option({
    schema: onOff,
    default: false,
    defaultText: '`off`',
    unit: '`on` or `off`',
    description:
      'Whether requests, sign-ins, hashes and queries are sent to OpenTelemetry as spans. See [the guide](guides/observability.md).',
    bounds: '`on` or `off`; an OpenTelemetry SDK in the process sends them somewhere.',
    danger:
      'On: any client that sends a `traceparent` header decides the parent of its spans. Let your proxy remove it.',
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
