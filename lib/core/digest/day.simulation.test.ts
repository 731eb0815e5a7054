// A day of answers in one digest: what it may grow to.
import { sum } from 'd3-array';
import { expect, test } from 'vitest';
import { SERVICE } from '../../../services/aurora/service.ts';
import { playRun } from '../../../test/runs/played-run.ts';
import { toDigestRules } from '../../../thresholds/digest-rules.ts';
import { toFeedRow } from '../journal/feed-row.ts';
import { MAX_BUCKETS } from './buckets.ts';
import { createDigest } from './digest.ts';

test('24 h stay in their bounds, and nothing is lost', () => {
  const digest = createDigest(toDigestRules(SERVICE));
  let answers = 0;
  for (const row of playRun({ PROFILE: 'soak24' }, { errorRatio: 0.001, lostRatio: 0.0001 })) {
    const feedRow = toFeedRow(row);
    if (feedRow) digest.add(feedRow);
    if (row.type === 'response') answers++;
  }
  expect(answers).toBeGreaterThan(400_000);
  const data = digest.toJSON();
  expect(data.totals.calls).toBe(answers);
  expect(sum(data.buckets.counts.calls ?? [])).toBe(answers);
  expect(data.buckets.widthSec).toBe(64);
  expect(data.buckets.length).toBeLessThanOrEqual(MAX_BUCKETS);
  expect(data.failures).toHaveLength(20);
  expect(data.toxicSpans).toHaveLength(24);
  expect(JSON.stringify(data).length).toBeLessThan(600_000);
}, 180_000);
