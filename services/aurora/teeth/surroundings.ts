// What stands around a service, and must neither excuse nor blame it: toxics that nobody injects.

import { LONG, OUTAGE } from '../../../teeth/loads.ts';
import { nearMiss } from '../../../teeth/row-ways.ts';
import type { Tooth } from '../../../teeth/teeth.ts';

export const SURROUNDINGS_ROWS: readonly Tooth[] = [
  {
    id: 'baseline_degraded/one-phase/toxics-off',
    gate: 'baseline_degraded',
    way: 'one phase',
    expect: 'fail',
    defects: 'timeout_degraded,after=9500ms,for=5s',
    options: { ...OUTAGE, TOXIPROXY_ENABLED: 'false' },
    withinMs: null,
    why: 'in the hours of a chaos window, while nobody injects anything: what was not done excuses nothing',
  },
  nearMiss(
    'baseline_degraded',
    'toxics-off',
    'timeout_degraded,rate=0.01',
    'one answer in a hundred at the load of a chaos window, without a toxic: all of it is baseline',
    {
      ...LONG,
      CYCLE_MIN: '0.5',
      CHAOS_OFFSET_MIN: '0.1',
      CHAOS_WINDOW_MIN: '0.2',
      CHAOS_RPS: '16',
      SPIKE_OFFSET_MIN: '0',
    },
  ),
];
