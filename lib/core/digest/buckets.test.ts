import fc from 'fast-check';
import { expect, it, test } from 'vitest';
import { createBuckets, MAX_BUCKETS } from './buckets.ts';
import { countLatencies } from './histogram.ts';

test('one bucket a second, until they are full; then each two become one', () => {
  const buckets = createBuckets();
  for (let sec = 0; sec < MAX_BUCKETS; sec++) buckets.count(sec, 'calls');
  expect(buckets.toJSON()).toMatchObject({ widthSec: 1, length: MAX_BUCKETS });
  buckets.count(MAX_BUCKETS, 'calls');
  const { widthSec, length, counts } = buckets.toJSON();
  expect({ widthSec, length }).toEqual({ widthSec: 2, length: MAX_BUCKETS / 2 + 1 });
  expect(counts.calls?.[0]).toBe(2);
  expect(counts.calls?.at(-1)).toBe(1);
});

const event = fc.record({
  sec: fc.double({ min: 0, max: 200_000, noNaN: true }),
  ms: fc.integer({ min: 1, max: 9000 }),
});

test('nothing is lost and the bound holds, whatever comes in whatever order', () => {
  fc.assert(
    fc.property(fc.array(event, { maxLength: 80 }), (events) => {
      const buckets = createBuckets();
      for (const { sec, ms } of events) {
        buckets.count(sec, 'calls');
        buckets.time(sec, ms);
        buckets.peak(sec, 'gate', ms);
      }
      const { length, widthSec, counts, latency, peaks } = buckets.toJSON();
      expect(length).toBeLessThanOrEqual(MAX_BUCKETS);
      const sum = (list: readonly number[]) => list.reduce((a, b) => a + b, 0);
      expect(sum(counts.calls ?? [])).toBe(events.length);
      expect(sum(latency.map(countLatencies))).toBe(events.length);
      expect(Math.max(0, ...(peaks.gate ?? []).map(Number))).toBe(Math.max(0, ...events.map(({ ms }) => ms)));
      for (const column of [...Object.values(counts), latency, ...Object.values(peaks)])
        expect(column).toHaveLength(length);
      for (const { sec } of events) expect(counts.calls?.[Math.floor(sec / widthSec)]).toBeGreaterThan(0);
    }),
  );
});

it('goes on from what was written down', () => {
  fc.assert(
    fc.property(fc.array(event, { maxLength: 40 }), fc.array(event, { maxLength: 40 }), (before, after) => {
      const whole = createBuckets();
      const first = createBuckets();
      const put = (into: typeof whole, { sec, ms }: { sec: number; ms: number }) => {
        into.count(sec, 'calls');
        into.time(sec, ms);
        into.peak(sec, 'gate', ms / 7);
      };
      for (const one of before) {
        put(whole, one);
        put(first, one);
      }
      const second = createBuckets(JSON.parse(JSON.stringify(first.toJSON())));
      for (const one of after) {
        put(whole, one);
        put(second, one);
      }
      expect(second.toJSON()).toEqual(whole.toJSON());
    }),
  );
});
