// Builds the answer of a skin analysis: pure, from what is known about the user and what the upstream said.

import {
  type Caller,
  type Card,
  type Confidence,
  createCard,
  createEvent,
  createNotice,
  createTurn,
  type Turn,
} from '../envelopes/turn.ts';
import type { Artifact, Profile } from '../memory.ts';
import type { PhotoFailureCode } from '../photo-failure.ts';
import { STATIC_ANALYSIS } from './analysis-static.ts';
import { ANALYSIS_TEXTS, type Basis } from './analysis-texts.ts';
import { CONFIDENCE, createPlan, createPlanCard } from './ingredient-plan.ts';
import { TEXTS } from './texts.ts';

/** One photo as the caller names it. */
export type PhotoRef = { readonly photo_id: string; readonly slot_id: string; readonly qc_status: string };

/** What an analysis is made from. */
export type AnalysisInput = {
  readonly basis: Basis;
  readonly profile: Profile;
  readonly profileKnown: boolean;
  readonly routine: string | null;
  readonly photos: readonly PhotoRef[];
  readonly notes: readonly string[];
  readonly photoFailure: PhotoFailureCode | null;
};

/** How sure an analysis may be: a photo that was read, else answers, else nearly nothing. */
export function computeConfidence(basis: Basis, profileKnown: boolean): Confidence {
  switch (basis) {
    case 'photo':
      return CONFIDENCE.high;
    case 'answers':
      return profileKnown ? CONFIDENCE.medium : CONFIDENCE.low;
    case 'retake':
      return CONFIDENCE.low;
  }
}

const SOURCE: Readonly<Record<Basis, string>> = { photo: 'vision', answers: 'rule_based', retake: 'retake' };

/** The artifact that later recommendations rest on. */
export function createArtifact(caller: Caller, input: AnalysisInput): Artifact {
  return {
    artifactId: `da_${caller.requestId}`,
    confidence: computeConfidence(input.basis, input.profileKnown),
    usedPhoto: input.basis === 'photo',
    routine: input.routine,
  };
}

function toArtifactPayload(
  caller: Caller,
  input: AnalysisInput,
  artifact: Artifact,
): Record<string, unknown> {
  const known = (field: 'skinType' | 'barrierStatus' | 'sensitivity', score: number) => ({
    value: input.profile[field],
    confidence: { score, level: 'medium', rationale: [`profile_${field}`] },
    evidence: [
      { source: 'profile', supports: [field], ref: { type: 'profile_field', id: field }, weight: 0.75 },
    ],
  });
  const goals = input.profile.goals ?? [];
  return {
    artifact_id: artifact.artifactId,
    created_at: new Date(caller.nowMs).toISOString(),
    use_photo: input.basis !== 'answers',
    overall_confidence: artifact.confidence,
    skinType: known('skinType', 0.74),
    barrierStatus: known('barrierStatus', 0.72),
    sensitivity: known('sensitivity', 0.7),
    goals: { values: goals },
    concerns: goals.map((goal) => ({
      id: goal,
      confidence: { score: 0.56, level: 'medium', rationale: ['goal_proxy'] },
      evidence: [
        { source: 'profile', supports: ['goals'], ref: { type: 'profile_field', id: 'goals' }, weight: 0.75 },
      ],
    })),
    photos: input.photos,
    safety: { non_medical_disclaimer_version: 'v1', red_flags: [] },
    analysis_context: { analysis_source: SOURCE[input.basis], used_photos: artifact.usedPhoto },
    identity: { aurora_uid: caller.uid, session_id: caller.briefId },
  };
}

