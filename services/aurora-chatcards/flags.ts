// What an answer of the newer releases may be found to be: all that an Aurora answer may, and what its owners do not list.
import type { Flag } from '../../lib/core/service/service.ts';
import { FLAGS as AURORA_FLAGS } from '../aurora/flags.ts';

/** Violations in the order in which they name the reason for a stop. */
export const FLAGS = {
  ...AURORA_FLAGS,
  safety_block: {
    ...AURORA_FLAGS.safety_block,
    meaning: 'answers that block for safety: by a notice, by risk_level high, or by a triage card',
  },
  planner_untrusted: {
    meaning: 'answers with a notice for the reason planner_untrusted, which its owners do not list',
    among: 'notice',
    rate: true,
  },
  other_unlisted_reason: {
    meaning: 'answers with a notice for any other reason that its owners do not list',
    among: 'notice',
    rate: true,
  },
} as const satisfies Readonly<Record<string, Flag>>;
