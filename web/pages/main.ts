import './style.css';
import { startCopying } from './copy.js';
import { showDocumentation } from './docs.js';
import { followLink } from './links.js';
import { openMailbox } from './mailbox.js';
import { startRuns } from './start.js';

startCopying();
const { page = '' } = document.body.dataset;
if (page === 'start') startRuns();
else if (page === 'mailbox') openMailbox();
else if (page === 'docs') showDocumentation();
else followLink(page);
