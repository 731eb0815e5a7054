import { expect, test } from 'vitest';
import { parseCalls } from './load.ts';

const row = (more: object) =>
  JSON.stringify({ type: 'response', ts: 12.5, code: 200, violations: [], duration_ms: 20, ...more });

test.each<[string, string, boolean | undefined]>([
  ['a good answer', row({}), false],
  ['a 500', row({ code: 500, violations: ['http_5xx'] }), true],
  ['a 500 that nothing was found in', row({ code: 503 }), true],
  ['no answer', row({ code: 0, violations: ['transport_error'] }), true],
  ['a broken promise in a 200', row({ violations: ['empty_cards'] }), true],
  ['another row', JSON.stringify({ type: 'failure', ts: 1 }), undefined],
  ['half a line', row({}).slice(0, 20), undefined],
])('%s', (_, line, isBad) => {
  const calls = parseCalls(`${line}\n`);
  expect(calls).toEqual(isBad === undefined ? [] : [{ atMs: 12_500, isBad, durationMs: 20 }]);
});
