// The users of a drill: the journeys of the soak at one rate, on new connections, never stopped by what they find, since users are not.
import exec from 'k6/execution';
import type { Options } from 'k6/options';
import { SERVICE } from 'service-under-test';
import { toRunId, toUserId } from '../lib/core/journal/trace-id.ts';
import { computeLongestJourneySec, drawJourney } from '../lib/core/service/journeys.ts';
import type { Stage } from '../lib/k6/call.ts';
import { type RunStart, setClock, startClock } from '../lib/k6/clock.ts';
import { createValidate } from '../lib/k6/contracts.ts';
import { readPlan } from '../lib/k6/env.ts';
import { createForm } from '../lib/k6/form.ts';
import { playJourney } from '../lib/k6/play-journey.ts';
import { touchCounters } from '../lib/k6/totals/metrics.ts';
import { getTags, readIteration } from '../lib/k6/vu.ts';

const plan = readPlan();
const forms = Object.fromEntries(
  Object.entries(SERVICE.forms ?? {}).map(([id, form]) => [
    id,
    createForm(form, open(`./${form.file.name}`, 'b')),
  ]),
);
/** k6 takes whole rates only: counted per 100 s, hundredths of a journey per second are whole. */
const RATE_UNIT_SEC = 100;
const RATE = Math.max(1, Math.round(plan.timing.baseRps * RATE_UNIT_SEC));
const longestJourneySec = computeLongestJourneySec(SERVICE);
/** For the longest journeys that a failing service makes of them; more would only queue. */
const MAX_USERS = Math.ceil(plan.timing.baseRps * longestJourneySec) + 10;

export const options: Options = {
  scenarios: {
    users: {
      executor: 'constant-arrival-rate',
      exec: 'journey',
      rate: RATE,
      timeUnit: `${RATE_UNIT_SEC}s`,
      duration: `${Math.round(plan.timing.totalSec)}s`,
      preAllocatedVUs: Math.ceil(plan.timing.baseRps) * 2 + 2,
      maxVUs: MAX_USERS,
      gracefulStop: '3s',
    },
  },
  // A connection that is kept stays with its pod: a share of the pods is a share of the users only where each user brings his own.
  noVUConnectionReuse: true,
  systemTags: ['status', 'name', 'scenario'],
  userAgent: 'aurora-gate',
};

const stage: Stage = {
  service: SERVICE,
  base: plan.base,
  phaseNow: () => 'baseline',
  watchEdge: () => () => undefined,
  hardStop: () => undefined,
  validate: createValidate(SERVICE),
  forms,
};

interface RunData extends RunStart {
  readonly runId: string;
}

export function setup(): RunData {
  touchCounters();
  const start = startClock();
  return { ...start, runId: toRunId(start.startedAtSec) };
}

/** One journey of the mix. */
export function journey(data: RunData | undefined): void {
  if (!data) {
    exec.test.abort('aurora-gate: there was no setup');
    return;
  }
  setClock(data);
  const n = readIteration();
  const drawn = drawJourney(plan.mix, plan.seed, n);
  const tags = getTags();
  tags.journey = drawn.journey;
  tags.variant = drawn.variant;
  playJourney(stage, { ...drawn, n, uid: toUserId(data.runId, n), taken: {}, calls: 0 });
}
