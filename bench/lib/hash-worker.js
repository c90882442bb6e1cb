// argon2id and nothing else: how long one verification takes, with the parameters of the hash.
import { hash, verify } from '@node-rs/argon2';

const password = 'correct horse battery staple';
// OWASP's, and Authgraph's: 19 MiB, 2 passes, 1 lane.
const encoded = await hash(password, { memoryCost: 19_456, timeCost: 2, parallelism: 1 });

process.on('message', async (attempts) => {
  const times = [];
  while (times.length < attempts) {
    const started = performance.now();
    if (!(await verify(encoded, password))) throw new Error('the right password was refused');
    times.push(performance.now() - started);
  }
  process.send(times);
});
