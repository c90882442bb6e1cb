import { randomBytes } from 'node:crypto';
import { expect } from 'vitest';
import { variablesFor } from '../cli/run.js';
import type { TestDatabase } from '../support/databases.js';
import type { GraphQLClient } from '../support/graphql-client.js';
import { linesWithSecrets } from './log-secrets.js';
import { startNode, type ServiceNode } from './node.js';
import type { Random } from './random.js';
import { seededRandom } from './settings.js';
import { createSupervisor, type Load, type Supervisor } from './supervisor.js';

/** Answers that show that the service works, again. */
const answers = 30;

/** What is in the log of no process, and the lives of tokens that outlast the test. */
const secret = randomBytes(48).toString('base64');
const variables = {
  AUTHGRAPH_SECRET: secret,
  JWT_ACCESS_TOKEN_EXPIRES: '86400',
  PUBLIC_URL: 'http://localhost:4000',
};

export interface SceneOptions {
  /** Of the test, and of its chance. */
  readonly name: string;
  /** What the nodes run on, and what is dropped in the end. */
  readonly database: TestDatabase;
  /** The variables of each node, besides. */
  readonly nodes: readonly Record<string, string>[];
  /** Whom the clients ask; the nodes by turns by default. */
  readonly service?: () => GraphQLClient;
}

/** A service on one node or on several, its clients, and their supervisor. */
export interface Scene {
  readonly database: TestDatabase;
  readonly node: ServiceNode;
  readonly nodes: readonly ServiceNode[];
  readonly supervisor: Supervisor;
  readonly random: Random;
  /** The clients at work, from the first time that it is asked for until `stopLoad`. */
  readonly load: Load;
  stopLoad(): Promise<void>;
  /** Lets the clients work until they have had a number of answers. */
  work(): Promise<void>;
  /** Stops the load, checks every account and every line of the log, and prints what was counted. */
  expectPromisesKept(title: string): Promise<void>;
  /** Ends and removes everything, whatever has happened to it. */
  close(): Promise<void>;
}

export async function setScene(options: SceneOptions): Promise<Scene> {
  const { name, database } = options;
  const nodes: ServiceNode[] = [];
  try {
    // One after the other: the first one migrates.
    for (const env of options.nodes) {
      nodes.push(await startNode({ ...variables, ...variablesFor(database), ...env }));
    }
  } catch (error) {
    await Promise.all(nodes.map((each) => each.kill()));
    await database.drop();
    throw error;
  }
  const [node] = nodes as [ServiceNode];
  let turn = 0;
  const byTurns = () => (nodes[(turn += 1) % nodes.length] ?? node).process;
  const { service = byTurns } = options;
  const random = seededRandom(name);
  const supervisor = createSupervisor({ folder: database.dataDir, random, service });
  let load: Load | undefined;

  const startedLoad = () => (load ??= supervisor.startLoad());
  async function stopLoad(): Promise<void> {
    await load?.stop();
    load = undefined;
  }

  return {
    database,
    node,
    nodes,
    supervisor,
    random,
    get load() {
      return startedLoad();
    },
    stopLoad,
    work: () => startedLoad().until('acknowledged', answers),
    async expectPromisesKept(title) {
      await stopLoad();
      await supervisor.checkAll();
      supervisor.report(title);
      expect(supervisor.violations).toEqual([]);
      const secrets = [secret, supervisor.passwords.word, ...databasePassword(database)];
      const lines = nodes.flatMap((each) => each.output());
      expect(linesWithSecrets(lines, secrets)).toEqual([]);
    },
    async close() {
      await Promise.all(nodes.map((each) => each.kill()));
      await stopLoad();
      supervisor.close();
      await database.drop();
    },
  };
}

function databasePassword({ url }: TestDatabase): string[] {
  return url === undefined ? [] : [new URL(url).password];
}
