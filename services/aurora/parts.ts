// What a deployment of Aurora may lack, and what is then not asked of it.
import type { Parts } from '../../lib/core/service/parts.ts';

export const PARTS = {
  db: {
    title: 'a database',
    checks: { smoke: ['health.healthz_db', 'health.db_ready'] },
    shownBy: 'health.db_ready',
  },
  rollout: {
    title: 'a rollout of variants',
    checks: {
      probe: ['meta_missing', 'header_meta_mismatch', 'bucket_out_of_range', 'variant_split_drift'],
    },
    shownBy: 'meta_missing',
  },
  // Without products an answer still has to say why there are none: that is held to, whatever is missing.
  catalog: {
    title: 'product pages',
    checks: { regression: ['rounds_played', 'prewarmed', 'backfill_408', 'parts_ready', 'compared'] },
    shownBy: 'parts_ready',
  },
} as const satisfies Parts;
