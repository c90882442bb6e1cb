import { createAuthServer, loadConfig } from 'authgraph';
import express from 'express';
import { hooks } from './hooks.js';

const port = Number(process.env['PORT'] ?? 4005);
const publicUrl = `http://localhost:${port}/auth`;
const config = loadConfig({ BASE_PATH: '/auth', PUBLIC_URL: publicUrl, ...process.env });
const auth = await createAuthServer(config, { hooks });

const app = express();
// Before parsers of bodies: Authgraph reads its own.
app.use(auth.handler);

app.get('/hello', async (request, response) => {
  const { data } = await auth.execute<{ me: { username: string } | null }>(
    '{ me { username } }',
    {},
    { clientAddress: request.ip ?? null, headers: request.headers },
  );
  response.send(`Hello, ${data?.me?.username ?? 'stranger'}`);
});

const server = app.listen(port, () => {
  const address = server.address();
  const actual = typeof address === 'object' ? address?.port : port;
  console.log(`ready at http://localhost:${actual}`);
});
// Yours first: requests that are under way need the database.
process.once('SIGTERM', () => server.close(() => void auth.close()));
