import { Argument, Command, CommanderError } from 'commander';
import { printableLines } from '../platform/printable.js';
import { eventTypes } from '../app/facts.js';
import { addAuditCommand, addUserCommands } from '../features/administration/commands.js';
import { addClientCommand } from '../features/oauth/commands.js';
import { addKeyCommands } from '../features/signing-keys/commands.js';
import { addWebhookCommands } from '../features/webhooks/commands.js';
import {
  type CommandHost,
  examples,
  exitCodes,
  exitCodesHelp,
} from '../platform/command-line/commands.js';
import { addMailCommands } from '../platform/mail/commands.js';
import { reportError } from './report-error.js';
import type { CommandCore } from './with-core.js';
import { packageVersion } from '../platform/package-folder.js';

/** What `completion` knows. */
const shells = ['bash', 'zsh', 'fish'] as const;

/**
 * Runs the command line and returns the exit code; without arguments it serves. What a command needs
 * is only loaded when it runs, so that --help answers at once.
 */
export async function runCli(argv: readonly string[]): Promise<number> {
  let code: number = exitCodes.ok;
  const program = createProgram((ended) => (code = ended));
  try {
    await program.parseAsync(argv.length === 0 ? ['serve'] : argv, { from: 'user' });
    return code;
  } catch (error) {
    // Commander has informed the user already. Requested help is not a mistake.
    if (error instanceof CommanderError)
      return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
    return reportError(error);
  }
}

/** All commands, with their help. `onExitCode` is called for those that end with one of their own. */
export function createProgram(onExitCode: (code: number) => void): Command {
  const program = new Command('authgraph')
    .description('A self-hosted GraphQL authentication service. Without a command: serve.')
    .version(packageVersion())
    .exitOverride()
    // Commander quotes what was typed.
    .configureOutput({
      writeOut: (text) => process.stdout.write(printableLines(text)),
      writeErr: (text) => process.stderr.write(printableLines(text)),
    })
    .showHelpAfterError('(add --help for help)')
    .addHelpText(
      'after',
      `
Configured by environment variables and .env, see docs/configuration.md.
${exitCodesHelp}`,
    );
  const host = createHost(onExitCode);
  addServiceCommands(program, onExitCode);
  addUserCommands(program, host);
  addKeyCommands(program, host);
  addMailCommands(program, host);
  addWebhookCommands(program, host);
  addClientCommand(program);
  addAuditCommand(program, host, eventTypes);
  addSmallCommands(program);
  return program;
}

/** Reads the configuration once, so that a command which asks twice warns once. */
function createHost(onExitCode: (code: number) => void): CommandHost<CommandCore> {
  let config: Promise<CommandCore['config']> | undefined;
  const readConfig = () =>
    (config ??= import('./with-core.js').then((module) => module.readConfig()));
  return {
    withCore: async (work) => {
      const known = await readConfig();
      return (await import('./with-core.js')).withCore(work, known);
    },
    readConfig,
    onExitCode,
  };
}

function addServiceCommands(program: Command, onExitCode: (code: number) => void): void {
  program
    .command('serve')
    .description('start the service; SIGTERM or Ctrl+C drains and stops it, a second one at once')
    .addHelpText('after', examples('authgraph serve', 'PORT=8080 LOG_LEVEL=debug authgraph serve'))
    .action(async () => onExitCode(await (await import('./serve.js')).serve()));
  program
    .command('migrate')
    .description(
      'bring the database up to date; safe at any time, and from several machines at once',
    )
    .option('--dry-run', 'only list what would be applied')
    .addHelpText('after', examples('authgraph migrate --dry-run', 'authgraph migrate'))
    .action(async (options: { dryRun?: boolean }) =>
      (await import('./with-core.js')).migrate(options),
    );
  program
    .command('config')
    .description('show every option, its value, and where that comes from; secrets stay hidden')
    .option('--json', 'as JSON')
    .addHelpText('after', examples('authgraph config', 'PORT=8080 authgraph config --json'))
    .action(async (options: { json?: boolean }) =>
      (await import('./config.js')).showConfig(options),
    );
}

function addSmallCommands(program: Command): void {
  program
    .command('completion')
    .description('print the script that completes commands and options in a shell')
    .addArgument(new Argument('<shell>').choices(shells))
    .addHelpText(
      'after',
      examples(
        'source <(authgraph completion bash)',
        'source <(authgraph completion zsh)',
        'authgraph completion fish | source',
      ),
    )
    .action(async (shell: (typeof shells)[number]) => {
      const { completionScript } = await import('./completion.js');
      process.stdout.write(completionScript(program, shell));
    });
  program
    .command('version')
    .description('print the version of the package, as --version does')
    .addHelpText('after', examples('authgraph version'))
    .action(() => void process.stdout.write(`${packageVersion()}\n`));
}
