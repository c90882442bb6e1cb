import { createRequire } from 'node:module';
import type * as Middleware from 'graphql-middleware';
import type * as Shield from 'graphql-shield';

/**
 * graphql-shield, in the one form that every Node loads. Its release 7.6.5 uses `util.isUndefined`, which
 * Node 23 has removed (https://github.com/maticzav/graphql-shield/issues/1561): there its ES modules cannot
 * be linked. Its CommonJS modules can, and look the function up when `chain` and `race` call it.
 *
 * Only the sources and their tests load it like this. In the package the build has put another file in the place of
 * this one, with the same exports, which bundlers understand (`scripts/build-vendored.js`).
 */
const require = createRequire(import.meta.url);
const util = require('node:util') as { isUndefined?: (value: unknown) => boolean };
util.isUndefined ??= (value) => value === undefined;

const ofShield = require('graphql-shield') as typeof Shield;
/** The very copy that shield has, to whose class its middleware belongs. */
const requireAsShield = createRequire(require.resolve('graphql-shield'));
const ofMiddleware = requireAsShield('graphql-middleware') as typeof Middleware;

/** For everyone. */
export const allow: typeof Shield.allow = ofShield.allow;
export const and: typeof Shield.and = ofShield.and;
export const chain: typeof Shield.chain = ofShield.chain;
export const or: typeof Shield.or = ofShield.or;
export const race: typeof Shield.race = ofShield.race;
export const rule: typeof Shield.rule = ofShield.rule;
export const shield: typeof Shield.shield = ofShield.shield;
export const applyMiddleware: typeof Middleware.applyMiddleware = ofMiddleware.applyMiddleware;
export const middleware: typeof Middleware.middleware = ofMiddleware.middleware;
