// What the release policy is asked by, on the command line.
import { integer, number, type Option, text } from '../../../lib/core/options/option.ts';

const MOMENT = {
  pattern: /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?Z$/,
  wanted: 'a time like 2026-01-31T12:00:00Z',
};

/** How a share of the users rises. */
export const ADAPT_OPTIONS: readonly Option[] = [
  integer('ADAPT_FIRST', '5', 1, 50, 'adapt: percent of the users at the beginning', { flag: 'first' }),
  integer('ADAPT_MAX_RISE', '30', 1, 90, 'adapt: percentage points by which it may rise at once', {
    flag: 'max-rise',
  }),
  number('ADAPT_STEP_S', '30', 1, 3_600, 'adapt: seconds at a share before it rises again', {
    flag: 'adapt-step',
  }),
];

export const RELEASE_POLICY_OPTIONS: readonly Option[] = [
  text(
    'ROLLOUT_RELEASE_POLICY',
    '',
    'decide, serve, explain, policy-check: a file that says when a release may go forward; empty: explain takes that of the environment, decide and serve ask none',
    undefined,
    { flag: 'release-policy' },
  ),
  text(
    'ROLLOUT_FACTS',
    '',
    'decide, serve, explain: a file of what is known of the release, YAML or JSON',
    undefined,
    {
      flag: 'facts',
    },
  ),
  text(
    'ROLLOUT_EVIDENCE',
    '',
    'decide, serve, explain: folder of the evidence log that says when releases went forward and back; of serve where empty: its own journal',
    undefined,
    { flag: 'evidence' },
  ),
  text(
    'EVIDENCE_KEYS',
    '',
    'decide, serve, explain, admission-server: whose signatures count: public keys, folders of them or trust files, with commas between them',
    undefined,
    { flag: 'evidence-keys' },
  ),
  text('ROLLOUT_IMAGE', '', 'decide, serve, explain: the image that is released', undefined, {
    flag: 'image',
  }),
  text('ROLLOUT_ACTOR', '', 'decide, serve, explain: who or what releases', undefined, { flag: 'actor' }),
  text(
    'ROLLOUT_APPROVED_BY',
    '',
    'override: who else agrees, where the release policy asks for that; names with commas between them',
    undefined,
    { flag: 'approved-by' },
  ),
  text('ROLLOUT_AT', '', 'explain: the moment that is asked about, in UTC; empty: now', MOMENT, {
    flag: 'at',
  }),
];
