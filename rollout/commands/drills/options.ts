// What drills are asked by, on the command line.

import { CLUSTER_OPTIONS } from '../../../lib/core/options/cluster-options.ts';
import { integer, number, type Option, pickOptions } from '../../../lib/core/options/option.ts';

export const DRILL_OPTIONS: readonly Option[] = [
  ...pickOptions(CLUSTER_OPTIONS, 'CLUSTER_DIR'),
  integer('ROLLOUT_TIMES', '1', 1, 100, 'drill: how often each is played', { flag: 'times' }),
  number('ROLLOUT_RATE', '8', 1, 200, 'drill: journeys a second', { flag: 'rate' }),
];
