// The form of a policy: what a canary is held to in one environment. Keys are written as manifests write theirs.
import {
  amount,
  closed,
  count,
  figure,
  mapOf,
  optional,
  ordinal,
  type ShapeOf,
  words,
  yesNo,
} from '../../lib/core/journal/format.ts';
import { AskedEffort } from '../effort/asked-schema.ts';

const chance = (description: string) => figure(description, { exclusiveMinimum: 0, maximum: 0.5 });

/** How much worse a share may be: as shares of all events, so 0.005 is half a percentage point. */
const Bounds = closed('How much worse the canary may be than the stable version.', {
  toleranceRatio: figure(
    'The canary is aborted when it is shown to be worse by more than this. At most marginRatio.',
    { minimum: 0, maximum: 0.5 },
  ),
  marginRatio: figure('The canary is promoted when it is shown to be worse by less than this.', {
    exclusiveMinimum: 0,
    maximum: 0.5,
  }),
});
export type Bounds = ShapeOf<typeof Bounds>;

const Saturation = closed('When a resource of the canary is used too much.', {
  maxRatio: figure('The use of one canary pod may be so many times that of one stable pod.', { minimum: 1 }),
  minDifference: amount('A smaller difference does not count: cores, bytes or calls.'),
  sustainedS: amount('The canary is aborted when this has held for so long, in seconds.'),
});

export const Policy = closed('What a canary is held to in one environment.', {
  falseAbort: chance('The chance that a canary is aborted that is within every tolerance, at most.'),
  missedBad: chance('The chance that a canary is promoted that is worse by a margin, at most.'),
  slos: closed('The bounds of every service level objective, and of some by their id.', {
    each: Bounds,
    byId: optional(mapOf('SLO id → its own bounds.', Bounds, '^[a-z][a-z0-9_]*$')),
  }),
  latency: optional(Bounds),
  minSamples: closed('Events that each SLO must have seen of each version.', {
    canary: ordinal('Of the canary.'),
    stable: ordinal('Of the stable version.'),
  }),
  blockS: figure('Seconds of traffic that are compared at a time; no shorter than a scrape.', {
    minimum: 1,
    maximum: 60,
  }),
  minObservedS: amount('Seconds that the canary must have been compared before it is promoted.'),
  warmUpS: figure('Seconds from the first sight of a pod in which its latencies are left out.', {
    minimum: 0,
    maximum: 120,
  }),
  maxHoldS: figure('A canary that was held for so many seconds at one step is aborted.', {
    minimum: 10,
    maximum: 86_400,
  }),
  bakeS: figure('Seconds after full promotion in which the new version is rolled back.', {
    minimum: 0,
    maximum: 86_400,
  }),
  maxAgeS: figure('A measurement that is older, in seconds, is stale.', {
    exclusiveMinimum: 0,
    maximum: 3_600,
  }),
  maxSkewS: figure('A measurement may lie so many seconds in the future.', { minimum: 0, maximum: 60 }),
  probes: closed('What the synthetic flows must show.', {
    required: yesNo('Whether the canary waits for flows.'),
    canaryTarget: words('The target of the flows that call the canary alone.'),
    stableTarget: words('The target of the same flows at the stable version.'),
    minPasses: count('Passes in a row, since the canary began, that each flow needs.'),
    failuresToAbort: ordinal('Failures in a row, since the canary began, with which a flow aborts.'),
    maxAgeS: figure('A flow that ended longer ago, in seconds, is stale.', { exclusiveMinimum: 0 }),
  }),
  gate: closed("What the gate's own run must show.", {
    required: yesNo('Whether the canary waits for a verdict.'),
    maxAgeS: figure('A verdict that is older, in seconds, is stale.', { exclusiveMinimum: 0 }),
    asks: AskedEffort,
  }),
  saturation: closed('The resources that are compared; one that is left out is not asked for.', {
    cpu: optional(Saturation),
    memory: optional(Saturation),
    inFlight: optional(Saturation),
  }),
  health: closed('The composite health, 0 to 100.', {
    minimum: figure('Below it the canary is held.', { minimum: 0, maximum: 100 }),
    weights: closed('What each part is worth; a part that the policy does not ask for counts nothing.', {
      slos: amount('Service level objectives.'),
      latency: amount('Latency.'),
      probes: amount('Synthetic flows.'),
      saturation: amount('Saturation.'),
      gate: amount("The gate's verdict."),
    }),
  }),
});
export type Policy = ShapeOf<typeof Policy>;
