// The documentation that is made from the program itself, as text by file. Needs the build.
import prettier from 'prettier';
import { createProgram } from '../dist/cli/program.js';
import { webhooksOf } from '../dist/app/event-webhooks.js';
import { eventFacts, eventTypes } from '../dist/app/facts.js';
import { optionGroups } from '../dist/app/options.js';
import { detailNames } from '../dist/platform/events/refusals.js';

const note = '<!-- Made by `npm run generate` from the source. Do not edit. -->';

export async function renderDocs() {
  const pages = {
    'docs/configuration.md': configuration(),
    'docs/cli.md': commandLine(),
    'docs/events.md': events(),
  };
  const formatted = Object.entries(pages).map(async ([file, text]) => {
    const style = await prettier.resolveConfig(file);
    return [file, await prettier.format(text, { ...style, parser: 'markdown' })];
  });
  return Object.fromEntries(await Promise.all(formatted));
}

function configuration() {
  return `${note}

# Configuration

Environment variables configure Authgraph, and so does a file \`.env\` in the working folder (\`NAME=value\`, one a
line). The environment wins. An empty value counts as not set. The service reports all faults at its start, and exits
with code 2. A name that is almost an option is a warning.

A secret is never shown or logged. It can be in a file of at most 64 KiB:
\`DATABASE_URL_FILE=/run/secrets/database-url\`.

\`authgraph config\` shows every value in effect and its source.

${optionGroups.map(group).join('\n')}`;
}

function group({ title, options }) {
  const rows = Object.entries(options);
  return `## ${title}

${rows.map(section).join('\n')}`;
}

/** A switch that takes nothing but `on` or `off` has no line of what is allowed: that is its unit. */
function section([name, { description, unit, defaultText, bounds, danger, secret }]) {
  return `### ${name}

${description}

- **Default**: ${defaultText}${bounds.startsWith(`${unit};`) ? '' : ` (${unit}${secret ? ', secret' : ''})`}
${bounds === '`on` or `off`.' ? '' : `- **Allowed**: ${once('bounds', name, bounds)}\n`}- **Danger**: ${once('danger', name, danger)}
`;
}

/** A long text, or the first option that says the same. */
function once(key, name, text) {
  const all = optionGroups.flatMap(({ options }) => Object.entries(options));
  const [first] = all.find(([, option]) => option[key] === text);
  return first === name || text.length < 40 ? text : `as for [${first}](#${first.toLowerCase()}).`;
}

function events() {
  const named = (label, list) =>
    list.length === 0 ? '' : ` ${label}: ${list.map((name) => `\`${name}\``).join(', ')}.`;
  const lines = eventTypes.map((type) => {
    const facts = eventFacts[type];
    const webhooks = named('Webhooks', webhooksOf[type]?.types ?? []);
    return `- \`${type}\`: ${facts.meaning}${named('Detail', detailNames(facts))}${webhooks}`;
  });
  return `${note}

# Events

The types of events in the audit log (\`authgraph audit\`, \`auditEvents\`), with the fields of \`detail\` and the
[webhooks](guides/webhooks.md). The event of a change and its webhooks are stored in its transaction. The metric
\`authgraph_security_events_total\` counts events by type. \`accounts\` and \`addresses\` mark a row that counts the
refusals of many.

${lines.join('\n')}
`;
}

function commandLine() {
  const program = createProgram(() => undefined);
  return `${note}

# Command line

\`npx authgraph COMMAND\`, or \`node dist/main.js COMMAND\`; without a command it serves. Every command reads the
[configuration](configuration.md). Commands that need the database bring it up to date, and may run while the service
does. \`--help\` after a command shows its text.

## Exit codes

- 0: Done. \`serve\`: stopped by SIGTERM or SIGINT, after running requests.
- 1: Failed, such as an unknown user, a port in use, a line that was not imported.
- 2: Wrong usage or configuration.
- 3: The database does not answer: try again later.
- 130, 143: A second SIGINT or SIGTERM stopped the service without waiting.

Results go to standard output, everything else to standard error.

${commandsOf(program).map(help).join('\n')}`;
}

/** The commands that do something. */
function commandsOf(command) {
  return command.commands.length === 0 ? [command] : command.commands.flatMap(commandsOf);
}

function help(command) {
  let text = '';
  command.configureOutput({
    writeOut: (part) => (text += part),
    getOutHelpWidth: () => 96,
    getOutHasColors: () => false,
  });
  command.outputHelp();
  const [usage = '', ...rest] = text.split('\n');
  const call = usage.replace('Usage: ', '').replace(' [options]', '');
  return `## \`${call}\`\n\n\`\`\`text\n${withoutCommonplaces(rest.join('\n')).trim()}\n\`\`\`\n`;
}

/**
 * A help text without the option that all commands have, without the types that docs/events.md lists, and
 * without examples that only repeat the usage.
 */
function withoutCommonplaces(text) {
  return text
    .replace(/^ +-h, --help .*\n/m, '')
    .replace(/^Options:\n\n/m, '')
    .replace(/\(choices: "[a-z_]+\.[a-z_]+"[^)]*\)/, '(see docs/events.md)')
    .replaceAll(/^ {2}\$ authgraph[a-z -]*\n/gm, (example) =>
      example.includes(' --') ? example : '',
    )
    .replace(/^Examples:\n(?! )/m, '');
}
