// ChatCards v1, which newer releases of the service answer `/v1/chat` with, and what they add to an analysis.
import { type Envelope, toEnvelope } from './aurora.ts';
import { findCardFace } from './card-faces.ts';
import type { Card, Chip, Fields, Lang, RolloutMeta, Turn } from './turn.ts';

/** The most cards that one answer may show. */
export const MAX_CARDS = 3;
const MAX_QUICK_REPLIES = 8;

/** A card on the wire. Its own `actions` are buttons; those of a notice are in its payload. */
export type ChatCard = {
  readonly id: string;
  readonly type: string;
  readonly priority: 1 | 2 | 3;
  readonly title: string;
  readonly tags: readonly string[];
  readonly sections: readonly Fields[];
  readonly actions: readonly Fields[];
  readonly payload?: Fields;
};

/** An answer on the wire; more root keys are allowed there. */
export type ChatCards = {
  readonly version: '1.0';
  readonly request_id: string;
  readonly trace_id: string;
  readonly assistant_text: string;
  readonly assistant_message?: Fields;
  readonly cards: readonly ChatCard[];
  readonly follow_up_questions: readonly Fields[];
  readonly suggested_quick_replies: readonly Fields[];
  readonly meta?: RolloutMeta | null;
  readonly session_patch?: Fields;
  readonly ops: {
    readonly thread_ops: readonly Fields[];
    readonly profile_patch: readonly Fields[];
    readonly routine_patch: readonly Fields[];
    readonly experiment_events: readonly Fields[];
  };
  readonly safety: {
    readonly risk_level: 'none' | 'low' | 'medium' | 'high';
    readonly red_flags: readonly string[];
    readonly disclaimer: string;
  };
  readonly telemetry: Fields;
};

const DISCLAIMER: Readonly<Record<Lang, string>> = {
  EN: 'This is no medical advice; what you describe should be seen by a doctor.',
  CN: '以上内容不能代替医疗建议；你描述的情况应当由医生判断。',
};

function toChatCard({ prefix, type, payload }: Card, requestId: string, lang: Lang): ChatCard {
  const face = findCardFace(type);
  const card = {
    id: `${prefix}_${requestId}`,
    type: face.type,
    priority: face.priority,
    title: face.title[lang],
    tags: [],
    actions: [],
  };
  // Travel cards say what they say in sections, without a payload.
  return face.type === 'travel'
    ? { ...card, sections: [{ kind: 'checklist', title: face.title[lang], items: payload.notes }] }
    : { ...card, sections: [], payload };
}

const toQuickReply = ({ chip_id, label, data }: Chip): Fields => ({
  id: chip_id,
  label,
  value: label,
  metadata: data,
});

function toSafety({ redFlags, caller }: Turn): ChatCards['safety'] {
  return redFlags.length === 0
    ? { risk_level: 'none', red_flags: [], disclaimer: '' }
    : { risk_level: 'high', red_flags: redFlags, disclaimer: DISCLAIMER[caller.lang] };
}

function toTelemetry({ intent, caller }: Turn): Fields {
  return {
    intent: intent ?? 'unknown',
    intent_confidence: intent === null ? 0 : 1,
    entities: [],
    ui_language: caller.lang,
    matching_language: caller.lang,
    language_mismatch: false,
    language_resolution_source: 'header',
  };
}

/** Puts a turn into ChatCards v1; `rollout` becomes its `meta`, at the root and in the session patch. */
export function toChatCards(turn: Turn, rollout?: RolloutMeta): ChatCards {
  const { caller, chips } = turn;
  const text = turn.message ?? '';
  const asks = chips.some(({ kind }) => kind === 'quick_reply');
  const { profile } = turn.sessionPatch;
  return {
    version: '1.0',
    request_id: caller.requestId,
    trace_id: caller.traceId,
    assistant_text: text,
    assistant_message: { role: 'assistant', content: text, format: 'text' },
    cards: turn.cards.slice(0, MAX_CARDS).map((card) => toChatCard(card, caller.requestId, caller.lang)),
    follow_up_questions: asks
      ? [{ id: `ask_${caller.requestId}`, question: text, options: [], required: true }]
      : [],
    suggested_quick_replies: chips.slice(0, MAX_QUICK_REPLIES).map(toQuickReply),
    ...(rollout === undefined ? {} : { meta: rollout }),
    session_patch: rollout === undefined ? turn.sessionPatch : { ...turn.sessionPatch, meta: rollout },
    ops: {
      thread_ops: [],
      profile_patch: typeof profile === 'object' && profile !== null ? [profile as Fields] : [],
      routine_patch: [],
      experiment_events: turn.events.map(({ name, data }) => ({
        event_type: name,
        event_data: data,
        timestamp_ms: caller.nowMs,
      })),
    },
    safety: toSafety(turn),
    telemetry: toTelemetry(turn),
  };
}

const NOT_ASSEMBLED: Readonly<Record<Lang, string>> = {
  EN: 'A full answer could not be put together this time. Keep to gentle care and try again.',
  CN: '这次无法生成完整的回答。请先保持温和护理，稍后再试。',
};

/** What the service says when its own assembler fails over `whole`: a text alone, and everything else empty. */
export function toFailedAssembly(whole: ChatCards, lang: Lang): ChatCards {
  return {
    version: '1.0',
    request_id: whole.request_id,
    trace_id: whole.trace_id,
    assistant_text: NOT_ASSEMBLED[lang],
    cards: [],
    follow_up_questions: [],
    suggested_quick_replies: [],
    ops: { thread_ops: [], profile_patch: [], routine_patch: [], experiment_events: [] },
    safety: { risk_level: 'none', red_flags: [], disclaimer: '' },
    telemetry: { intent: 'unknown', intent_confidence: 0, entities: [] },
  };
}

/** The envelope of an analysis in releases that speak ChatCards v1 in the chat: two more root keys. */
export type AnalysisEnvelope = Omit<Envelope, 'meta'> & {
  readonly analysis_meta: Fields;
  readonly meta: Fields;
};

/** Puts the turn of an analysis into its envelope. */
export function toAnalysisEnvelope(turn: Turn): AnalysisEnvelope {
  const summary = turn.cards.find(({ type }) => type === 'analysis_summary')?.payload ?? {};
  return {
    ...toEnvelope(turn),
    analysis_meta: {
      detector_source: summary.analysis_source ?? 'none',
      used_photos: summary.used_photos ?? false,
      artifact_usable: summary.recommendation_ready ?? false,
    },
    meta: { degraded: summary.recommendation_ready !== true, route: 'analysis_skin' },
  };
}
