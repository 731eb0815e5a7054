// A percentage as a watch sees it.
import type { RolloutView } from '../triggers/view.ts';
import type { RolloutPercentage } from './contract-schema.ts';

/**
 * Makes what turns each reading into a view. The moments at which the version began and had all the users are those of the first looks that
 * showed it: the contract tells only the newest change.
 */
export function createHttpView(name: string, version: string, backTo: number, now: () => number) {
  let beganAtMs: number | undefined;
  let promotedAtMs: number | undefined;
  return ({ percentage, changed_by: actor = 'whoever set it', reason }: RolloutPercentage): RolloutView => {
    const isOn = percentage > backTo;
    beganAtMs = isOn ? (beganAtMs ?? now()) : undefined;
    promotedAtMs = percentage >= 100 ? (promotedAtMs ?? now()) : undefined;
    return {
      state: isOn ? (percentage >= 100 ? 'promoted' : 'under-way') : 'idle',
      version,
      text: `${percentage} % of the users of ${name} are sent to ${version}${reason ? ` (${reason})` : ''}`,
      actor,
      candidate:
        beganAtMs === undefined ? undefined : { version, beganAtMs, promotedAtMs: promotedAtMs ?? null },
    };
  };
}
