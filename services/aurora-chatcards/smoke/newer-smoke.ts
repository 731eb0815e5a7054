// The smokes of Aurora, held to the contracts of the newer releases.
import type { Check, Smoke, Step } from '../../../lib/core/smoke/flow.ts';
import { ROUTES } from '../../aurora/journeys.ts';
import { hasCard } from '../../aurora/smoke/checks.ts';
import { CONTRACTS } from '../contract-ids.ts';

const NEWER: Readonly<Record<string, string>> = {
  [ROUTES.chat.contract]: CONTRACTS.chat,
  [ROUTES.analysis_skin.contract]: CONTRACTS.analysis_skin,
};

/** Checks that look for a card which newer releases give another name. */
const RENAMED: Readonly<Record<string, Check>> = { error: hasCard('nudge', 'it says what was wrong') };

const toNewerStep = (step: Step): Step => ({
  ...step,
  ...(step.contract === undefined ? {} : { contract: NEWER[step.contract] ?? step.contract }),
  ...(step.checks ? { checks: step.checks.map((check) => RENAMED[check.id] ?? check) } : {}),
});

/** The same flows; of the answers another contract is kept, and another card is looked for where it was renamed. */
export function toNewerSmoke(smoke: Smoke): Smoke {
  return { ...smoke, flows: smoke.flows.map((flow) => ({ ...flow, steps: flow.steps.map(toNewerStep) })) };
}
