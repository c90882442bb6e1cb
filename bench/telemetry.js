// What metrics and tracing cost a `me`: one client, one request after the other, services in turn, so that
// all meet the same noise. Without an SDK in the process, spans go nowhere.
import { ask, median, quantile, startService } from './service.js';

const rounds = 20;
const requests = 200;
const variants = {
  off: {},
  'off again': {},
  metrics: { METRICS: 'on', METRICS_PORT: '0' },
  tracing: { TRACING: 'on' },
  both: { METRICS: 'on', METRICS_PORT: '0', TRACING: 'on' },
};

const services = [];
for (const [name, env] of Object.entries(variants)) {
  const service = await startService(env);
  const mutation =
    'mutation { register(username: "ada", password: "correct horse battery") { accessToken } }';
  const { data } = await ask(service.url, mutation);
  services.push({ name, service, token: data.register.accessToken, samples: [] });
}
for (let round = 0; round < rounds; round += 1) {
  for (const { service, token, samples } of services) {
    for (let i = 0; i < requests; i += 1) {
      samples.push((await ask(service.url, '{ me { id username } }', { token })).ms);
    }
  }
}
for (const { name, service, samples } of services) {
  await service.stop();
  const [low, middle] = [quantile(samples, 0.1), median(samples)];
  console.log(`${name.padEnd(10)} p10 ${low.toFixed(3)} ms   median ${middle.toFixed(3)} ms`);
}
