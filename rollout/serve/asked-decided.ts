// What the decision server is asked, and what it answers.
import type { OverriddenDecision } from '../decision/override.ts';
import type { Asked } from '../measure/measure.ts';
import type { HeldDecision } from '../policy/apply-release.ts';
import type { RolloutName } from './store.ts';

/** What was decided of a rollout. */
export type Decided = RolloutName & HeldDecision<OverriddenDecision>;

/** A question: what Argo, or somebody else, knows of the rollout. */
export type Question = RolloutName &
  Omit<Asked, 'step'> & {
    /** The step that it stands at; undefined where that was not said. */
    readonly step: number | undefined;
  };
