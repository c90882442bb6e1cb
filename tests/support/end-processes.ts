import { afterAll } from 'vitest';
import { endProcesses } from './server-process.js';

// A set-up file, which runs for each file of tests: a module that files share would say this for the first one only.
afterAll(endProcesses);
