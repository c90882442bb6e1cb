export { ConfigError } from '../platform/config/environment.js';
export { readEnvironment } from '../platform/config/environment.js';
export { loadConfig } from './load-config.js';
export type { Config } from './options.js';
export { resolveSecret } from '../platform/config/secret.js';
