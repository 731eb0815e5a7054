// Recommendations: which candidates may be shown at which confidence, and the answers that show them or say why not.
import type { Product } from './catalog.ts';
import {
  type AuroraEvent,
  type Caller,
  type Card,
  type Chip,
  type Confidence,
  createCard,
  createEnvelope,
  createEvent,
  createNotice,
  type Envelope,
} from './envelope.ts';
import { createPlan, createPlanCard } from './ingredient-plan.ts';
import type { Artifact, Profile } from './memory.ts';
import { TEXTS } from './texts.ts';

const STRONG_EN =
  /\b(treatments?|retino(?:id|l)s?|retinal(?:dehyde)?|adapalene|tretinoin|aha|bha|salicylic|glycolic|lactic|mandelic|peel(?:s|ing)?|resurfacing|high[- ]strength)\b/i;
const STRONG_CN = /视黄醇|视黄醛|维\s?A(?![a-z])|阿达帕林|果酸|水杨酸|甘醇酸|乳酸|杏仁酸|焕肤|刷酸/i;

/** Whether a product is a treatment or irritates much, by what it IS; its reasons may well say "no retinol". */
export function isStrongProduct(product: Product): boolean {
  const { slot, step, category, type, name, ingredients } = product;
  const text = [slot, step, category, type, name, ...ingredients].join(' | ');
  return STRONG_EN.test(text) || STRONG_CN.test(text);
}

/** The candidates a user of this confidence may see: everything at `high`, only gentle ones below. */
export function selectProducts(
  candidates: readonly Product[],
  level: Confidence['level'],
): readonly Product[] {
  return level === 'high' ? candidates : candidates.filter((product) => !isStrongProduct(product));
}

function createRecosRequested(caller: Caller, data: Readonly<Record<string, unknown>>): AuroraEvent {
  return createEvent(caller, 'recos_requested', { explicit: true, ...data });
}

function toActionChip(id: string, label: string, actionId: string): Chip {
  return {
    chip_id: id,
    label,
    kind: 'action',
    data: { requested_transition: 'action', action_id: actionId },
  };
}

function toReplyChip(id: string, label: string, data: Readonly<Record<string, unknown>> = {}): Chip {
  return { chip_id: id, label, kind: 'quick_reply', data };
}

/** The answer while no profile is known: the questions come first. */
export function createGateEnvelope(caller: Caller): Envelope {
  const texts = TEXTS[caller.lang];
  const chips = Object.entries(texts.askProfileChips).map(([value, label]) =>
    toReplyChip(`tpl.clarify.skinType.${value}`, label, {
      norm_id: 'skinType',
      profile_patch: { skinType: value },
    }),
  );
  return createEnvelope(caller, {
    message: texts.askProfile,
    chips,
    cards: [
      createCard(caller, 'diag', 'diagnosis_gate', {
        reason: 'diagnosis_first',
        missing_fields: ['skinType', 'sensitivity', 'barrierStatus', 'goals'],
        wants: 'recommendation',
        profile: null,
      }),
    ],
    sessionPatch: { next_state: 'RECO_GATE', state: { _internal_next_state: 'S2_DIAGNOSIS' } },
    events: [createRecosRequested(caller, { gated: true, reason: 'diagnosis_first' })],
  });
}

/** The answer while no analysis is known: recommendations have nothing to rest on. */
export function createArtifactMissingEnvelope(caller: Caller): Envelope {
  const texts = TEXTS[caller.lang];
  return createEnvelope(caller, {
    message: texts.askArtifact,
    chips: [
      toReplyChip('chip.intake.upload_photos', texts.uploadChip),
      toReplyChip('chip.intake.baseline', texts.baselineChip),
    ],
    cards: [
      createNotice(caller, 'artifact_missing', texts.notices.artifactMissing, {
        score: 0,
        level: 'low',
        rationale: ['artifact_not_found'],
      }),
    ],
    sessionPatch: { next_state: 'IDLE_CHAT', state: { _internal_next_state: 'S2_DIAGNOSIS' } },
    events: [createRecosRequested(caller, { gated: true, reason: 'artifact_missing' })],
  });
}

/** The answer to a medical red flag: no recommendation, whatever else was asked. */
export function createSafetyEnvelope(caller: Caller): Envelope {
  const texts = TEXTS[caller.lang];
  return createEnvelope(caller, {
    message: texts.safety,
    cards: [
      createNotice(caller, 'safety_block', texts.notices.safety, {
        score: 0,
        level: 'low',
        rationale: ['medical_boundary'],
      }),
    ],
    sessionPatch: { next_state: 'IDLE_CHAT' },
    events: [createRecosRequested(caller, { blocked: true, reason: 'safety_boundary' })],
  });
}

/** The answer when the upstream failed or the budget passed: a notice, a careful plan, and no recommendations. */
export function createDegradedRecoEnvelope(
  caller: Caller,
  artifact: Artifact,
  failureCode: string,
): Envelope {
  const texts = TEXTS[caller.lang];
  const plan = createPlan(caller, 'low');
  return createEnvelope(caller, {
    message: texts.recoTimeout,
    cards: [
      createNotice(caller, 'timeout_degraded', texts.notices.recoTimeout, {
        score: Math.min(artifact.confidence.score, 0.54),
        level: 'low',
        rationale: ['reco_budget_timeout'],
      }),
      createPlanCard(caller, 'low', plan),
    ],
    sessionPatch: { next_state: 'IDLE_CHAT', state: { latest_artifact_id: artifact.artifactId } },
    events: [
      createRecosRequested(caller, {
        gated: true,
        reason: 'timeout_degraded',
        source: 'upstream_timeout',
        upstream_failure_code: failureCode,
      }),
    ],
  });
}

