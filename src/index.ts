/** Authgraph as a library: the whole service inside your own process. */
export { createAuthServer, type AuthServer, type ServerOverrides } from './server.js';
export { loadConfig, ConfigError, type Config } from './config/config.js';
export type { Hooks } from './accounts/hooks.js';
export { systemClock, type Clock } from './clock.js';
export { AuthError, reasons, type ErrorCode, type ErrorReason } from './errors.js';
export type { ClientInfo } from './client-info.js';
export type { RevocationReason, Session } from './sessions/session.js';
export type { User } from './users/user.js';
