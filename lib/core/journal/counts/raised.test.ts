import { describe, expect, it, test } from 'vitest';
import { SERVICE } from '../../../../services/aurora/service.ts';
import { toRow } from '../../../../test/runs/samples.ts';
import { toRaisedCounters } from '../counters.ts';
import { type ResponseRow, toFindings } from '../events.ts';
import { createKindFinder } from './raised.ts';

const STEPS = ['analysis', 'reco_chat', 'red_flag_chat', 'no_such_step'];
/** Every set of flags. */
const FLAG_SETS = Array.from({ length: 2 ** SERVICE.rowFlags.length }, (_, set) =>
  SERVICE.rowFlags.filter((_flag, i) => (set >> i) & 1),
);
const ROWS: readonly ResponseRow[] = STEPS.flatMap((step) => [
  ...FLAG_SETS.map((flags) => toRow({ request_phase: step }, { flags })),
  ...[true, false].flatMap((retried) => [
    toRow({ request_phase: step, retried }),
    toRow({ request_phase: step, retried }, { judged: false }),
    toRow({ request_phase: step, retried }, { violations: ['http_5xx'], judged: false }),
    toRow({ request_phase: step, retried, edge_fault: 'reset' }),
    toRow({ request_phase: step, retried, edge_fault: 'reset' }, { violations: ['transport_error'] }),
    toRow({ request_phase: step, retried }, { violations: ['call_unsent'], judged: false }),
  ]),
]);

const compute = (row: ResponseRow) =>
  toRaisedCounters(
    SERVICE,
    row.request_phase,
    toFindings(SERVICE, row),
    row.retried === 1,
    row.edge_fault !== undefined,
  );

const toItself = (raised: readonly string[]) => raised;

describe('what the answer of a row raises', () => {
  it('is the same however often it is asked, and whatever came before', () => {
    const findKind = createKindFinder(SERVICE, toItself);
    for (const row of [...ROWS, ...ROWS.toReversed()]) expect(findKind(row)).toEqual(compute(row));
  });

  it('is the same of a service with more flags than a number has bits', () => {
    const more = Array.from({ length: 40 }, (_, i) => `flag_${i}`);
    const rowFlags = [...SERVICE.rowFlags, ...more];
    const findKind = createKindFinder({ ...SERVICE, rowFlags }, toItself);
    for (const row of ROWS) expect(findKind(row)).toEqual(compute(row));
  });
});

test('what is made of them is one for answers of one kind, and another for others', () => {
  const findKind = createKindFinder(SERVICE, toItself);
  const of = (flags: readonly string[]) => findKind(toRow({ request_phase: 'reco_chat' }, { flags }));
  expect(of(['notice'])).toBe(of(['notice']));
  expect(new Set(FLAG_SETS.map(of)).size).toBe(FLAG_SETS.length);
});
