// Does nothing but HTTP: right answers that were made beforehand. If it is asked for far more than the
// limit is, the load generator was not what held the limit back.
import { createServer } from 'node:http';
import jwt from 'jsonwebtoken';
import { readKeys } from '../lib/keys.js';
import { openStatements } from '../lib/statements.js';

const { algorithm, kid, signingKey } = readKeys();
const { id, username, email, roles } = await openStatements().findUser('ada');
const accessToken = jwt.sign({ sub: id }, signingKey, {
  algorithm,
  header: { alg: algorithm, kid },
});

const me = JSON.stringify({ data: { me: { id, username, email, roles: JSON.parse(roles) } } });
const login = JSON.stringify({ data: { login: { accessToken, refreshToken: accessToken } } });

const server = createServer((request, response) => {
  let asksForLogin = false;
  request.on('data', (chunk) => (asksForLogin ||= chunk.includes('"operationName":"Login"')));
  request.on('end', () => {
    const body = asksForLogin ? login : me;
    response.writeHead(200, {
      'content-type': 'application/json; charset=utf-8',
      'content-length': Buffer.byteLength(body),
    });
    response.end(body);
  });
});
server.listen(Number(process.env.PORT), '127.0.0.1');
