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

Authgraph is configured by environment variables, and by a file \`.env\` in the working folder (\`NAME=value\`,
one a line). The environment wins. An empty value counts as not set. All faults are reported together when the
service starts, and it exits with code 2. A name that is almost an option is a warning.

Every secret can be in a file instead: \`DATABASE_URL_FILE=/run/secrets/database-url\`. The file has at most 64 KiB;
one line break at its end does not count.

\`authgraph config\` shows every value in effect and its source; secrets stay hidden.

${optionGroups.map(group).join('\n')}`;
}

function group({ title, options }) {
  const rows = Object.entries(options);
  const links = rows.map(([name]) => `[${name}](#${name.toLowerCase()})`);
  return `## ${title}

${links.join(' ·\n')}

${rows.map(section).join('\n')}`;
}

/** The unit is not named where what is allowed begins with it, such as `on` or `off`. */
function section([name, { description, unit, defaultText, bounds, danger, secret }]) {
  return `### ${name}

${description}

- **Default**: ${defaultText}${bounds.startsWith(unit) ? '' : ` (${unit})`}
- **Allowed**: ${once('bounds', name, bounds)}
- **Danger**: ${once('danger', name, danger)}
${secret ? '- **Secret**: never shown or logged.\n' : ''}`;
}

/** A long text, or the first option that says the same. */
function once(key, name, text) {
  const all = optionGroups.flatMap(({ options }) => Object.entries(options));
  const [first] = all.find(([, option]) => option[key] === text);
  return first === name || text.length < 40 ? text : `as for [${first}](#${first.toLowerCase()}).`;
}

function events() {
  const names = (list) => (list.length === 0 ? '–' : list.map((name) => `\`${name}\``).join(', '));
  const rows = eventTypes.map((type) => {
    const { meaning } = eventFacts[type];
    const webhooks = webhooksOf[type]?.types ?? [];
    return `| \`${type}\` | ${meaning} | ${names(detailNames(eventFacts[type]))} | ${names(webhooks)} |`;
  });
  return `${note}

# Events

Everything that the audit log has (\`authgraph audit\`, \`auditEvents\`), by type. The event of a change, and its
[webhooks](guides/webhooks.md), are stored in the transaction of the change. A change of nothing has no webhook.

The metric \`authgraph_security_events_total\` counts each of them by its type, that of a change after the commit.
In \`detail\`, \`accounts\` and \`addresses\` say that a row counts refusals of many.

| Event | Meaning | Fields of \`detail\` | Webhooks |
| --- | --- | --- | --- |
${rows.join('\n')}
`;
}

function commandLine() {
  const program = createProgram(() => undefined);
  return `${note}

# Command line

\`npx authgraph\` in the package's folder, or \`node dist/main.js\`. Every command reads the
[configuration](configuration.md) first. Management commands bring the database up to date, as \`serve\`
does, and may run while the service does.

## Exit codes

| Code | Meaning |
| --- | --- |
| 0 | Done. For \`serve\`: stopped by SIGTERM or SIGINT after the requests under way had been answered. |
| 1 | Failed: for example a user that does not exist, a port in use, a line that could not be imported. |
| 2 | Wrong usage or configuration: trying again changes nothing. |
| 3 | The database does not answer: trying again later may help. |
| 130, 143 | A second SIGINT or SIGTERM stopped the service without waiting. |

Results go to standard output, everything else to standard error.

${commandsOf(program).map(help).join('\n')}`;
}

/** The commands that do something, and the program itself first. */
function commandsOf(program) {
  const below = (command) =>
    command.commands.length === 0 ? [command] : command.commands.flatMap(below);
  return [program, ...program.commands.flatMap(below)];
}

function help(command) {
  const names = [];
  for (let each = command; each; each = each.parent) names.unshift(each.name());
  let text = '';
  command.configureOutput({
    writeOut: (part) => (text += part),
    getOutHelpWidth: () => 96,
    getOutHasColors: () => false,
  });
  command.outputHelp();
  return `## \`${names.join(' ')}\`\n\n\`\`\`text\n${text.trim()}\n\`\`\`\n`;
}
