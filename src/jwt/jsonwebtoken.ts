/**
 * The package, for the other files here. In the package of this project the build has put another file in the place of
 * this one, which bundlers understand (`scripts/build-vendored.js`).
 */
export { default } from 'jsonwebtoken';
