import { doubtsAbout, loadConfig, readEnvironment, type Config } from '../app/config.js';
import { printNote } from '../platform/command-line/output.js';

/**
 * The configuration of a command, from the environment and `.env`. A variable that is almost an option is a
 * warning, for other programs have variables too.
 * @throws ConfigError
 */
export function readConfig(warn = (doubt: string) => printNote(`warning: ${doubt}`)): Config {
  const { variables } = readEnvironment();
  const config = loadConfig(variables);
  doubtsAbout(variables).forEach(warn);
  return config;
}
