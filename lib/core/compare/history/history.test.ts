import { describe, expect, it, test } from 'vitest';
import { createFaultFinder, readSchemas } from '../../../../test/formats/own-files.ts';
import { makeNight, type Night } from '../../../../test/runs/nights.ts';
import { toHistoryCsv } from './csv.ts';
import { computeHistory } from './history.ts';
import type { HistoryGroup } from './history-schema.ts';
import { toHistoryText } from './terminal.ts';
import { listChanges, toLookedFor } from './wording.ts';

const findFault = createFaultFinder(readSchemas('schemas'));
const read = (nights: readonly Night[]) =>
  computeHistory(
    nights.map((one) => ({ name: `run_${one.night}`, summary: makeNight(one) })),
    [],
  );
const nights = (count: number, change: (night: number) => Partial<Night> = () => ({})): Night[] =>
  Array.from({ length: count }, (_, night) => ({ night, ...change(night) }));
const only = ({ groups }: ReturnType<typeof read>): HistoryGroup => {
  expect(groups).toHaveLength(1);
  return groups[0] as HistoryGroup;
};

describe('a change over the nights', () => {
  it('is found in every figure that it moved, from the night on which it began', () => {
    const group = only(read(nights(30, (night) => ({ slower: night < 22 ? 1 : 1.5 }))));
    const tested = group.figures.filter((figure) => figure.tested);
    expect(tested.length).toBeGreaterThan(10);
    expect(tested.filter(({ changes }) => changes.length !== 1 || changes[0]?.run !== 22)).toEqual([]);
    expect(listChanges(group)[0]).toEqual({
      day: '2026-01-23',
      run: 'run_22',
      figure: expect.any(String),
      step: expect.stringMatching(/^\S+ m?s → \S+ m?s \(\+[45]\d %\)$/),
      worse: true,
    });
  });

  it('is not found where nothing changes', () => {
    const history = read(nights(60));
    expect(listChanges(only(history))).toEqual([]);
    expect(toLookedFor(only(history), history)).toMatch(
      /^Changes were looked for in \d+ figures\. .* at most 5 %/,
    );
  });

  it('could not have been found in so few nights, and the words say so', () => {
    const history = read(nights(6, (night) => ({ slower: night < 3 ? 1 : 9 })));
    expect(listChanges(only(history))).toEqual([]);
    expect(toLookedFor(only(history), history)).toMatch(
      /^No change could have been found in any of \d+ figures: 6 runs have a value; 1\d are the fewest/,
    );
  });

  it('is not made of a run that was stopped: its figures are of another length', () => {
    const group = only(read(nights(30, (night) => (night > 20 ? { status: 'stopped', slower: 9 } : {}))));
    expect(listChanges(group)).toEqual([]);
    expect(group.figures[0]?.values.slice(-2)).toEqual([null, null]);
    expect(group.runs).toHaveLength(30);
  });
});

it('counts for each gate how often it held, failed, could not tell and was not tried', () => {
  const { gates } = only(
    read(nights(5, (night) => (night === 2 ? { totals: { notice_without_actions: 3 } } : {}))),
  );
  const gate = gates.find(({ id }) => id === 'notice_without_actions');
  expect(gate).toMatchObject({ held: 4, failed: 1, could_not_tell: 0, not_tried: 0 });
  expect(gate?.outcomes[2]).toBe('fail');
  for (const { held, failed, could_not_tell, not_tried, outcomes } of gates)
    expect(held + failed + could_not_tell + not_tried).toBe(outcomes.length);
});

it('lays side by side only runs that were asked to do the same', () => {
  const { groups } = read([
    ...nights(4),
    ...nights(2, (night) => ({ night: night + 10, values: { PROFILE: 'dry' } })),
  ]);
  expect(groups.map(({ profile, runs }) => [profile, runs.length])).toEqual([
    ['quick', 4],
    ['dry', 2],
  ]);
});

it('puts runs in the order in which they began, however they were found', () => {
  expect(only(read([...nights(4)].reverse())).runs.map(({ name }) => name)).toEqual(
    [0, 1, 2, 3].map((n) => `run_${n}`),
  );
});

const HOSTILE = '=cmd|\x1b[31m::error::,"\n';
const odd = computeHistory(
  [{ name: HOSTILE, summary: makeNight({ night: 1 }) }],
  [{ file: `x${HOSTILE}`, why: HOSTILE }],
);

test.each([
  ['of a month', read(nights(30, (night) => ({ slower: night < 20 ? 1 : 2 })))],
  ['of one run', read(nights(1))],
  ['with hostile names', odd],
])('history.json %s has the form that is agreed', (_, history) => {
  expect(findFault('history.v1', history)).toBe('');
  for (const key of Object.keys(history))
    expect(findFault('history.v1', { ...history, [key]: undefined }), key).not.toBe('');
});

test('texts of others reach neither a terminal nor a table as commands', () => {
  expect(toHistoryText(odd)).not.toContain('\x1b');
  expect(toHistoryText(odd)).not.toMatch(/^\s*::/m);
  expect(toHistoryCsv(odd)).not.toContain('\x1b');
});

test('history.csv has a line for each figure and gate of each run', () => {
  const history = read(nights(20, (night) => ({ slower: night < 10 ? 1 : 3 })));
  const [head, ...lines] = toHistoryCsv(history).trimEnd().split('\n');
  expect(head).toBe('group,run,started_at,verdict,subject,id,figure,value,unit,outcome,change');
  const { gates, figures } = only(history);
  expect(lines).toHaveLength(20 * (gates.length + figures.length));
  expect(lines.filter((line) => line.endsWith(',1'))).toHaveLength(listChanges(only(history)).length);
});
