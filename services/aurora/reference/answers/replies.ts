// The chat's answers that hold no product: questions that come first, blocks, and small talk.
import {
  type Caller,
  createActionChip,
  createCard,
  createEnvelope,
  createEvent,
  createNotice,
  createRecosRequested,
  createReplyChip,
  type Envelope,
} from '../envelopes/turn.ts';
import { TEXTS } from './texts.ts';

/** The answer while no profile is known: the questions come first. */
export function createGateEnvelope(caller: Caller): Envelope {
  const texts = TEXTS[caller.lang];
  const chips = Object.entries(texts.askProfileChips).map(([value, label]) =>
    createReplyChip(`tpl.clarify.skinType.${value}`, label, {
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
      createReplyChip('chip.intake.upload_photos', texts.uploadChip),
      createReplyChip('chip.intake.baseline', texts.baselineChip),
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

/** The answer to small talk: a card on weather and travel, the service's reply to what it cannot place better. */
export function createEnvStressEnvelope(caller: Caller): Envelope {
  const texts = TEXTS[caller.lang];
  return createEnvelope(caller, {
    message: texts.envReply,
    chips: [createActionChip('tpl.action.env.am_pm', texts.routineChip, 'routine_generate')],
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
