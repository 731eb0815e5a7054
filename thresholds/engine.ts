// The gates of any service: it answers, in time and by its contract; and the run itself was what was asked for.

import { LOAD_OFFERED } from '../lib/core/drift/lost-load.ts';
import {
  type CountGate,
  type Gate,
  HEALTHY_SHARE,
  type RatioGate,
  type SequentialGate,
} from '../lib/core/gates/gates.ts';
import { computeSequentialBound } from '../lib/core/gates/sequential.ts';
import type { Bounds } from '../lib/core/plan/bounds.ts';
import type { Deciding } from '../lib/core/plan/deciding.ts';

const FIVE_MINUTES = 300;
const TWO_HOURS = 7200;

/** A gate that one event crosses, and that then ends the run. */
export const promise = (
  gate: Pick<CountGate, 'id' | 'of' | 'among' | 'why' | 'minSamplesWhy'> & Partial<CountGate>,
): CountGate => ({
  kind: 'count',
  max: 0,
  minSamples: 1,
  severity: 'blocking',
  onCross: 'fail',
  stopAtFirst: true,
  ...gate,
});

/** A bound on a share in any stretch of `windowSec`. */
export const rolling = (
  gate: Pick<RatioGate, 'id' | 'of' | 'among' | 'why' | 'broke' | 'fullWindow' | 'maxRatio'> & {
    readonly windowSec: number;
  },
): RatioGate => ({
  kind: 'ratio',
  minSamples: 200,
  minSamplesWhy: 'below 200 a single error would break 0.5 %',
  severity: 'blocking',
  onCross: 'fail',
  ...gate,
});

/** At most 1 % of healthy runs may cross a sequential gate, however many answers a run of its plan gives. */
const FALSE_ABORT = 0.01;

/** None where the bound is 0 or 1: there is nothing to tell from it. */
const sequential = (
  gate: Pick<SequentialGate, 'id' | 'of' | 'among' | 'why'>,
  brokenRatio: number,
  design: Pick<Deciding, 'withinSamples' | 'startsAhead'>,
): readonly SequentialGate[] => {
  if (brokenRatio <= 0 || brokenRatio >= 1) return [];
  const healthyRatio = brokenRatio * HEALTHY_SHARE;
  return [
    {
      kind: 'sequential',
      ...gate,
      ...computeSequentialBound({ healthyRatio, brokenRatio, falseAbort: FALSE_ABORT, ...design }),
      minSamples: 200,
      minSamplesWhy: 'below 200 a single error would break 0.5 %',
      severity: 'advisory',
      onCross: 'fail',
    },
  ];
};

/**
 * What the engine bounds of the answers of any service, in the order of the report.
 *
 * `fullWindow`: 900 samples is what 5 minutes hold at the base rate (1 journey/s × 3.2 calls × 300 s = 960, less 6 % for
 * chance). A window that holds less is read as if the missing answers were good ones, so one early error cannot stop a run,
 * and a service that fails outright still stops it with the fifth error.
 */
export function listAnswerGates(bounds: Bounds, { withinSamples, startsAhead }: Deciding): readonly Gate[] {
  return [
    promise({
      id: 'schema_violation',
      of: 'schema_violations',
      among: 'answers_judged',
      why: 'every answer keeps the contract of its route',
      broke: 'answer broke the contract of its route',
      minSamplesWhy: 'no answer was judged',
    }),
    promise({
      id: 'http_4xx',
      of: 'http_4xx',
      among: 'responses',
      why: 'these journeys are well formed, so no call of theirs gets a 4xx',
      broke: 'call got a 4xx',
      minSamplesWhy: 'no answer was received',
    }),
    rolling({
      id: 'http_5xx_rate_5m',
      of: 'http_5xx',
      among: 'responses',
      windowSec: FIVE_MINUTES,
      fullWindow: 900,
      maxRatio: bounds.max5xxRatio,
      why: 'the service answers, also when its upstream does not',
      broke: 'call got a 5xx',
    }),
    ...sequential(
      {
        id: 'http_5xx_sequential',
        of: 'http_5xx',
        among: 'responses',
        why: 'tells an error rate at its bound from chance, however long that takes',
      },
      bounds.max5xxRatio,
      { withinSamples, startsAhead },
    ),
    rolling({
      id: 'transport_error_rate_5m',
      of: 'transport_errors',
      among: 'calls',
      windowSec: FIVE_MINUTES,
      fullWindow: 900,
      maxRatio: bounds.maxTransportErrorRatio,
      why: 'calls get an answer',
      broke: 'call got no answer',
    }),
    promise({
      id: 'transport_errors_2h',
      of: 'transport_errors',
      among: 'calls',
      max: bounds.maxTransportErrors,
      windowSec: TWO_HOURS,
      stopAtFirst: false,
      why: 'in any two hours at most a few calls are lost',
      broke: 'call got no answer',
      minSamplesWhy: 'no call was made',
    }),
  ];
}

/** What the engine asks of the run itself: a run that falls short here cannot tell. */
export function listRunGates(): readonly Gate[] {
  return [
    {
      kind: 'ratio',
      id: LOAD_OFFERED,
      why: 'a verdict is about the load that was asked for',
      broke: 'journey could not be started in time',
      of: 'journeys_dropped',
      among: 'journeys_due',
      maxRatio: 0.01,
      fullWindow: 1,
      minSamples: 1,
      minSamplesWhy: 'no journey was due',
      severity: 'blocking',
      onCross: 'inconclusive',
    },
    {
      kind: 'ratio',
      id: 'calls_sent',
      why: 'a call that this machine could not make tells nothing of the service',
      of: 'calls_unsent',
      among: 'journeys',
      maxRatio: 0.01,
      fullWindow: 1,
      minSamples: 1,
      minSamplesWhy: 'no journey was started',
      severity: 'blocking',
      onCross: 'inconclusive',
    },
    {
      kind: 'ratio',
      id: 'journeys_whole',
      why: 'a step that is never reached is not tested',
      of: 'journeys_stranded',
      among: 'journeys',
      maxRatio: 0.01,
      fullWindow: 1,
      minSamples: 1,
      minSamplesWhy: 'no journey was started',
      // A deployment may lack a part, and each of its answers is in order.
      severity: 'advisory',
      onCross: 'inconclusive',
    },
    promise({
      id: 'suite_errors',
      of: 'validator_errors',
      among: 'calls',
      stopAtFirst: false,
      onCross: 'inconclusive',
      why: 'a suite that failed to check has proven nothing',
      broke: "error came from the suite's own script",
      minSamplesWhy: 'no call was made',
    }),
  ];
}
