import { expect, test } from 'vitest';
import { hasPlayedOn, toRunnerCells, toRunnersLine } from './runner-text.ts';

const WELL = { runner: 1, code: 0, why: '', journeys: 1550, calls: 5000, behind_s: 0.257 };

test('runners are told in a line, however many they are', () => {
  const many = Array.from({ length: 100 }, (_, i) => ({ ...WELL, runner: i + 1, journeys: 20 + (i % 2) }));
  expect(toRunnersLine(many)).toBe('100 runners: 20 to 21 journeys each');
  expect(toRunnersLine([WELL, WELL])).toBe('2 runners: 1550 journeys each');
});

test('a row says how a runner ended', () => {
  expect(toRunnerCells(WELL, (count) => count.toLocaleString('en'))).toEqual([
    ...['1', '1,550', '5,000', '0.26 s', 'exit code 0'],
  ]);
  expect(toRunnerCells({ ...WELL, code: 137, why: 'OOM\u0007Killed' }).at(-1)).toBe(
    'exit code 137, OOM Killed',
  );
  expect(toRunnerCells({ ...WELL, code: null, behind_s: null }).slice(3)).toEqual([
    '–',
    'exit code not known',
  ]);
});

test.each([
  [{}, true],
  [{ code: null }, true],
  [{ code: 137 }, false],
  [{ code: null, why: 'Evicted' }, false],
])('%j: it played on: %s', (change, expected) => {
  expect(hasPlayedOn({ ...WELL, ...change })).toBe(expected);
});
