// The bad versions that drills roll out.
import type { Canaries } from '../../lib/core/release/canaries.ts';

export const CANARIES: Canaries = {
  errors: { why: 'A quarter of its answers are 500.', defects: 'http_500_json,rate=0.25,draw=7' },
  slow: { why: 'Each answer comes 300 ms late.', defects: 'slow,ms=300' },
  resets: {
    why: 'One connection in ten is reset before a byte was answered.',
    defects: 'connection_reset,rate=0.1,draw=7',
  },
  degraded: { why: 'It degrades at once although its upstream is well.', defects: 'timeout_degraded' },
  fallback: { why: 'Its output guard has to step in at every recommendation.', defects: 'guard_fallback' },
  contract: { why: 'Its answers break their contract.', defects: 'schema_extra_root_key' },
  unsafe: { why: 'It recommends products beside a safety block.', defects: 'safety_with_recommendations' },
  skips_work: { why: 'It answers sooner, since it never asks its upstream.', defects: 'bypass_upstream' },
  treatment: {
    why: 'It names a treatment to users of whose skin too little is known, and not to the synthetic flows: its metrics see nothing of that.',
    defects: 'leak_by_product_name,header=x-trace-id:uid_soak_',
    onlyGateFinds: true,
  },
  leak: { why: 'Each call leaves 400 kB behind.', defects: 'leak_memory,kb=400' },
};
