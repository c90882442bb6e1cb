// npx of command-server.ts: hands `authgraph …` over to the process of the tests, and ends as it does there.
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';

const [port, name, ...args] = process.argv.slice(2);
if (name !== 'authgraph') throw new Error(`npx ${name}: not known`);

const socket = connect(Number(port), '127.0.0.1');
const input = await text(process.stdin);
socket.end(JSON.stringify({ args, cwd: process.cwd(), env: process.env, input }));
const { code, stdout, stderr } = JSON.parse(await text(socket));
process.stderr.write(stderr);
process.stdout.write(stdout);
process.exitCode = code;
