// Recommendations: which candidates may be shown at which confidence, and the answers that show them or say why not.

import {
  type Caller,
  type Card,
  type Confidence,
  createActionChip,
  createCard,
  createEvent,
  createNotice,
  createRecosRequested,
  createTurn,
  type Turn,
} from '../envelopes/turn.ts';
import type { Artifact, Profile } from '../memory.ts';
import type { Product } from '../upstream/catalog.ts';
import { BAD_SCHEMA } from '../upstream/upstream-call.ts';
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

/** The candidates without anything that the user must keep away from; contraindications are names of ingredients. */
export function leaveOutContraindicated(
  candidates: readonly Product[],
  contraindications: readonly string[],
): readonly Product[] {
  const unwanted = contraindications.map((name) => name.trim().toLowerCase()).filter((name) => name !== '');
  return candidates.filter(({ ingredients }) => {
    const inside = ingredients.join(' | ').toLowerCase();
    return !unwanted.some((name) => inside.includes(name));
  });
}

/** The answer when the upstream failed or the budget passed: a notice, a careful plan, and no recommendations. */
export function createDegradedRecoTurn(caller: Caller, artifact: Artifact, failureCode: string): Turn {
  const texts = TEXTS[caller.lang];
  const plan = createPlan(caller, 'low');
  const [reason, text] =
    failureCode === BAD_SCHEMA
      ? (['upstream_schema_invalid', texts.notices.upstreamInvalid] as const)
      : (['timeout_degraded', texts.notices.recoTimeout] as const);
  return createTurn(caller, {
    message: reason === 'timeout_degraded' ? texts.recoTimeout : text.message,
    cards: [
      createNotice(reason, text, {
        score: Math.min(artifact.confidence.score, 0.54),
        level: 'low',
        rationale: ['reco_budget_timeout'],
      }),
      createPlanCard('low', plan),
    ],
    sessionPatch: { next_state: 'IDLE_CHAT', state: { latest_artifact_id: artifact.artifactId } },
    events: [
      createRecosRequested({
        gated: true,
        reason: 'timeout_degraded',
        source: 'upstream_timeout',
        upstream_failure_code: failureCode,
      }),
    ],
  });
}

/** The answer when the upstream came back with nothing that can be shown. */
export function createGuardFallbackTurn(caller: Caller, artifact: Artifact): Turn {
  const texts = TEXTS[caller.lang];
  const data = { source: 'output_guard', reason: 'upstream_empty_or_unrenderable' };
  return createTurn(caller, {
    message: texts.recoEmpty,
    cards: [
      createNotice('upstream_empty_recommendations', texts.notices.guardFallback, {
        score: 0.4,
        level: 'low',
        rationale: ['output_guard'],
      }),
      createPlanCard('low', createPlan(caller, 'low')),
    ],
    sessionPatch: { next_state: 'IDLE_CHAT', state: { latest_artifact_id: artifact.artifactId } },
    events: [
      createRecosRequested({
        ...data,
        low_confidence: true,
        confidence_level: 'low',
        confidence_score: 0.4,
      }),
      createEvent('reco_output_guard_fallback', data),
    ],
  });
}

/** The answer when every candidate holds something that the user must keep away from. */
export function createNoMatchTurn(caller: Caller, artifact: Artifact): Turn {
  const texts = TEXTS[caller.lang];
  return createTurn(caller, {
    message: texts.notices.noMatch.message,
    cards: [
      createNotice('ingredient_constraint_no_match', texts.notices.noMatch, {
        score: Math.min(artifact.confidence.score, 0.54),
        level: 'low',
        rationale: ['ingredient_constraint'],
      }),
    ],
    sessionPatch: { next_state: 'IDLE_CHAT', state: { latest_artifact_id: artifact.artifactId } },
    events: [createRecosRequested({ gated: true, reason: 'ingredient_constraint_no_match' })],
  });
}

function toRecommendation(product: Product): Record<string, unknown> {
  return { ...product, sku: { sku_id: product.product_id, name: product.name, brand: product.brand } };
}

function createRecommendationsCard(
  artifact: Artifact,
  profile: Profile,
  shown: readonly Product[],
  hidden: number,
): Card {
  const { score, level } = artifact.confidence;
  return createCard(
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
export function createRecoTurn(
  caller: Caller,
  artifact: Artifact,
  profile: Profile,
  candidates: readonly Product[],
): Turn {
  const texts = TEXTS[caller.lang];
  const { score, level } = artifact.confidence;
  const shown = selectProducts(candidates, level);
  const cards = [
    createRecommendationsCard(artifact, profile, shown, candidates.length - shown.length),
    createPlanCard(level, createPlan(caller, level)),
  ];
  if (level !== 'high') {
    const [reason, text] =
      shown.length === 0
        ? (['low_confidence_treatment_filtered', texts.notices.treatmentFiltered] as const)
        : (['low_confidence', texts.notices.lowConfidence] as const);
    cards.push(createNotice(reason, text, artifact.confidence));
  }
  const gentleMessage = shown.length > 0 ? texts.recoGentle : texts.recoEmpty;
  return createTurn(caller, {
    message: level === 'high' ? texts.recoHigh : gentleMessage,
    chips: [
      createActionChip('tpl.action.routine_generate', texts.routineChip, 'routine_generate'),
      createActionChip('tpl.action.checkin', texts.checkinChip, 'checkin_prompt'),
    ],
    cards,
    sessionPatch: { next_state: 'RECO_RESULTS', state: { latest_artifact_id: artifact.artifactId } },
    events: [
      createEvent('value_moment', { kind: 'product_reco' }),
      createRecosRequested({
        source: 'artifact_matcher_v1',
        low_confidence: level === 'low',
        confidence_level: level,
        confidence_score: score,
      }),
    ],
  });
}
