// What `npm run compare` takes.

import { findFault, type Option, type OptionValues } from '../options/option.ts';
import { OptionError } from '../options/option-error.ts';
import type { LatencyTolerance } from './comparison-schema.ts';

const OPTIONS = {
  toleranceMs: {
    kind: 'number',
    env: 'TOLERANCE_MS',
    // Up to which an answer feels instant (Nielsen, Usability Engineering, 1993).
    fallback: '100',
    min: 0,
    max: 60_000,
    doc: 'a smaller change of a latency does not matter',
  },
  tolerancePercent: {
    kind: 'number',
    env: 'TOLERANCE_PERCENT',
    fallback: '10',
    min: 0,
    max: 1_000,
    doc: 'nor does a smaller share of the earlier latency',
  },
  json: {
    kind: 'text',
    env: 'COMPARE_JSON',
    flag: 'json',
    fallback: '',
    doc: 'file that takes the comparison as JSON',
  },
  markdown: {
    kind: 'text',
    env: 'COMPARE_MARKDOWN',
    flag: 'markdown',
    fallback: '',
    doc: 'file that takes it as Markdown',
  },
  html: {
    kind: 'text',
    env: 'COMPARE_HTML',
    flag: 'html',
    fallback: '',
    doc: 'file that takes it as a page with charts',
  },
} as const satisfies Record<string, Option>;

export const COMPARE_OPTIONS: readonly Option[] = Object.values(OPTIONS);

export interface CompareRequest {
  /** One earlier run or more; the last is the later run's. */
  readonly base: readonly string[];
  readonly now: string;
  readonly tolerance: LatencyTolerance;
  /** Files to write; '' for none. */
  readonly files: Readonly<Record<'json' | 'markdown' | 'html', string>>;
}

/**
 * What was asked for.
 * @param runs as they were named: two, or one beside `baseline`
 * @throws OptionError that names what cannot be used
 */
export function parseCompareRequest(
  values: OptionValues,
  runs: readonly string[],
  baseline: readonly string[],
): CompareRequest {
  const own = (option: Option) => values[option.env]?.trim() || option.fallback;
  for (const option of COMPARE_OPTIONS) {
    const fault = findFault(option, own(option));
    if (fault) throw new OptionError(fault);
  }
  const [first, second, ...more] = runs;
  const tooMany = baseline.length > 0 ? second !== undefined : more.length > 0;
  const now = baseline.length > 0 ? first : second;
  if (first === undefined || now === undefined || tooMany)
    throw new OptionError(
      'name two runs, the earlier one first, or one run and --baseline with several; --help shows how',
    );
  const base = baseline.length > 0 ? baseline : [first];
  return {
    base,
    now,
    tolerance: { ms: Number(own(OPTIONS.toleranceMs)), ratio: Number(own(OPTIONS.tolerancePercent)) / 100 },
    files: { json: own(OPTIONS.json), markdown: own(OPTIONS.markdown), html: own(OPTIONS.html) },
  };
}
