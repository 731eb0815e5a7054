// What `npm run compare` takes.

import type { Command } from '../options/command.ts';
import { number, type OptionValues, pickOptions, text } from '../options/option.ts';
import { OptionError } from '../options/option-error.ts';
import { readOptions } from '../options/read-options.ts';
import { SHARED_OPTIONS } from '../plan/run-options.ts';
import type { LatencyTolerance } from './comparison-schema.ts';

export const COMPARE: Command = {
  name: 'compare',
  usage: '<earlier> <later> | <later> --baseline <earlier...>  [options]',
  does: 'Tells whether a run is better, the same or worse than earlier ones, each figure with its noise band.',
  arguments: [{ name: 'runs', doc: 'folders, latest, or latest~1 for the one before', many: true }],
  options: [
    // 100 ms: up to which an answer feels instant (Nielsen, Usability Engineering, 1993).
    number('TOLERANCE_MS', '100', 0, 60_000, 'a change of a latency up to this is no difference'),
    number(
      'TOLERANCE_PERCENT',
      '10',
      0,
      1_000,
      'the same as a share of the earlier latency; the larger of the two counts',
    ),
    text(
      'COMPARE_BASELINE',
      '',
      'several earlier runs as one base, where a single run is too noisy; comma-separated as a variable',
      undefined,
      { flag: 'baseline', takesMany: true },
    ),
    text('COMPARE_JSON', '', 'file that takes the comparison as JSON', undefined, { flag: 'json' }),
    text('COMPARE_MARKDOWN', '', 'file that takes it as Markdown', undefined, { flag: 'markdown' }),
    text('COMPARE_HTML', '', 'file that takes it as a page with charts', undefined, { flag: 'html' }),
    ...pickOptions(SHARED_OPTIONS, 'OUTPUT_DIR'),
  ],
  target: { none: 'it compares finished runs' },
  examples: [
    ['compare -- latest~1 latest', 'the last two runs'],
    ['compare -- latest --baseline latest~3 latest~2 latest~1', 'several earlier runs as one base'],
    ['compare -- results/<earlier> results/<later> --html compare.html', 'with a page to keep'],
  ],
  exitCodes: { 0: 'same or better', 1: 'worse', 2: 'usage', 3: 'not comparable, or cannot tell' },
};

export interface CompareRequest {
  /** One earlier run or more; the last is the later run's. */
  readonly base: readonly string[];
  readonly now: string;
  readonly tolerance: LatencyTolerance;
  /** Files to write; '' for none. */
  readonly files: Readonly<Record<'json' | 'markdown' | 'html', string>>;
  /** The folder that holds the runs' folders. */
  readonly outputDir: string;
}

/**
 * What was asked for.
 * @param runs as they were named: two, or one beside a baseline
 * @throws OptionError that names what cannot be used
 */
export function parseCompareRequest(values: OptionValues, runs: readonly string[]): CompareRequest {
  const { text: own, number: figure } = readOptions(COMPARE.options, values);
  const baseline = own('COMPARE_BASELINE')
    .split(',')
    .map((run) => run.trim())
    .filter(Boolean);
  const [first, second, ...more] = runs;
  const tooMany = baseline.length > 0 ? second !== undefined : more.length > 0;
  const now = baseline.length > 0 ? first : second;
  if (first === undefined || now === undefined || tooMany)
    throw new OptionError(
      'name two runs, the earlier one first, or one run and --baseline with several; --help shows how',
    );
  return {
    base: baseline.length > 0 ? baseline : [first],
    now,
    tolerance: { ms: figure('TOLERANCE_MS'), ratio: figure('TOLERANCE_PERCENT') / 100 },
    files: { json: own('COMPARE_JSON'), markdown: own('COMPARE_MARKDOWN'), html: own('COMPARE_HTML') },
    outputDir: own('OUTPUT_DIR'),
  };
}
