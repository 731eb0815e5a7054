// The soak: the mix of journeys on the schedule of the plan, judged answer by answer. Runs by itself: `k6 run dist/soak.js`.

import exec from 'k6/execution';
import { Gauge } from 'k6/metrics';
import type { Options, Scenario } from 'k6/options';
import { SERVICE } from 'service-under-test';
import { findCuttingFault } from '../lib/core/chaos/edge.ts';
import { toK6Segment } from '../lib/core/fleet/segment.ts';
import { stops } from '../lib/core/gates/gates.ts';
import { toRunId, toUserId } from '../lib/core/journal/trace-id.ts';
import { toHostPort } from '../lib/core/options/address.ts';
import { findForbidden, type K6Settings } from '../lib/core/options/k6-settings.ts';
import { collectGiven, omitSecrets } from '../lib/core/options/read-options.ts';
import { listOptions } from '../lib/core/plan/run-options.ts';
import {
  computeJourneysOf,
  computeSegments,
  computeToxicSlots,
  findSegment,
  listPhases,
  type Phase,
  RATE_UNIT_SEC,
} from '../lib/core/plan/schedule.ts';
import { computeLeastBegun } from '../lib/core/plan/unbegun.ts';
import { computeVirtualUsers } from '../lib/core/plan/virtual-users.ts';
import { computeLongestJourneySec, drawJourney, listEveryJourney } from '../lib/core/service/journeys.ts';
import type { Id } from '../lib/core/service/service.ts';
import type { Stage } from '../lib/k6/call.ts';
import { elapsedSec, nowSec, type RunStart, setClock, startClock } from '../lib/k6/clock.ts';
import { createValidate } from '../lib/k6/contracts.ts';
import { ASKS_IN_VAIN, GIVEN, readPlan } from '../lib/k6/env.ts';
import { createForm } from '../lib/k6/form.ts';
import { writeRow } from '../lib/k6/journal.ts';
import { playJourney } from '../lib/k6/play-journey.ts';
import type { K6Data } from '../lib/k6/totals/figures.ts';
import { createGateMetrics, raiseCounter, touchCounters } from '../lib/k6/totals/metrics.ts';
import { publishOverall, runSentinel, tellPhases } from '../lib/k6/totals/sentinel.ts';
import { summarize } from '../lib/k6/totals/summary.ts';
import { getTags, readIteration } from '../lib/k6/vu.ts';
import { listGates } from '../thresholds/gates.ts';
import { LOAD_SCENARIO, MARKER_METRIC, toK6Thresholds, toTimingThresholds } from '../thresholds/to-k6.ts';

const plan = readPlan();
/** Windows and shares are those of all runners, so that none judges its own. */
const isOneOfMany = plan.runners > 1;
const gates = listGates(SERVICE, plan);
const segments = computeSegments(plan.timing);
const everyJourney = listEveryJourney(plan.mix);
/** Files of forms lie beside the built script. */
const forms = Object.fromEntries(
  Object.entries(SERVICE.forms ?? {}).map(([id, form]) => [
    id,
    createForm(form, open(`./${form.file.name}`, 'b')),
  ]),
);
const metrics = createGateMetrics(gates);
const marker = new Gauge(MARKER_METRIC);

/** Faults on the edge stand between k6 and the service, so k6 is led to Toxiproxy under the service's own name. */
const onEdge = plan.chaos.enabled && plan.chaos.leg === 'edge';
const edgeSlots = onEdge ? computeToxicSlots(plan.timing, plan.chaos.modes) : [];

function toLoad(): Scenario {
  const users = computeVirtualUsers(SERVICE, plan);
  if (plan.once)
    return {
      executor: 'shared-iterations',
      vus: users.max,
      iterations: everyJourney.length,
      maxDuration: '10m',
      exec: 'journey',
    };
  return {
    executor: 'ramping-arrival-rate',
    exec: 'journey',
    timeUnit: `${RATE_UNIT_SEC}s`,
    startRate: Math.round((segments[0]?.rateRps ?? 0) * RATE_UNIT_SEC),
    // A stage of 0 s steps to the rate at once, so that a phase has its rate from its first moment.
    stages: segments.flatMap(({ rateRps, fromSec, toSec }) => [
      { target: Math.round(rateRps * RATE_UNIT_SEC), duration: '0s' },
      {
        target: Math.round(rateRps * RATE_UNIT_SEC),
        duration: `${Math.round((toSec - fromSec) * 1000)}ms`,
      },
    ]),
    preAllocatedVUs: users.preAllocated,
    maxVUs: users.max,
    gracefulStop: `${computeLongestJourneySec(SERVICE)}s`,
  };
}

function toWatch(): Record<string, Scenario> {
  if (plan.once) return {};
  const duration = `${Math.round(plan.timing.totalSec * 1000)}ms`;
  // It outlives the last journey, whose answers are in the last windows.
  const gracefulStop = `${computeLongestJourneySec(SERVICE) + 3}s`;
  return { sentinel: { executor: 'constant-vus', vus: 1, duration, gracefulStop, exec: 'sentinel' } };
}

