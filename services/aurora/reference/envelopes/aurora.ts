// The envelope of the runbook, which every conversational route answered with at first.
import type { Caller, Chip, FieldMissing, Fields, NoticeReason, RolloutMeta, Turn } from './turn.ts';

/** A card on the wire. */
export type AuroraCard = {
  readonly card_id: string;
  readonly type: string;
  readonly payload: Fields;
  readonly field_missing: readonly FieldMissing[];
};

/** An event on the wire; `timestamp` is epoch milliseconds. */
export type AuroraEvent = {
  readonly event_name: string;
  readonly timestamp: number;
  readonly request_id: string;
  readonly trace_id: string;
  readonly aurora_uid: string | null;
  readonly brief_id: string | null;
  readonly lang: Caller['lang'];
  readonly trigger_source: Caller['triggerSource'];
  readonly state: string | null;
  readonly data: Fields;
};

/** The envelope; no other root key is allowed on the wire. */
export type Envelope = {
  readonly request_id: string;
  readonly trace_id: string;
  readonly assistant_message: {
    readonly role: 'assistant';
    readonly format: 'text' | 'markdown';
    readonly content: string;
  } | null;
  readonly suggested_chips: readonly Chip[];
  readonly cards: readonly AuroraCard[];
  readonly session_patch: Fields;
  readonly events: readonly AuroraEvent[];
  readonly meta?: RolloutMeta | null;
};

/** The reason that comes nearest, for those that this envelope has no word for. */
const NEAREST_REASON: Readonly<Partial<Record<NoticeReason, NoticeReason>>> = {
  upstream_empty_recommendations: 'low_confidence',
  upstream_schema_invalid: 'timeout_degraded',
  ingredient_constraint_no_match: 'low_confidence',
  low_confidence_treatment_filtered: 'low_confidence',
};

function toPayload(type: string, payload: Fields): Fields {
  const nearest = type === 'confidence_notice' && NEAREST_REASON[payload.reason as NoticeReason];
  return nearest ? { ...payload, reason: nearest } : payload;
}

/** Puts a turn into the envelope; `rollout` becomes its `meta`. */
export function toEnvelope(turn: Turn, rollout?: RolloutMeta): Envelope {
  const { caller, message } = turn;
  return {
    request_id: caller.requestId,
    trace_id: caller.traceId,
    assistant_message: message === null ? null : { role: 'assistant', format: 'text', content: message },
    suggested_chips: turn.chips,
    cards: turn.cards.map(({ prefix, type, payload, fieldMissing }) => ({
      card_id: `${prefix}_${caller.requestId}`,
      type,
      payload: toPayload(type, payload),
      field_missing: fieldMissing,
    })),
    session_patch: turn.sessionPatch,
    events: turn.events.map(({ name, data }) => ({
      event_name: name,
      timestamp: caller.nowMs,
      request_id: caller.requestId,
      trace_id: caller.traceId,
      aurora_uid: caller.uid,
      brief_id: caller.briefId,
      lang: caller.lang,
      trigger_source: caller.triggerSource,
      state: caller.state,
      data,
    })),
    ...(rollout === undefined ? {} : { meta: rollout }),
  };
}
