import { createAuthServer, loadConfig } from 'authgraph';
import Fastify from 'fastify';

const port = Number(process.env['PORT'] ?? 4005);
const publicUrl = `http://localhost:${port}/auth`;
const config = loadConfig({ BASE_PATH: '/auth', PUBLIC_URL: publicUrl, ...process.env });
const auth = await createAuthServer(config);

const app = Fastify();
await app.register((scope, _options, done) => {
  // The body stays unread: Authgraph reads its own.
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser('*', (_request, _body, parsed) => parsed(null));
  for (const path of ['/auth', '/auth/*', '/.well-known/oauth-authorization-server/auth']) {
    scope.all(path, (request, reply) => {
      reply.hijack();
      auth.handler(request.raw, reply.raw);
    });
  }
  done();
});
app.get('/hello', () => 'Hello, stranger');
app.addHook('onClose', () => auth.close());

console.log(`ready at ${await app.listen({ port })}`);
process.once('SIGTERM', () => void app.close());
