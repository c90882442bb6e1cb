import {
  startServerProcess,
  type ServerProcess,
  type ServiceVariables,
} from '../support/server-process.js';

/** A machine on which the service runs, is killed, and starts again. */
export interface ServiceNode {
  /** The variables of its processes. */
  readonly env: ServiceVariables;
  /** The process that runs, or ran last. */
  readonly process: ServerProcess;
  /** What all its processes have written so far. */
  output(): string[];
  start(): Promise<void>;
  kill(): Promise<void>;
  /** Ends it as a deploy does; returns its exit code. */
  stop(): Promise<number | null>;
}

export async function startNode(env: ServiceVariables): Promise<ServiceNode> {
  const processes = [await startServerProcess(env)];
  const latest = () => processes.at(-1) as ServerProcess;
  return {
    env,
    get process() {
      return latest();
    },
    output: () => processes.flatMap(({ output }) => output),
    async start() {
      processes.push(await startServerProcess(env));
    },
    kill: () => latest().kill(),
    stop: () => latest().stop(),
  };
}