/** The answer when the upstream came back with nothing that can be shown. */
export function createGuardFallbackEnvelope(caller: Caller, artifact: Artifact): Envelope {
  const texts = TEXTS[caller.lang];
  const data = { source: 'output_guard', reason: 'upstream_empty_or_unrenderable' };
  return createEnvelope(caller, {
    message: texts.recoEmpty,
    cards: [
      createNotice(caller, 'low_confidence', texts.notices.guardFallback, {
        score: 0.4,
        level: 'low',
        rationale: ['output_guard'],
      }),
      createPlanCard(caller, 'low', createPlan(caller, 'low')),
    ],
    sessionPatch: { next_state: 'IDLE_CHAT', state: { latest_artifact_id: artifact.artifactId } },
    events: [
      createRecosRequested(caller, {
        ...data,
        low_confidence: true,
        confidence_level: 'low',
        confidence_score: 0.4,
      }),
      createEvent(caller, 'reco_output_guard_fallback', data),
    ],
  });
}

function toRecommendation(product: Product): Record<string, unknown> {
  return { ...product, sku: { sku_id: product.product_id, name: product.name, brand: product.brand } };
}

function createRecommendationsCard(
  caller: Caller,
  artifact: Artifact,
  profile: Profile,
  shown: readonly Product[],
  hidden: number,
): Card {
  const { score, level } = artifact.confidence;
  return createCard(
    caller,
    'reco',
    'recommendations',
    {
      recommendations: shown.map(toRecommendation),
      evidence: {
        science: {
          key_ingredients: shown.flatMap(({ ingredients }) => ingredients.slice(0, 1)),
          risk_notes: [],
        },
        social_signals: { typical_positive: [], typical_negative: [] },
        expert_notes: [],
        missing_info: [],
      },
      missing_info: [],
      warnings: [],
      intent: 'reco_products',
      profile,
      recommendation_confidence_level: level,
      recommendation_confidence_score: score,
    },
    hidden === 0 ? [] : [{ field: 'recommendations', reason: 'low_confidence_treatment_filtered' }],
  );
}

/** The answer with products: all of them at high confidence, the gentle ones beside a notice below. */
export function createRecoEnvelope(
  caller: Caller,
  artifact: Artifact,
  profile: Profile,
  candidates: readonly Product[],
): Envelope {
  const texts = TEXTS[caller.lang];
  const { score, level } = artifact.confidence;
  const shown = selectProducts(candidates, level);
  const cards = [
    createRecommendationsCard(caller, artifact, profile, shown, candidates.length - shown.length),
    createPlanCard(caller, level, createPlan(caller, level)),
  ];
  if (level !== 'high') {
    cards.push(createNotice(caller, 'low_confidence', texts.notices.lowConfidence, artifact.confidence));
  }
  const gentleMessage = shown.length > 0 ? texts.recoGentle : texts.recoEmpty;
  return createEnvelope(caller, {
    message: level === 'high' ? texts.recoHigh : gentleMessage,
    chips: [
      toActionChip('tpl.action.routine_generate', texts.routineChip, 'routine_generate'),
      toActionChip('tpl.action.checkin', texts.checkinChip, 'checkin_prompt'),
    ],
    cards,
    sessionPatch: { next_state: 'RECO_RESULTS', state: { latest_artifact_id: artifact.artifactId } },
    events: [
      createEvent(caller, 'value_moment', { kind: 'product_reco' }),
      createRecosRequested(caller, {
        source: 'artifact_matcher_v1',
        low_confidence: level === 'low',
        confidence_level: level,
        confidence_score: score,
      }),
    ],
  });
}

/** The answer to small talk: a card on weather and travel, the service's reply to what it cannot place better. */
export function createEnvStressEnvelope(caller: Caller): Envelope {
  const texts = TEXTS[caller.lang];
  return createEnvelope(caller, {
    message: texts.envReply,
    chips: [toActionChip('tpl.action.env.am_pm', texts.routineChip, 'routine_generate')],
    cards: [
      createCard(caller, 'env', 'env_stress', {
        schema_version: 'aurora.ui.env_stress.v1',
        ess: 47,
        tier: 'Medium',
        radar: ['Barrier', 'Hydration', 'UV'].map((axis, index) => ({ axis, value: 40 + 6 * index })),
        notes: texts.envNotes,
      }),
    ],
    sessionPatch: { next_state: 'IDLE_CHAT' },
    events: [createEvent(caller, 'value_moment', { kind: 'weather_advice', scenario: 'travel' })],
  });
}

/** The answer to a message without words. */
export function createEmptyMessageEnvelope(caller: Caller): Envelope {
  return createEnvelope(caller, {
    message: TEXTS[caller.lang].emptyReply,
    cards: [createCard(caller, 'gate', 'gate_notice', {}, [{ field: 'message', reason: 'empty' }])],
    sessionPatch: { next_state: 'IDLE_CHAT' },
    events: [createEvent(caller, 'value_moment', { kind: 'chat_reply' })],
  });
}
