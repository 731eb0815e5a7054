// A flow as a k6 script: `k6 run -e BASE=http://127.0.0.1:3300 dist/flow.<id>.js`. Each iteration is one run of it.
import { FLOW } from 'flow-under-test';
import { check } from 'k6';
import exec from 'k6/execution';
import type { Options } from 'k6/options';
import { SERVICE } from 'service-under-test';
import { createFindMissing } from '../lib/core/service/parts.ts';
import type { CheckResult, Smoke } from '../lib/core/smoke/flow.ts';
import { takeSecrets } from '../lib/core/smoke/flows/flow.ts';
import { playSteps } from '../lib/core/smoke/flows/play-steps.ts';
import { toJourneySmoke } from '../lib/core/smoke/journeys.ts';
import { playFlows } from '../lib/core/smoke/play.ts';
import { toFinding } from '../lib/core/smoke/report.ts';
import { createRedactor } from '../lib/core/text/redact.ts';
import { createForm } from '../lib/k6/form.ts';
import { createSend, THROWS } from '../lib/k6/smoke/call.ts';
import { createSmokeValidate } from '../lib/k6/smoke/contracts.ts';
import { countResults, SMOKE_THRESHOLDS } from '../lib/k6/smoke/outcome.ts';
import { readSmokeSettings } from '../lib/k6/smoke/settings.ts';

const settings = readSmokeSettings();
const { plays } = FLOW;
const secrets = 'steps' in plays ? takeSecrets(plays.steps, __ENV) : {};
const redact = createRedactor(Object.values(secrets));
const smoke =
  'steps' in plays ? undefined : 'smoke' in plays ? plays.smoke : toJourneySmoke(SERVICE, plays.journeys);
const forms = Object.fromEntries(
  (smoke ? Object.entries(SERVICE.forms ?? {}) : []).map(([id, form]) => [
    id,
    createForm(form, open(`./${form.file.name}`, 'b')),
  ]),
);
const PLAIN: Smoke = { name: 'flow', flows: [], origin: '', show: () => undefined, toHeaders: () => ({}) };
const iterations = Number(__ENV.FLOW_ITERATIONS || 1);

export const options: Options = {
  ...THROWS,
  scenarios: {
    flow: {
      executor: 'shared-iterations',
      vus: Number(__ENV.FLOW_VUS || 1),
      iterations,
      maxDuration: `${iterations * FLOW.deadlineMs}ms`,
    },
  },
  thresholds: { ...SMOKE_THRESHOLDS, checks: ['rate==1'] },
};

/** One run of the flow: every result is a check of k6's, and is counted under its outcome. */
export default async function play(): Promise<void> {
  const run = `${Date.now().toString(36)}x${exec.scenario.iterationInTest.toString(36)}`;
  const rows = await listRows(run);
  countResults(rows);
  for (const row of rows) {
    if (row.outcome === 'skipped' || row.outcome === 'left_out') continue;
    const name = [row.id, row.variant].filter(Boolean).join(' ');
    if (!check(row, { [name]: ({ outcome }) => outcome === 'pass' }))
      console.log(redact(`${row.outcome}: ${name}: ${toFinding(row)}`));
  }
}

function listRows(run: string): Promise<readonly CheckResult[]> {
  if ('steps' in plays) {
    const send = createSend(settings, PLAIN, {});
    const nobody = { uid: '', traceId: '', variant: '' };
    return playSteps({ flow: plays.steps, secrets, run, now: Date.now, send: (call) => send(call, nobody) });
  }
  const played = smoke ?? PLAIN;
  return playFlows({
    service: SERVICE,
    smoke: played,
    variants: FLOW.variants.length > 0 ? FLOW.variants : SERVICE.variantIds,
    origin: settings.origin || played.origin,
    findMissing: createFindMissing(SERVICE.parts, settings.without, 'smoke'),
    embedded: false,
    run,
    now: Date.now,
    send: createSend(settings, played, forms),
    contracts: createSmokeValidate,
    onProgress: () => {},
  }).then((rows) => rows.map((row) => ({ ...row, id: `${FLOW.id}.${row.id}` })));
}
