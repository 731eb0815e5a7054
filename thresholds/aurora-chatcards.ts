// What the newer releases of Aurora promise: all that Aurora does, and notices for the reasons that their owners list.
import type { Option } from '../lib/core/options/option.ts';
import type { PromiseGate } from '../lib/core/service/promises.ts';
import { AURORA_OPTIONS, AURORA_PROMISES } from './aurora.ts';

/** An unlisted reason breaks the contract already; these tell which reason it was, and how often. */
const LISTED = {
  minSamplesWhy: 'no notice was seen',
  stopAtFirst: false,
  severityOption: 'UNLISTED_REASONS',
} as const;

/** In the order of the report. */
export const CHATCARDS_PROMISES = [
  ...AURORA_PROMISES,
  {
    flag: 'planner_untrusted',
    why: 'a planner that does not trust itself gives a reason that its owners list',
    broke: 'answer gave the reason planner_untrusted',
    ...LISTED,
  },
  {
    flag: 'other_unlisted_reason',
    why: 'every other notice gives a reason that its owners list',
    broke: 'answer gave a reason that its owners do not list',
    ...LISTED,
  },
] as const satisfies readonly PromiseGate[];

/** The options to which these refer. */
export const CHATCARDS_OPTIONS: readonly Option[] = [
  ...AURORA_OPTIONS,
  {
    kind: 'choice',
    env: 'UNLISTED_REASONS',
    fallback: 'advisory',
    choices: ['advisory', 'blocking'],
    doc: 'whether the count of notice reasons that no owner lists is only shown, or fails the run by itself',
  },
];
