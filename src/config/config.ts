export { ConfigError } from './config-error.js';
export { readEnvironment } from './environment.js';
export { loadConfig } from './load.js';
export type { Config } from './options.js';
export { resolveSecret } from './secret.js';
