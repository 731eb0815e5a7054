import { expect, test } from 'vitest';
import { SERVICE } from '../../../services/aurora/service.ts';
import { GATES, planOf } from '../../../test/runs/good-run.ts';
import { toRow } from '../../../test/runs/samples.ts';
import { createBrokenCalls } from './broken-calls.ts';
import { pointOut } from './pointed.ts';

const started = {
  ts: 1000,
  type: 'run.started' as const,
  run_id: 'r1',
  service: 'aurora',
  options: { BASE: 'https://bff.staging', SPIKE_RPS: '5', ROLLOUT_FACTS: 'blocking' },
  base: 'https://bff.staging',
  seed: 7,
};
const row = (phase: 'baseline' | 'chaos') =>
  toRow(
    {
      n: 4,
      call: 1,
      journey: 'safety_block',
      request_phase: 'red_flag_chat',
      variant: 'CN',
      load_phase: phase,
    },
    { violations: ['red_flag_not_blocked'], detail: 'a medical red flag without a safety_block' },
  );
const pointAt = (phase: 'baseline' | 'chaos', kept = true) => {
  const calls = createBrokenCalls(SERVICE, GATES);
  calls.addCall(row(phase));
  if (kept)
    calls.addFailure({
      ts: 1000,
      type: 'failure',
      n: 4,
      call: 1,
      violations: ['red_flag_not_blocked'],
      detail: '',
      request: { path: '/v1/chat', headers: {}, body: '' },
      status: 200,
      headers: {},
      body: '',
    });
  return pointOut(SERVICE, planOf(), GATES, calls, started);
};

test('a gate says of its answer what a person needs to look at it and to play it again', () => {
  expect(pointAt('baseline')).toEqual({
    red_flag_not_blocked: {
      mostly: '1 of chat (status 200)',
      sample: {
        route: 'chat',
        journey: 'safety_block',
        step: 'red_flag_chat',
        variant: 'CN',
        phase: 'baseline',
        status: 200,
        detail: 'a medical red flag without a safety_block',
        n: 4,
        call: 1,
        trace_id: 'trace_uid_soak_r1_4_safety_block_baseline_1',
        file: 'failures/01_red_flag_not_blocked.json',
        command:
          'npm run soak -- --base https://bff.staging --scenario safety_block --lang CN --once --rollout-facts blocking',
      },
    },
  });
});

test('an answer under chaos comes again with the whole run', () => {
  expect(pointAt('chaos').red_flag_not_blocked?.sample.command).toBe(
    'npm run soak -- --base https://bff.staging --spike-rps 5 --seed 7 --rollout-facts blocking',
  );
});

test('no file is named where none was kept', () => {
  expect(pointAt('baseline', false).red_flag_not_blocked?.sample.file).toBeNull();
});
