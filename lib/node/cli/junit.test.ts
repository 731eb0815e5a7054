import { expect, test } from 'vitest';
import type { CheckSuite } from '../../core/release/release-schema.ts';
import { toJunit } from './junit.ts';

type Case = CheckSuite['cases'][number];
const suite = (cases: readonly Case[]): CheckSuite => ({
  name: 'soak',
  started_at: '2026-11-29T00:00:00.000Z',
  duration_ms: 1500,
  cases,
});
const one = (name: string, outcome: Case['outcome'], text: string): Case => ({
  group: 'gates',
  name,
  outcome,
  text,
});

test('each case has its reason, whatever it came to; one that held needs none', async () => {
  const xml = await toJunit([
    suite([one('a', 'pass', 'fine'), one('b', 'skipped', 'no chaos was injected')]),
    suite([
      one('c', 'fail', '<skipped/> "too" & much'),
      one('d', 'skipped', 'one <pass> & "no windows"'),
      one('e', 'inconclusive', 'only 7'),
    ]),
  ]);
  expect(xml.match(/<(?:skipped|failure|error)\b.*"\/>/g)).toEqual([
    '<skipped message="no chaos was injected"/>',
    '<failure message="&lt;skipped/> &quot;too&quot; &amp; much" type="fail"/>',
    '<skipped message="one &lt;pass&gt; &amp; &quot;no windows&quot;"/>',
    '<error message="only 7" type="inconclusive"/>',
  ]);
  expect(xml.match(/skipped="\d"/g)).toEqual(['skipped="2"', 'skipped="1"', 'skipped="1"']);
  expect(xml).not.toContain('fine');
});
