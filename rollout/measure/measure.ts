// One look at a canary: everything that its decision is made of, asked at once.
import type { Monitored } from '../../lib/core/monitoring/monitored.ts';
import type { PrometheusTarget } from '../../lib/core/monitoring/prometheus-options.ts';
import { toMessage } from '../../lib/core/text/message.ts';
import type { ApiServer } from '../../lib/node/prometheus/api.ts';
import { listWindows } from '../decision/counts/windows.ts';
import type { Counted, Measurements, Reading } from '../decision/measurements.ts';
import type { Policy } from '../decision/policy-schema.ts';
import type { State } from '../decision/state-schema.ts';
import { ANSWERED, type GuardTallies } from './guard-tallies.ts';
import { readFlows } from './read-flows.ts';
import { readGate } from './read-gate.ts';
import { readCounters, type SampleQuery } from './read-samples.ts';
import { readUsage } from './read-usage.ts';

/** Who is asked; undefined where an address was not given. */
export interface Sources {
  readonly monitored: Monitored;
  readonly prometheus: PrometheusTarget | undefined;
  readonly prober: ApiServer | undefined;
  /** Path or address of a summary.json, in which `{canary}` stands for the canary's hash; '' for none. */
  readonly gate: string;
  /** The gauge of calls in flight; '' for none. */
  readonly inFlight: string;
  readonly hashLabel: string;
  readonly environment: string;
  /** What the traffic guards of two versions count, where they stand before the service. */
  readonly guards?: Pick<GuardTallies, 'read'>;
}

/** Which canary is looked at. */
export interface Asked {
  readonly namespace: string;
  readonly canary: string;
  readonly stable: string;
  readonly step: number;
}

/** So far before the first window scrapes are read, so that what ran before is known to have: some scrapes, one of which may be missed. */
const toBeforeMs = ({ blockS }: Policy) => 10_000 + 3_000 * blockS;
/** After a longer time without a look the events between are left out: Prometheus would have to read too much. */
const MAX_GAP_MS = 60 * 60_000;

/** Looks. What cannot be read is missing, with the reason; nothing is thrown. */
export async function measure(
  sources: Sources,
  asked: Asked,
  state: State,
  policy: Policy,
  nowMs = Date.now(),
): Promise<Measurements> {
  const { monitored, prometheus, prober, gate, inFlight, hashLabel, environment, guards } = sources;
  const fromMs = Math.max(state.countedUntilMs, nowMs - MAX_GAP_MS);
  const query = prometheus && {
    target: prometheus,
    monitored,
    versions: { ...asked, hashLabel },
    fromMs: fromMs - toBeforeMs(policy),
    nowMs,
  };
  const count = async (of: SampleQuery): Promise<Counted> => {
    const told = guards && { [ANSWERED.id]: guards.read(asked) };
    return listWindows(
      { ...(await readCounters(of)), ...(told === undefined ? {} : { told }) },
      {
        fromMs,
        blockMs: policy.blockS * 1_000,
        warmUpMs: policy.warmUpS * 1_000,
        pods: state.pods,
      },
    );
  };
  const read = <T>(whole: Promise<T> | undefined, option: string) => toReading(whole, option, nowMs);
  const [counts, flows, verdict, usage] = await Promise.all([
    read(query && count(query), 'PROMETHEUS_URL'),
    read(
      prober &&
        readFlows(prober, environment, {
          ...state,
          target: policy.probes.canaryTarget,
          hasGuards: guards !== undefined,
        }),
      'PROBER_URL',
    ),
    read(
      gate === '' ? undefined : readGate(gate.replaceAll('{canary}', encodeURIComponent(asked.canary))),
      'ROLLOUT_GATE',
    ),
    read(query && readUsage(query, inFlight), 'PROMETHEUS_URL'),
  ]);
  return {
    nowMs,
    canary: asked.canary,
    stable: asked.stable,
    step: asked.step,
    counts,
    flows,
    gate: verdict,
    usage,
  };
}

async function toReading<T>(
  whole: Promise<T> | undefined,
  option: string,
  atMs: number,
): Promise<Reading<T>> {
  if (whole === undefined) return { atMs, missing: `${option} was not given` };
  try {
    return { atMs, value: await whole };
  } catch (error) {
    return { atMs, missing: toMessage(error) };
  }
}
