import { beforeEach, describe, expect, test } from 'vitest';
import { type Outages, createOutages } from '../../../src/features/sessions/refresh.js';

const grace = 10_000;
let outages: Outages;
beforeEach(() => {
  outages = createOutages(grace);
});

describe('the memory of outages', () => {
  test('the grace of a rotation in an outage begins when the outage ends', () => {
    outages.record(1_000, 16_000);
    expect(outages.graceBegins(1_000)).toBe(16_000);
    expect(outages.graceBegins(16_000)).toBe(16_000);
  });

  test('a grace that ran when the outage began goes on when it ends', () => {
    outages.record(20_000, 36_000);
    expect(outages.graceBegins(10_001)).toBe(36_000);
    expect(outages.graceBegins(10_000)).toBe(10_000);
  });

  test('a rotation after the outage has its own time', () => {
    outages.record(1_000, 16_000);
    expect(outages.graceBegins(16_001)).toBe(16_001);
  });

  test('failures of tries that follow each other are one outage', () => {
    outages.record(1_000, 2_000);
    outages.record(11_999, 20_000);
    expect(outages.graceBegins(1_000)).toBe(20_000);
  });

  test('a failure much later is another outage, and the first is forgotten', () => {
    outages.record(1_000, 2_000);
    outages.record(12_000, 13_000);
    expect(outages.graceBegins(2_000)).toBe(2_000);
    expect(outages.graceBegins(12_500)).toBe(13_000);
  });

  test('an outage does not shrink when a slow failure is told last', () => {
    outages.record(5_000, 20_000);
    outages.record(1_000, 16_000);
    expect(outages.graceBegins(1_000)).toBe(20_000);
  });

  test('without any outage a rotation has its own time', () => {
    expect(outages.graceBegins(42)).toBe(42);
  });
});
