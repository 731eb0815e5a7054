import { expect, it, test } from 'vitest';
import { GATES, planOf } from '../../../test/runs/good-run.ts';
import type { GateResult } from '../gates/gate-result-schema.ts';
import { toSkipped } from '../gates/gates.ts';
import type { JournalRow } from '../journal/events.ts';
import { createRunState, type RunState } from './run-state.ts';
import { RUN_SERIES } from './series.ts';

const PLAN = planOf({ TOXIPROXY_MODES: 'latency,reset', TOXIPROXY_ENABLED: 'true' });
const [GATE] = GATES;
const find = (state: RunState, name: string, label: string) =>
  state
    .readings()
    .filter((reading) => reading.name === name && Object.values(reading.labels).includes(label))
    .map(({ value }) => value);
const ON = { ts: 1, type: 'toxic.on', window: 0, mode: 'latency', read_back: true, why: '' } as const;
const OFF = { ts: 2, type: 'toxic.off', window: 0, mode: 'latency', healed: true, rung: 'removed', why: '' };
const CROSSED = { ts: 1, type: 'gate.crossed', gate: GATE!.id, value: 1, limit: 0, why: '' } as const;

it('begins with a run that is on, the bound of each gate, no gate told, no toxic on', () => {
  const state = createRunState(PLAN, GATES);
  expect(find(state, 'aurora_gate_run', 'quick')).toEqual([1]);
  for (const gate of GATES) {
    expect(find(state, 'aurora_gate_bound', gate.id)).toHaveLength(1);
    expect(find(state, 'aurora_gate_status', gate.id)).toEqual([-1]);
  }
  expect(find(state, 'aurora_gate_bound', 'http_5xx_rate_5m')).toEqual([0.005]);
  expect(find(state, 'aurora_gate_toxic', 'reset')).toEqual([0]);
  expect(state.readings()).toHaveLength(1 + 2 * GATES.length + 2);
});

it('has no toxic where the run injects none', () => {
  const readings = createRunState(planOf({ TOXIPROXY_ENABLED: 'false' }), GATES).readings();
  expect(readings.filter(({ name }) => name === 'aurora_gate_toxic')).toEqual([]);
});

test.each<[string, readonly unknown[], string, string, readonly number[]]>([
  ['a toxic that was read back', [ON], 'aurora_gate_toxic', 'latency', [1]],
  ['a toxic that was not', [{ ...ON, read_back: false }], 'aurora_gate_toxic', 'latency', [0]],
  ['a toxic that is healed', [ON, OFF], 'aurora_gate_toxic', 'latency', [0]],
  ['a toxic that is not', [ON, { ...OFF, healed: false }], 'aurora_gate_toxic', 'latency', [1]],
  ['a gate that is crossed', [CROSSED], 'aurora_gate_status', GATE!.id, [0]],
  ['a phase', [{ ts: 1, type: 'phase.entered', phase: 'chaos' }], 'aurora_gate_phase', 'chaos', [1]],
  [
    'a phase that another followed',
    [
      { ts: 1, type: 'phase.entered', phase: 'chaos' },
      { ts: 2, type: 'phase.entered', phase: 'baseline' },
    ],
    'aurora_gate_phase',
    'chaos',
    [0],
  ],
])('%s', (_, rows, name, label, values) => {
  const state = createRunState(PLAN, GATES);
  expect(
    rows.map((row) => state.add(row as JournalRow)).every((changed) => typeof changed === 'boolean'),
  ).toBe(true);
  expect(find(state, name, label)).toEqual(values);
});

it('says of a row whether it changed something', () => {
  const state = createRunState(PLAN, GATES);
  expect([ON, ON, OFF].map((row) => state.add(row as JournalRow))).toEqual([true, false, true]);
  expect(state.add({ ts: 1, type: 'run.signalled', signal: 'SIGINT' })).toBe(false);
});

it('ends with the verdict, each gate as it was judged, and how long recovery took', () => {
  const state = createRunState(PLAN, GATES);
  state.add({ ts: 1, type: 'phase.entered', phase: 'chaos' });
  const gate = (id: string, outcome: GateResult['outcome']): GateResult => ({
    ...toSkipped({ id, why: '', severity: 'blocking' }, ''),
    outcome,
  });
  const gates = [gate('held', 'pass'), gate('broken', 'fail'), gate('doubted', 'inconclusive')];
  state.end({
    verdict: { outcome: 'fail', because: '', gates },
    chaos_modes: {
      latency: { recover_s: 4.5 },
      reset: { recover_s: null },
    } as never,
  });
  expect(['held', 'broken', 'doubted'].map((id) => find(state, 'aurora_gate_status', id))).toEqual([
    [1],
    [0],
    [-1],
  ]);
  expect(find(state, 'aurora_gate_verdict', 'fail')).toEqual([1]);
  expect(find(state, 'aurora_gate_recovery_seconds', 'latency')).toEqual([4.5]);
  expect(find(state, 'aurora_gate_recovery_seconds', 'reset')).toEqual([]);
  expect(find(state, 'aurora_gate_run', 'quick')).toEqual([0]);
  expect(find(state, 'aurora_gate_phase', 'chaos')).toEqual([0]);
  expect(new Set(state.readings().map(({ name }) => name))).toEqual(new Set(Object.keys(RUN_SERIES)));
});

it('ends without one where the run came to none', () => {
  const state = createRunState(PLAN, GATES);
  state.end(undefined);
  expect(find(state, 'aurora_gate_run', 'quick')).toEqual([0]);
  expect(state.readings().filter(({ name }) => name === 'aurora_gate_verdict')).toEqual([]);
});
