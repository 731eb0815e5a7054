// Campaigns whose runs are played by several runners, on the cluster of this machine: only there do runners reach the embedded service.
import { FLEET_OPTIONS } from '../lib/core/fleet/fleet-options.ts';
import { type Option, type OptionValues, pickOptions } from '../lib/core/options/option.ts';
import { SHARED_OPTIONS } from '../lib/core/plan/run-options.ts';

export const FLEET_RUN_OPTIONS: readonly Option[] = [
  ...pickOptions(SHARED_OPTIONS, 'RUNNERS'),
  ...pickOptions(FLEET_OPTIONS, 'CLUSTER_DIR'),
];

/** Whether the runs are played by more than one. */
export const isOnAFleet = ({ RUNNERS }: OptionValues): boolean => Number(RUNNERS || 1) > 1;

/**
 * What each run of a worker is told; nothing for runs on one machine.
 * @param worker from 1: each has a namespace of its own, since a fleet waits where it finds another
 */
export function toFleetValues(values: OptionValues, worker: number): OptionValues {
  if (!isOnAFleet(values)) return {};
  const { RUNNERS, CLUSTER_DIR } = values;
  return { RUNNERS, CLUSTER_DIR, CLUSTER_NAMESPACE: `aurora-gate-${worker}` };
}
