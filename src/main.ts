#!/usr/bin/env node
import { keepYoungSpaceSmall } from './cli/young-space.js';

keepYoungSpaceSmall();
// Loaded here, so that the build can put all of it into a few files beside this one (decision 0026).
const { onStandardStreams } = await import('./cli/standard-streams.js');
const { runCli } = await import('./cli/program.js');

// The only place that ends the process: timers and connections of a command must not keep it alive.
process.exit(await onStandardStreams(() => runCli(process.argv.slice(2))));
