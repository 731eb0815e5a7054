// What a defect is: a fault one can switch on in the reference service, to prove that a gate sees it.
import type { Body, Spoken } from '../envelopes/renderers.ts';
import type { Lang } from '../envelopes/turn.ts';
import type { PhotoFailureCode } from '../photo-failure.ts';

/** What a defect breaks: an invariant of the suite, another of its gates, something behind the service, or nothing at all. */
export type Breaks =
  | 'answer_not_ours'
  | 'wrong_language'
  | 'schema_violation'
  | 'empty_cards'
  | 'no_renderable_cards'
  | 'notice_without_actions'
  | 'safety_with_recommendations'
  | 'red_flag_not_blocked'
  | 'low_med_treatment_leak'
  | 'http_5xx'
  | 'http_4xx'
  | 'transport_error'
  | 'reco_output_guard_fallback'
  | 'timeout_degraded'
  | 'rollout_probe'
  | 'smoke'
  | 'photo_store'
  | 'prefetch_counters'
  | 'page_backfill'
  | 'latency'
  | 'latency_drift'
  | 'memory_drift'
  | 'descriptor_drift'
  | 'chaos_effect'
  | 'chaos_degraded_honestly'
  | 'chaos_recovered'
  | 'nothing';

/** What a route does differently when it is told to. */
export type HandlerFault =
  | 'bypass_upstream'
  | 'degrade_needlessly'
  | 'hide_failure'
  | 'outlast_failure'
  | 'lose_candidates'
  | 'lose_profile'
  | 'fail_prefetch'
  | 'time_out_reviews'
  | 'lose_database'
  | 'take_any_events'
  | 'refuse_events'
  | 'refuse_origins'
  | 'show_replica'
  | 'share_connection'
  | PhotoFailureCode;

/** What went out before this answer. */
export type Before = {
  /** The latest answer of its route to another user. */
  readonly stranger: Body | undefined;
  /** The trace id of this user's call before this one. */
  readonly formerTraceId: string | undefined;
};

/** A serialised answer on its way out. */
export type RawAnswer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array<ArrayBuffer>;
};

/**
 * How a defect works. `change` returns undefined where an answer offers nothing to break: such an answer is left
 * alone and does not count towards the defect's rate. `ms` and `kb` are what the rule's own `ms=` and `kb=` replace.
 */
export type Effect =
  | { readonly kind: 'handler'; readonly fault: Exclude<HandlerFault, 'outlast_failure'> }
  | { readonly kind: 'handler'; readonly fault: 'outlast_failure'; readonly ms: number }
  | { readonly kind: 'envelope'; readonly change: (body: Body, lang: Lang, before: Before) => unknown }
  | { readonly kind: 'answer'; readonly change: (answer: RawAnswer) => RawAnswer | undefined }
  /** `grows`: each call that it hits is so much later than the one before. */
  | { readonly kind: 'delay'; readonly ms: number; readonly grows?: true }
  /** What a call leaves behind; all of it goes when it is of `atMost` calls. */
  | { readonly kind: 'leak'; readonly of: 'memory'; readonly kb: number; readonly atMost: number }
  | { readonly kind: 'leak'; readonly of: 'descriptors' }
  | { readonly kind: 'transport'; readonly way: 'reset' | 'hang' | 'cut' }
  | { readonly kind: 'transport'; readonly way: 'drip'; readonly ms: number };

/** The effects of one kind. */
export type EffectOf<Kind extends Effect['kind']> = Extract<Effect, { readonly kind: Kind }>;

/** One entry of the table. */
export type Defect = {
  readonly breaks: Breaks;
  readonly why: string;
  readonly effect: Effect;
  /** The envelope in which alone it means something; both where left out. */
  readonly only?: Spoken;
};
