import { expect, test } from 'vitest';
import { TOXIC_MODE_IDS, TOXIC_MODES } from './chaos-modes.ts';

test.each(
  TOXIC_MODE_IDS,
)('%s: toxics of our own name, each strikes, and something to show for it', (mode) => {
  const { toxics, effect, share, why } = TOXIC_MODES[mode];
  expect(why).not.toBe('');
  expect(share).toBeGreaterThan(0);
  expect(toxics.length).toBeGreaterThan(0);
  // Healing takes off what bears this name, and nothing else.
  for (const { name, toxicity } of toxics) {
    expect(name).toMatch(/^aurora_/);
    expect(toxicity > 0 && toxicity <= 1).toBe(true);
  }
  expect(new Set(toxics.map(({ name }) => name)).size).toBe(toxics.length);
  expect(Object.values(effect)[0]).toBeGreaterThan(0);
});
