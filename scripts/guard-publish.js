// Refuses `npm publish`, unless the workflow of a release runs it for the tag of this version. A dry run is let through.
import { readFileSync } from 'node:fs';

const { version, repository } = JSON.parse(
  readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
);
const { npm_config_dry_run: isDryRun, AUTHGRAPH_RELEASE: release } = process.env;

const fault =
  repository === undefined
    ? 'package.json names no repository, so the provenance would lead nowhere'
    : release !== `v${version}` && `this is not the release of the tag v${version}`;

if (isDryRun !== 'true' && fault) {
  console.error(`Not published: ${fault}. See docs/releasing.md.`);
  process.exitCode = 1;
}
