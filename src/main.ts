#!/usr/bin/env node
import { runCli } from './cli/program.js';

// The only place that ends the process: timers and connections of a command must not keep it alive.
process.exit(await runCli(process.argv.slice(2)));
