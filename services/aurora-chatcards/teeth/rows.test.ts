// The matrix of the newer releases is whole: each of their own gates and defects has its rows.
import { expect, test } from 'vitest';
import { parsePlan } from '../../../lib/core/plan/plan.ts';
import { listGates } from '../../../thresholds/gates.ts';
import { PROFILES } from '../../../thresholds/profiles.ts';
import { parseDefects } from '../../aurora/reference/defects/parse.ts';
import { DEFECT_IDS, DEFECTS } from '../../aurora/reference/defects/table.ts';
import { SERVICE } from '../service.ts';
import { OWN_ROWS } from './own-rows.ts';
import { ROWS } from './rows.ts';

const planOf = (options = {}) => parsePlan(SERVICE, { SEED: '1', ...options }, PROFILES);
const GATES = listGates(SERVICE, planOf()).map(({ id }) => id);
const idsOf = ({ defects }: { readonly defects: string }) =>
  parseDefects(defects, 'chatcards').map(({ id }) => id);

test.each(
  DEFECT_IDS.filter((id) => DEFECTS[id].only === 'chatcards'),
)('the defect %s is in a row that expects of it what the table says', (id) => {
  const rows = ROWS.filter((row) => idsOf(row).includes(id));
  const passes = rows.filter((row) => !row.advisory).map(({ expect }) => expect === 'pass');
  expect(passes).toEqual([DEFECTS[id].breaks === 'nothing']);
});

test.each(GATES)('the gate %s has a run that must break it, and one that must not', (gate) => {
  const expected = new Set(ROWS.filter((row) => row.gate === gate).map((row) => row.expect === 'pass'));
  expect([...expected].sort()).toEqual([false, true]);
});

test.each(OWN_ROWS.map((row) => [row.id, row] as const))('%s can be played', (id, row) => {
  expect(id.startsWith(`${row.gate}/`)).toBe(true);
  for (const gate of [row.gate, ...(row.beside ?? [])]) expect(GATES).toContain(gate);
  expect(planOf(row.options).timing.totalSec).toBeLessThanOrEqual(45);
});

test('every row of the matrix can be switched on in a service that speaks ChatCards v1, under an id of its own', () => {
  for (const row of ROWS) expect(() => idsOf(row)).not.toThrow();
  expect(new Set(ROWS.map(({ id }) => id)).size).toBe(ROWS.length);
});
