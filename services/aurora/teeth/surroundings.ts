// What stands around a service, and must neither excuse nor blame it: toxics that nobody injects, replicas, few connections.

import { LONG, OUTAGE } from '../../../teeth/loads.ts';
import { nearMiss } from '../../../teeth/row-ways.ts';
import type { Tooth } from '../../../teeth/teeth.ts';

/** Nine seconds of resets, and calls enough that one draw in ten strikes some. */
const RESETS = { ...OUTAGE, TOXIPROXY_MODES: 'reset', CHAOS_RPS: '16' };

export const SURROUNDINGS_ROWS: readonly Tooth[] = [
  {
    id: 'baseline_degraded/one-phase/toxics-off',
    gate: 'baseline_degraded',
    way: 'one phase',
    expect: 'fail',
    defects: 'timeout_degraded,after=7s,for=5s',
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
  nearMiss(
    'chaos_degraded_honestly',
    'two-replicas',
    'healthy_two_replicas',
    'two replicas behind one /metrics, whose counters jump: the answers are read, and they admit the dead upstream',
    OUTAGE,
  ),
  nearMiss(
    'toxics_bit',
    'two-replicas-slow',
    'healthy_two_replicas',
    'the same under a slow upstream: the answers tell that it was slow',
    { ...OUTAGE, TOXIPROXY_MODES: 'latency' },
  ),
  {
    id: 'toxics_bit/other-means/lie-behind-replicas',
    gate: 'toxics_bit',
    way: 'other means',
    expect: 'inconclusive',
    defects: 'healthy_two_replicas;hide_upstream_failure',
    options: OUTAGE,
    withinMs: null,
    why: 'every answer hides the dead upstream, and counters that jump do not tell of it: a lie or a mock mode, and no pass',
    beside: ['chaos_recovered'],
  },
  {
    id: 'chaos_recovered/disguised/late-behind-replicas',
    gate: 'chaos_recovered',
    way: 'disguised',
    expect: 'fail',
    defects: 'healthy_two_replicas;recover_late',
    options: OUTAGE,
    withinMs: null,
    why: 'counters that jump do not hide that answers go on degrading',
  },
  nearMiss(
    'toxics_bit',
    'one-connection',
    'healthy_one_connection',
    'resets of one connection in ten, where the service keeps a single one: it is drawn for anew, and struck',
    RESETS,
    { modesShown: ['reset'] },
  ),
  {
    id: 'chaos_degraded_honestly/disguised/one-connection',
    gate: 'chaos_degraded_honestly',
    way: 'disguised',
    expect: 'fail',
    defects: 'healthy_one_connection;hide_upstream_failure',
    options: { ...RESETS, TOXICS: 'reset.toxicity=0.99' },
    withinMs: null,
    why: 'invented answers where nearly every draw resets the one connection that the service keeps',
  },
];
