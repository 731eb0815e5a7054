// Two questions about one share of bad events, asked after every block: is the canary worse, and is it shown not to be?
import type { Cohorts, Counts } from '../measurements.ts';
import type { Bounds } from '../policy-schema.ts';
import { computeBlockGain, computeOwnGain, type Hypothesis } from './block-gain.ts';
import type { Evidence } from './evidence-schema.ts';

/** No block counts for more: what looks like a catastrophe in one window must show in the next one, too. */
const MAX_GAIN = 5;
/** The part of the stake that is bet on the canary being good; the rest bounds what one bad block can cost. */
const STAKE = 0.9;
/** Logarithms of evidence are kept within this: beyond it nothing changes any more. */
const MAX_LOG = 300;
/** What is thought of the stable version before anything was seen: half a bad event in a hundred. */
const PRIOR = { bad: 0.5, all: 100 };

/** How much worse a bad canary may be, as shares of all events: the margin and its multiples. */
export function listEffects({ marginRatio }: Bounds): readonly number[] {
  const effects: number[] = [];
  for (let effect = marginRatio; effect < 0.9; effect *= 4) effects.push(effect);
  return [...effects, 0.9];
}

/** How far into the margin a good canary may reach, as parts of it. */
const GOOD_PARTS = [0, 0.25, 0.5];

export const NO_EVIDENCE: Evidence = {
  blocks: 0,
  harm: [],
  good: [],
  seen: { canary: { bad: 0, all: 0 }, stable: { bad: 0, all: 0 } },
  isDisturbed: false,
};

const clamp = (log: number) => Math.max(-MAX_LOG, Math.min(MAX_LOG, log));
const addLogs = (a: number, b: number) => {
  const high = Math.max(a, b);
  return high + Math.log1p(Math.exp(Math.min(a, b) - high));
};
const toMean = (logs: readonly number[]) =>
  logs.length === 0 ? 0 : logs.reduce(addLogs) - Math.log(logs.length);

const addCounts = (a: Counts, b: Counts): Counts => ({ bad: a.bad + b.bad, all: a.all + b.all });

/** The share that is expected of a version that has shown this so far. */
export const estimate = ({ bad, all }: Counts): number => (bad + PRIOR.bad) / (all + PRIOR.all);

/**
 * Every suspicion may begin anew at any block s, with the weight 1/(s(s+1)); these sum to 1, so the whole stays evidence in the
 * sense of Ville, and a canary that goes bad late is found as well (the mixture of starting times of Shin, Ramdas & Rinaldo,
 * "E-detectors: a nonparametric framework for sequential change detection", New England J. Statistics in Data Science 2, 2024).
 */
const addHarm = (harm: readonly number[], gains: readonly number[], block: number): readonly number[] => {
  const fresh = -Math.log(block * (block + 1));
  return gains.map((gain, n) =>
    clamp(addLogs(harm[n] ?? Number.NEGATIVE_INFINITY, fresh) + Math.min(MAX_GAIN, gain)),
  );
};

/**
 * Takes in one block in which both versions were called. Bets depend on earlier blocks alone.
 * @param isDisturbed whether the stable version was in trouble in this block: the next one is then left out of what speaks for
 * the canary, because a service in trouble shows nobody's quality
 */
export function addBlock(
  evidence: Evidence,
  block: Cohorts<Counts>,
  bounds: Bounds,
  isDisturbed: boolean,
): Evidence {
  if (block.canary.all === 0 || block.stable.all === 0) return { ...evidence, isDisturbed };
  const blocks = evidence.blocks + 1;
  const stable = estimate(evidence.seen.stable);
  const gainOf = (effect: number, hypothesis: Hypothesis) =>
    computeBlockGain(block, { canary: stable + effect, stable }, hypothesis);
  const harm = addHarm(
    evidence.harm,
    listEffects(bounds).map((effect) => gainOf(effect, { exceeds: 'atMost', offset: bounds.toleranceRatio })),
    blocks,
  );
  const mayBet = evidence.blocks > 0 && !evidence.isDisturbed;
  const good = GOOD_PARTS.map((part, n) => {
    const isWorse: Hypothesis = { exceeds: 'atLeast', offset: bounds.marginRatio };
    const gain = mayBet ? gainOf(part * bounds.marginRatio, isWorse) : 0;
    return clamp((evidence.good[n] ?? 0) + Math.log(1 - STAKE + STAKE * Math.exp(Math.min(MAX_LOG, gain))));
  });
  return {
    blocks,
    harm,
    good,
    // What is usual is learnt in quiet times.
    seen: isDisturbed
      ? evidence.seen
      : {
          canary: addCounts(evidence.seen.canary, block.canary),
          stable: addCounts(evidence.seen.stable, block.stable),
        },
    isDisturbed,
  };
}

/**
 * Takes in one block of a version that is alone, and is held to a bound that was fixed before it was.
 * @param bound the share of bad events that it may show (0..1)
 */
export function addOwnBlock(evidence: Evidence, own: Counts, bounds: Bounds, bound: number): Evidence {
  if (own.all === 0) return evidence;
  const blocks = evidence.blocks + 1;
  const gains = listEffects(bounds).map((effect) => computeOwnGain(own, bound + effect, bound));
  return {
    ...evidence,
    blocks,
    harm: addHarm(evidence.harm, gains, blocks),
    seen: { ...evidence.seen, canary: addCounts(evidence.seen.canary, own) },
  };
}

/**
 * The logarithm of the evidence that the canary is worse than tolerated. While it is not, this exceeds log(1/p) ever with the
 * chance p at most (Ville, "Étude critique de la notion de collectif", 1939), however often it is looked at.
 */
export const toHarm = ({ harm, blocks }: Evidence): number =>
  // What was not staked yet is kept.
  harm.length === 0 ? 0 : addLogs(toMean(harm), -Math.log(blocks + 1));

/** The same for the evidence that it is worse by less than the margin. */
export const toGood = ({ good }: Evidence): number => toMean(good);

/** The logarithm of the mean of several: evidence, in the same sense, against "the canary is worse in none of them". */
export const toTogether = toMean;
