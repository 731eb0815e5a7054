import { expect, test } from 'vitest';
import { listDifferences } from './agree.ts';

const row = (more: object = {}) =>
  JSON.stringify({
    ...{ ts: 1, type: 'response', n: 3, duration_ms: 4.2 },
    ...{ journey: 'look', request_phase: 'list', variant: 'EN', violations: [], sold_out: 0 },
    ...more,
  });
const JOURNAL = `${row()}\n${row({ n: 4, ts: 2, duration_ms: 9 })}\n{"type":"run.started"}\n`;

test.each<[string, string, readonly string[]]>([
  ['the same', JOURNAL, []],
  ['other times, another order of keys', `{"variant":"EN",${row({ ts: 7 }).slice(1)}`, []],
  ['a line that was cut off', `${row()}\n${row().slice(0, 20)}`, []],
  ['a kind of answer that the other has not met', `${row()}\n${row({ variant: 'CN' })}`, []],
  ['a flag more', row({ sold_out: 1 }), ['list of look in EN']],
  ['a flag more on some answers', `${row()}\n${row({ sold_out: 1 })}`, ['list of look in EN']],
  ['a field less', row({ violations: undefined }), ['list of look in EN']],
  ['nothing', '', ['they share no kind of answer']],
])('%s', (_, other, kinds) => {
  const found = listDifferences(JOURNAL, other);
  expect(found.length).toBe(kinds.length);
  found.forEach((one, i) => {
    expect(one.startsWith(kinds[i]!)).toBe(true);
  });
});
