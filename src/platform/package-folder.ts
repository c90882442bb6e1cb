/**
 * The folder of the package, with `schema/`, `templates/` and package.json in it. This file lies two folders below
 * it wherever it runs: in src/platform, in dist/platform, and bundled into dist/service.
 */
export const packageFolder = new URL('../../', import.meta.url);
