import { expect, test } from 'vitest';
import { allOrNothing } from '../../src/platform/all-or-nothing.js';

test('what was opened stays open, if nothing fails', async () => {
  const closed: string[] = [];
  const opened = await allOrNothing((onFailure) => {
    onFailure(() => void closed.push('one'));
    return Promise.resolve('opened');
  });
  expect([opened, closed]).toEqual(['opened', []]);
});

test('after a failure all of it is closed, the latest first, one after the other', async () => {
  const closed: string[] = [];
  const failing = allOrNothing(async (onFailure) => {
    onFailure(() => void closed.push('one'));
    onFailure(async () => {
      await Promise.resolve();
      closed.push('two');
    });
    await Promise.resolve();
    throw new Error('the third step failed');
  });
  await expect(failing).rejects.toThrow('the third step failed');
  expect(closed).toEqual(['two', 'one']);
});

test('what cannot be closed hides neither the failure nor the rest', async () => {
  const closed: string[] = [];
  const failing = allOrNothing((onFailure) => {
    onFailure(() => void closed.push('one'));
    onFailure(() => Promise.reject(new Error('rejected')));
    onFailure(() => {
      throw new Error('thrown');
    });
    return Promise.reject(new Error('the start failed'));
  });
  await expect(failing).rejects.toThrow('the start failed');
  expect(closed).toEqual(['one']);
});