function createSummaryCard(caller: Caller, input: AnalysisInput, artifact: Artifact, plan: unknown): Card {
  const { basis, photoFailure } = input;
  const level = artifact.confidence.level;
  const observations = [...ANALYSIS_TEXTS[caller.lang].observations[basis], ...input.notes];
  return createCard(
    'analysis',
    'analysis_summary',
    {
      analysis: {
        features: observations.map((observation) => ({ observation, confidence: 'somewhat_sure' })),
        ...STATIC_ANALYSIS.get(`${caller.lang}.${basis}`),
      },
      low_confidence: level === 'low',
      photos_provided: input.photos.length > 0,
      photo_qc: input.photos.map((photo) => `${photo.slot_id}:${photo.qc_status}`),
      used_photos: artifact.usedPhoto,
      analysis_source: SOURCE[basis],
      ...(photoFailure === null
        ? {}
        : {
            photo_notice: {
              failure_code: photoFailure,
              message: ANALYSIS_TEXTS[caller.lang].observations.retake[0],
            },
          }),
      quality_report: {
        photo_quality: { grade: { photo: 'pass', answers: 'unknown', retake: 'fail' }[basis], reasons: [] },
        detector_confidence: { level, signals: ['skin_type', 'barrier_status', 'goals'], strong: [] },
        degraded_mode: 'report',
        reasons: [],
      },
      diagnosis_artifact: toArtifactPayload(caller, input, artifact),
      ingredient_plan: plan,
      recommendation_ready: level !== 'low',
      photo_pipeline_enabled: true,
    },
    basis === 'retake' ? [{ field: 'analysis.used_photos', reason: 'photo_not_usable' }] : [],
  );
}

/** The answer of an analysis that ended: summary and plan, and a notice where the confidence is low. */
export function createAnalysisTurn(caller: Caller, input: AnalysisInput, artifact: Artifact): Turn {
  const { level } = artifact.confidence;
  const plan = createPlan(caller, level);
  const cards = [createSummaryCard(caller, input, artifact, plan), createPlanCard(level, plan)];
  if (level === 'low') {
    cards.push(createNotice('low_confidence', TEXTS[caller.lang].notices.lowConfidence, artifact.confidence));
  }
  return createTurn(caller, {
    cards,
    sessionPatch: {
      next_state: 'DIAG_ANALYSIS_SUMMARY',
      state: { latest_artifact_id: artifact.artifactId, _internal_next_state: 'S5_ANALYSIS_SUMMARY' },
    },
    events: [
      createEvent('value_moment', {
        kind: 'skin_analysis',
        used_photos: artifact.usedPhoto,
        analysis_source: SOURCE[input.basis],
      }),
    ],
  });
}

/** The answer when the upstream failed or the budget passed: an honest baseline, and no artifact to build on. */
export function createDegradedAnalysisTurn(caller: Caller, budgetMs: number, failureCode: string): Turn {
  const source = 'baseline_low_confidence';
  const summary = createCard(
    'analysis',
    'analysis_summary',
    {
      analysis: { features: [], strategy: ANALYSIS_TEXTS[caller.lang].baseline, needs_risk_check: false },
      low_confidence: true,
      photos_provided: false,
      photo_qc: [],
      used_photos: false,
      analysis_source: source,
      recommendation_ready: false,
      photo_pipeline_enabled: true,
    },
    [{ field: 'analysis', reason: 'analysis_budget_timeout' }],
  );
  const confidence: Confidence = { score: 0.35, level: 'low', rationale: ['analysis_budget_timeout'] };
  return createTurn(caller, {
    cards: [
      summary,
      createNotice('timeout_degraded', TEXTS[caller.lang].notices.analysisTimeout, confidence),
    ],
    sessionPatch: {
      next_state: 'DIAG_ANALYSIS_SUMMARY',
      state: { _internal_next_state: 'S5_ANALYSIS_SUMMARY' },
    },
    events: [
      createEvent('value_moment', {
        kind: 'skin_analysis',
        used_photos: false,
        analysis_source: source,
      }),
      createEvent('analysis_timeout_degraded', {
        budget_ms: budgetMs,
        upstream_failure_code: failureCode,
      }),
    ],
  });
}