function toOptions(): Options {
  return {
    scenarios: { [LOAD_SCENARIO]: toLoad(), ...toWatch() },
    thresholds: {
      ...toTimingThresholds(),
      ...(isOneOfMany
        ? {}
        : toK6Thresholds(SERVICE, gates, plan.once, listPhases(plan.once ? [] : segments), {
            due: computeJourneysOf(plan.timing),
            least: computeLeastBegun(plan),
          })),
    },
    ...(plan.segment ? toK6Segment(plan.segment) : {}),
    summaryTrendStats: ['med', 'p(95)', 'p(99)', 'max'],
    systemTags: ['status', 'name', 'scenario'],
    userAgent: 'aurora-gate',
    // Toxicity is drawn once per connection: on one that is kept, a healthy draw would last for the whole slot.
    noConnectionReuse: onEdge,
    ...(onEdge ? { hosts: { [toHostPort(plan.base)]: plan.chaos.listen } } : {}),
  };
}

/** k6 reads them of the script that it loads first; its users load the script once each, and need none. */
export const options: Options = __VU === 0 ? toOptions() : {};

interface RunData extends RunStart {
  readonly seed: number;
  readonly runId: string;
  readonly marker: number;
}

/** Why k6, as it was started, cannot be a gate. k6 writes what it made of its options over the script's own. */
const findRefusal = () =>
  // Values of Go have no keys that a script can list; as JSON they have.
  findForbidden(JSON.parse(JSON.stringify(exec.test.options)) as K6Settings, { ...toOptions() }, plan);
const refuse = (why: string): void => exec.test.abort(`aurora-gate: ${why}`);

export function setup(): RunData {
  const refusal = findRefusal();
  if (refusal !== undefined) refuse(refusal);
  if (ASKS_IN_VAIN)
    console.log(
      'aurora-gate: TOXIPROXY_ENABLED: k6 alone injects no toxic, so no hour counts as chaos; npm run soak injects them',
    );
  touchCounters();
  const seed = GIVEN.seed === undefined ? Math.floor(Math.random() * 4_294_967_296) : plan.seed;
  const start = startClock();
  const { startedAtSec } = start;
  const runId = GIVEN.runId ?? toRunId(startedAtSec);
  marker.add(startedAtSec);
  writeRow({
    ts: startedAtSec,
    type: 'run.started',
    service: SERVICE.id,
    run_id: runId,
    options: toGivenOptions(),
    base: plan.base,
    seed,
  });
  return { seed, runId, marker: startedAtSec, ...start };
}

const phaseNow = (): Phase => (plan.once ? 'baseline' : findSegment(segments, elapsedSec()).phase);

/** Counter → the gate that stops a run at its first event. */
const hardGates = new Map<Id, string>(
  gates
    .filter((gate) => gate.kind === 'count' && gate.windowSec === undefined && stops(gate))
    .map((gate) => [gate.of, gate.id]),
);
const hardStop = (violation: Id) => hardGates.get(SERVICE.counterOf[violation] ?? violation);
const watchEdge = () => {
  if (!onEdge) return () => undefined;
  const fromSec = elapsedSec();
  return () => findCuttingFault(edgeSlots, plan.chaos.faults, fromSec, elapsedSec());
};

const stage: Stage = {
  service: SERVICE,
  base: plan.base,
  phaseNow,
  watchEdge,
  hardStop,
  validate: createValidate(SERVICE),
  forms,
};

/** One journey of the mix. */
export function journey(data: RunData | undefined): void {
  if (!data) {
    refuse(findRefusal() ?? 'there was no setup');
    return;
  }
  setClock(data);
  const n = readIteration();
  const drawn = (plan.once ? everyJourney[n] : undefined) ?? drawJourney(plan.mix, data.seed, n);
  const tags = getTags();
  tags.journey = drawn.journey;
  tags.variant = drawn.variant;
  try {
    playJourney(stage, { ...drawn, n, uid: toUserId(data.runId, n), taken: {}, calls: 0 });
  } catch (error) {
    // An abort is an exception too; only what is not one is a fault of ours.
    if (String(error).includes('test aborted')) throw error;
    raiseCounter('validator_errors');
    writeRow({ ts: nowSec(), type: 'suite.error', why: String(error) });
    throw error;
  }
}

/** Watches the rolling windows while the run goes on. One of many runners sees its own share alone, and only tells the phases. */
export function sentinel(data: RunData | undefined): void {
  if (!data) return;
  setClock(data);
  const untilSec = plan.timing.totalSec;
  if (isOneOfMany) tellPhases({ phaseNow, untilSec });
  else runSentinel({ gates, metrics, address: plan.k6Address, marker: data.marker, phaseNow, untilSec });
}

export function teardown(data: RunData | undefined): void {
  if (data && !plan.once && !isOneOfMany)
    publishOverall(gates, metrics, plan.k6Address, data.marker, data.startedAtSec);
}

export function handleSummary(data: K6Data): Record<string, string> {
  return summarize(data, plan, gates, findRefusal());
}

/** What a judge of the journal needs to come to the same plan. Without an orchestrator nobody injects toxics. */
function toGivenOptions(): Readonly<Record<string, string>> {
  const options = listOptions(SERVICE);
  const own = {
    BASE: plan.base,
    TOXIPROXY_ENABLED: 'false',
    GATE_SERVICE: SERVICE.id,
    GATES: plan.deciding.by,
  };
  const given = omitSecrets(options, collectGiven(options, {}, __ENV));
  const told = Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
  const vain = ASKS_IN_VAIN ? { TOXIPROXY_ENABLED: 'false' } : {};
  return { ...own, ...Object.fromEntries(told), ...vain };
}
