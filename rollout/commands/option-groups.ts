// Under which headings --help of `npm run rollout` tells its options.
import { EVIDENCE_LOG_OPTION, SIGNER_OPTIONS } from '../../lib/core/evidence/options.ts';
import { CLUSTER_OPTIONS } from '../../lib/core/options/cluster-options.ts';
import { type OptionGroup, toGroup } from '../../lib/core/options/command.ts';
import { pickOptions } from '../../lib/core/options/option.ts';
import { ADMISSION_OPTIONS } from './admission/options.ts';
import { DRILL_OPTIONS } from './drills/options.ts';
import { ADAPT_OPTIONS, RELEASE_POLICY_OPTIONS } from './release/options.ts';
import { ACTUATOR_OPTIONS, ROLLBACK_OPTIONS, WEBHOOK_OPTIONS } from './rollback/options.ts';

const CLUSTER = pickOptions(CLUSTER_OPTIONS, 'CLUSTER_KUBECONFIG', 'CLUSTER_CONTEXT');

/** What belongs together of the options of `npm run rollout`, with the actions that take it. */
export const OPTION_GROUPS: readonly OptionGroup[] = [
  [
    'Decisions: decide, serve, override',
    [
      ...['ROLLOUT_GATE', 'ROLLOUT_IN_FLIGHT', 'ROLLOUT_HASH_LABEL', 'ROLLOUT_STEP', 'ROLLOUT_SINCE'],
      ...['ROLLOUT_WAIT', 'ROLLOUT_PORT', 'ROLLOUT_STATE_DIR', 'ROLLOUT_COUNT_BACK', 'ROLLOUT_SERVER'],
      ...['ROLLOUT_DECISION', 'ROLLOUT_APPROVED_BY'],
    ],
  ],
  ['Generated and simulated: generate, simulate', ['ROLLOUT_CHECK', 'ROLLOUT_RUNS', 'ROLLOUT_WRITE']],
  toGroup('A share that follows the evidence: adapt', ADAPT_OPTIONS),
  toGroup('The release policy: explain, policy-check, decide, serve', RELEASE_POLICY_OPTIONS),
  toGroup('The cluster, and drills', [...DRILL_OPTIONS, ...CLUSTER]),
  toGroup('Rollbacks: rollback, watch', ROLLBACK_OPTIONS),
  toGroup('The reference of an HTTP actuator: actuator', ACTUATOR_OPTIONS),
  toGroup('Others told, and asked by them: webhooks, watch', WEBHOOK_OPTIONS),
  toGroup('Admission', ADMISSION_OPTIONS),
  toGroup('Signing', [...SIGNER_OPTIONS, EVIDENCE_LOG_OPTION]),
];
