// Routes that do the wrong thing and answer it in perfect form.
import type { Defect } from '../defect.ts';

/** Defects in what a route does. */
export const HANDLER_DEFECTS = {
  bypass_upstream: {
    breaks: 'chaos_effect',
    why: 'mock mode: healthy answers without a single upstream call, so that chaos between the two hits nothing',
    effect: { kind: 'handler', fault: 'bypass_upstream' },
  },
  guard_fallback: {
    breaks: 'reco_output_guard_fallback',
    why: 'the candidates are lost, so that the output guard has to step in',
    effect: { kind: 'handler', fault: 'lose_candidates' },
  },
  profile_not_saved: {
    breaks: 'nothing',
    why: 'a profile is answered with status 200 and an error card, and not saved: the next answers rightly ask for it',
    effect: { kind: 'handler', fault: 'lose_profile' },
  },
  timeout_degraded: {
    breaks: 'timeout_degraded',
    why: 'the service degrades at once although its upstream is well',
    effect: { kind: 'handler', fault: 'degrade_needlessly' },
  },
  prefetch_failed: {
    breaks: 'prefetch_counters',
    why: 'the prefetch says ok while every fetch failed',
    effect: { kind: 'handler', fault: 'fail_prefetch' },
  },
  reviews_408: {
    breaks: 'page_backfill',
    why: 'the reviews of a product page time out with 408, while its first screen is fine',
    effect: { kind: 'handler', fault: 'time_out_reviews' },
  },
} as const satisfies Record<string, Defect>;
