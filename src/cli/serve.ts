import { readConfig } from './with-core.js';
import type { Config } from '../app/options.js';
import { firstStepsOf } from '../platform/first-steps.js';
import { createLogger, openLogOutput } from '../platform/logger.js';
import { createAuthServer } from '../app/create-auth-server.js';
import { print } from '../platform/command-line/output.js';
import { exitCodes } from '../platform/command-line/commands.js';
import { letYoungSpaceGrow } from './young-space.js';

/** Their numbers: a process that one of them ended has the exit code 128 + number. */
const signalNumbers = { SIGINT: 2, SIGTERM: 15 } as const;

type Signal = keyof typeof signalNumbers;

/**
 * Serves until SIGTERM or SIGINT, then drains and returns 0. A second signal does not wait: its exit
 * code comes back at once, with requests still under way.
 */
export async function serve(): Promise<number> {
  const doubts: string[] = [];
  const config = readConfig((doubt) => doubts.push(doubt));
  const signals = watchSignals();
  try {
    const impatience = signals.second.then((signal) => 128 + signalNumbers[signal]);
    return await Promise.race([serveUntil(signals.first, config, doubts), impatience]);
  } finally {
    signals.stop();
  }
}

async function serveUntil(
  stopped: Promise<Signal>,
  config: Config,
  doubts: readonly string[],
): Promise<number> {
  const logger = createLogger(config.logLevel, openLogOutput());
  for (const doubt of doubts) logger.warn(doubt);
  const server = await createAuthServer(config, { logger });
  const { url, metricsUrl } = await server.listen();
  letYoungSpaceGrow();
  logger.info({ url, host: config.host, metricsUrl }, 'listening');
  if (!config.production) print(quickStart(url, config));
  logger.info({ signal: await stopped }, 'stopping');
  await server.close();
  logger.info('stopped');
  return exitCodes.ok;
}

/** The first two signals, from now on: one that arrives during the start ends the service too. */
function watchSignals(): { first: Promise<Signal>; second: Promise<Signal>; stop(): void } {
  const waiting: ((signal: Signal) => void)[] = [];
  const next = () => new Promise<Signal>((resolve) => waiting.push(resolve));
  const listener = (signal: Signal) => waiting.shift()?.(signal);
  const names = Object.keys(signalNumbers) as Signal[];
  for (const name of names) process.on(name, listener);
  return {
    first: next(),
    second: next(),
    stop() {
      for (const name of names) process.off(name, listener);
    },
  };
}

/** The first steps: where the service is, and the same requests as everywhere, to be copied. */
function quickStart(url: string, config: Pick<Config, 'graphiql' | 'usernames'>): string {
  const { name, user } = firstStepsOf(config.usernames === 'off');
  const given = 'email' in user ? user.email : user.username;
  const pair = (verb: string) =>
    body(`mutation { ${verb}: "${given}", password: "${user.password}") { accessToken } }`);
  const register = pair(`register(${name}`);
  const login = pair('login(username');
  const post = `curl -s ${url}/graphql -H 'content-type: application/json'`;
  return `
Authgraph listens at ${url}/graphql
${pages(url, config)}

Or copy this into a shell, to register, log in and ask who you are:

${post} -d '${register}'
TOKEN=$(${post} -d '${login}' | sed 's/.*"accessToken":"\\([^"]*\\)".*/\\1/')
${post} -H "authorization: Bearer $TOKEN" -d '${body(`{ me { id ${name} roles } }`)}'

Stop with Ctrl+C.
`;
}

function pages(url: string, { graphiql }: Pick<Config, 'graphiql'>): string {
  const lines = [
    `Open ${url} in a browser: one click registers a user and asks who that is.`,
    graphiql && `GraphiQL is at ${url}/graphiql, and works offline.`,
  ];
  return lines.filter((line) => line !== false).join('\n');
}

function body(query: string): string {
  return JSON.stringify({ query });
}
