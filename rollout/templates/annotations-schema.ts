// What a Rollout says of itself under aurora-gate.dev: for people, and for tools that find it in the cluster.
import { closed, optional, type ShapeOf, text } from '../../lib/core/journal/format.ts';

/** Before the name of each. */
export const ANNOTATION_PREFIX = 'aurora-gate.dev/';

const wholeNumber = (description: string) => text(description, '^[0-9]+$');
const names = (description: string) => text(description, '^[a-z0-9][a-z0-9_,-]*$');

export const RolloutAnnotations = closed(
  'The annotations of a Rollout, under `aurora-gate.dev/`. All are texts.',
  {
    'aurora-gate.dev/service': names('The folder under services/ that knows the service.'),
    'aurora-gate.dev/environment': names('The environment whose values it was made of.'),
    'aurora-gate.dev/values-sha256': text(
      'Fingerprint of those values: another one here than in the repository is drift.',
      '^[0-9a-f]{64}$',
    ),
    'aurora-gate.dev/slos': optional(names('Objectives that a canary is compared by, by commas.')),
    'aurora-gate.dev/dependencies': optional(
      names('Upstreams that must be up before the first step, by commas.'),
    ),
    'aurora-gate.dev/max-weight-increase': wholeNumber(
      'Percent by which one step may raise the weight at most.',
    ),
    'aurora-gate.dev/min-stable-pods': wholeNumber('Stable pods that are left at the last step at least.'),
    'aurora-gate.dev/max-concurrent-rollouts': optional(
      wholeNumber('Rollouts that may be under way at once; no bound where it is not there.'),
    ),
    'aurora-gate.dev/decision': text('Address of the decision server that is asked.', '^https?://'),
    'aurora-gate.dev/runbook': text('What to read when it does not go on.', '\\.md$'),
  },
);
export type RolloutAnnotations = ShapeOf<typeof RolloutAnnotations>;
