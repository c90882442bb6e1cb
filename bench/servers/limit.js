// The limit: what no service on this runtime and database can beat. The same requests, statements, tokens
// and answers as Authgraph, and nothing around them: no GraphQL, no rules, no validation, no logs.
import { createServer } from 'node:http';
import { operations } from '../lib/limit-operations.js';

async function answer(chunks, headers) {
  try {
    const { operationName, variables } = JSON.parse(Buffer.concat(chunks));
    return { data: await operations[operationName](variables, headers) };
  } catch (error) {
    return { errors: [{ message: error.message }] };
  }
}

const server = createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', async () => {
    const body = JSON.stringify(await answer(chunks, request.headers));
    response.writeHead(200, {
      'content-type': 'application/json; charset=utf-8',
      'content-length': Buffer.byteLength(body),
    });
    response.end(body);
  });
});
server.listen(Number(process.env.PORT), '127.0.0.1');
