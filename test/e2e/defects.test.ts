// Every defect of the target, switched on in the real stack, ends the run for its own reason; the healthy variants pass.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DEFECTS, type DefectId } from '../../target/defects/table.ts';
import { createRig, type Rig, SHORT } from '../rig.ts';

/** What a defect breaks → the gate that must say so. What is not here is the business of other checks than the soak. */
const GATES: Readonly<Record<string, string>> = {
  schema_violation: 'schema_violation',
  empty_cards: 'empty_cards',
  no_renderable_cards: 'no_renderable_cards',
  notice_without_actions: 'notice_without_actions',
  safety_with_recommendations: 'safety_with_recommendations',
  red_flag_not_blocked: 'red_flag_not_blocked',
  low_med_treatment_leak: 'low_med_treatment_leak',
  http_5xx: 'http_5xx_rate_5m',
  http_4xx: 'http_4xx',
  reco_output_guard_fallback: 'reco_output_guard_fallback_rate_10m',
  transport_error: 'transport_error',
};

let rig: Rig;
beforeAll(async () => {
  rig = await createRig();
});
afterAll(async () => rig[Symbol.asyncDispose]());

/** 10 MB for every answer is more than loopback and two cores carry: that would be the load's verdict, not the body's. */
const toSpec = (id: string) => (id === 'huge_body_10mb' ? `${id},rate=0.02` : id);

const breaking = (Object.keys(DEFECTS) as DefectId[]).filter((id) => GATES[DEFECTS[id].breaks] !== undefined);
const healthy = (Object.keys(DEFECTS) as DefectId[]).filter((id) => DEFECTS[id].breaks === 'nothing');

describe('a defect ends the run for its own reason', () => {
  test.each(breaking)('%s', async (id) => {
    const { summary } = await rig.soak({ ...SHORT, DEFECTS: id });
    expect(summary.verdict.outcome).toBe('fail');
    expect(summary.stop_reason).toMatch(new RegExp(`^${GATES[DEFECTS[id].breaks]}`));
    expect(summary.total_seconds).toBeLessThan(summary.total_seconds_requested + 20);
  });
});

describe('a healthy variant passes', () => {
  test.each(['', ...healthy])('%s', async (defects) => {
    const { summary } = await rig.soak({ ...SHORT, DEFECTS: toSpec(defects) });
    expect(summary.verdict).toMatchObject({ outcome: 'pass' });
    expect(summary.status).toBe('completed');
  });
});
