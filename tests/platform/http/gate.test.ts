import { expect, test } from 'vitest';
import { createGate } from '../../../src/platform/http/gate.js';
import { WebRequest, WebResponse } from '../../../src/platform/http/web-exchange.js';

const request = () => new WebRequest(new Request('http://localhost/'), null);

test('a listener that throws leaves nobody inside, and counts nobody out twice', async () => {
  const broken = new Set<unknown>();
  const gate = createGate((incoming) => {
    if (broken.has(incoming)) throw new TypeError('broken');
  });
  const inside = new WebResponse('GET');
  gate.listener(request(), inside);
  const [stillOpen, response] = [new WebResponse('GET'), new WebResponse('GET')];
  for (const each of [stillOpen, response]) {
    const refused = request();
    broken.add(refused);
    expect(() => gate.listener(refused, each)).toThrow('broken');
  }
  await new Promise((resolve) => response.once('close', resolve).destroy());

  let isOver = false;
  const closed = gate.close(30).then(() => (isOver = true));
  await new Promise(setImmediate);
  expect(isOver).toBe(false);
  inside.destroy();
  await closed;
});
