// Recommendations: which candidates may be shown at which confidence, and the answers that show them or say why not.
import type { Product } from '../catalog.ts';
import {
  type Caller,
  type Card,
  type Confidence,
  createActionChip,
  createCard,
  createEnvelope,
  createEvent,
  createNotice,
  createRecosRequested,
  type Envelope,
} from '../envelopes/turn.ts';
import type { Artifact, Profile } from '../memory.ts';
import { createPlan, createPlanCard } from './ingredient-plan.ts';
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
      createActionChip('tpl.action.routine_generate', texts.routineChip, 'routine_generate'),
      createActionChip('tpl.action.checkin', texts.checkinChip, 'checkin_prompt'),
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
