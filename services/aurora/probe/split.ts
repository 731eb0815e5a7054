// Do the variants come in the shares they were meant to? A test with a stated rate of false alarms, not a bare range.
import jStat from 'jstat';
import { OptionError } from '../../../lib/core/options/option-error.ts';

/** Variant → share of users, 0..1; the shares sum to 1. */
export type ExpectedSplit = ReadonlyMap<string, number>;

export interface SplitResult {
  readonly outcome: 'drift' | 'in_range' | 'inconclusive';
  readonly because: string;
  readonly statistic: number | null;
  readonly criticalValue: number | null;
  readonly degreesOfFreedom: number | null;
  readonly pValue: number | null;
}

/** Below this, the statistic is no longer close to chi-square: Cochran's rule (Biometrics 10, 1954, p. 417). */
const MIN_EXPECTED_COUNT = 5;

/**
 * Parses `v2_core=50,legacy=50`, percents that sum to 100; '' gives undefined.
 * @throws OptionError naming `variable`
 */
export function parseExpectedSplit(variable: string, text: string): ExpectedSplit | undefined {
  if (text.trim() === '') return undefined;
  const fail = (why: string) =>
    new OptionError(`${variable}=${text}: ${why}; give percents that sum to 100, like v2_core=50,legacy=50`);
  const shares = new Map<string, number>();
  for (const part of text.split(',')) {
    const [, variant = '', percent = ''] = /^\s*([^=\s]+)\s*=\s*(\d+(?:\.\d+)?)\s*$/.exec(part) ?? [];
    if (variant === '') throw fail(`"${part.trim()}" is no share`);
    if (shares.has(variant)) throw fail(`${variant} is there twice`);
    shares.set(variant, Number(percent) / 100);
  }
  const sum = [...shares.values()].reduce((total, share) => total + share, 0);
  if (Math.abs(sum - 1) > 1e-6) throw fail(`they sum to ${Math.round(sum * 1e4) / 100}`);
  return shares;
}

/**
 * Pearson's chi-square test of goodness of fit (Philosophical Magazine 50, 1900): X² = Σ (seen − expected)² / expected,
 * which follows chi-square with one degree of freedom less than there are variants, where the shares are as expected.
 * It holds for independent draws: one sample a user, since the same user always lands in the same bucket.
 * @param counts users by the variant they got
 * @param falseAlarmRatio how often a service that splits as expected is called drifting, 0..1
 * A variant that nobody should get is drift at its first user.
 */
export function assessSplit(
  counts: ReadonlyMap<string, number>,
  expected: ExpectedSplit,
  falseAlarmRatio: number,
): SplitResult {
  const users = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const nothing = { statistic: null, criticalValue: null, degreesOfFreedom: null, pValue: null };
  const stray = [...counts].find(([variant, count]) => count > 0 && !expected.get(variant));
  if (stray) {
    const [variant, count] = stray;
    const because = `${count} of ${users} users got ${JSON.stringify(variant)}, which nobody should`;
    return { ...nothing, outcome: 'drift', because };
  }
  const cells = [...expected].filter(([, share]) => share > 0);
  const smallest = Math.min(...cells.map(([, share]) => share));
  if (users * smallest < MIN_EXPECTED_COUNT) {
    const needed = Math.ceil(MIN_EXPECTED_COUNT / smallest);
    const because = `${users} users are too few for a share of ${smallest * 100} %, ${needed} are needed`;
    return { ...nothing, outcome: 'inconclusive', because };
  }
  const degreesOfFreedom = cells.length - 1;
  if (degreesOfFreedom === 0)
    return { ...nothing, outcome: 'in_range', because: `all ${users} users got the one variant there is` };
  const statistic = cells.reduce((sum, [variant, share]) => {
    const meant = users * share;
    return sum + ((counts.get(variant) ?? 0) - meant) ** 2 / meant;
  }, 0);
  const { chisquare } = jStat;
  const criticalValue = chisquare.inv(1 - falseAlarmRatio, degreesOfFreedom);
  const pValue = Math.max(0, 1 - chisquare.cdf(statistic, degreesOfFreedom));
  const drift = statistic > criticalValue;
  const seen = cells
    .map(([variant, share]) => {
      const percent = (((counts.get(variant) ?? 0) * 100) / users).toFixed(1);
      return `${variant} ${percent} % of ${share * 100} %`;
    })
    .join(', ');
  return {
    outcome: drift ? 'drift' : 'in_range',
    because: `${seen} over ${users} users: chi-square ${statistic.toFixed(2)}, critical ${criticalValue.toFixed(2)} at ${falseAlarmRatio * 100} % false alarms`,
    statistic,
    criticalValue,
    degreesOfFreedom,
    pValue,
  };
}
