// The chat's answers that hold no product: questions that come first, blocks, and small talk.
import {
  type Caller,
  createActionChip,
  createCard,
  createEvent,
  createNotice,
  createRecosRequested,
  createReplyChip,
  createTurn,
  type Turn,
} from '../envelopes/turn.ts';
import { TEXTS } from './texts.ts';

/** The answer while no profile is known: the questions come first. */
export function createGateTurn(caller: Caller): Turn {
  const texts = TEXTS[caller.lang];
  const chips = Object.entries(texts.askProfileChips).map(([value, label]) =>
    createReplyChip(`tpl.clarify.skinType.${value}`, label, {
      norm_id: 'skinType',
      profile_patch: { skinType: value },
    }),
  );
  return createTurn(caller, {
    message: texts.askProfile,
    chips,
    cards: [
      createCard('diag', 'diagnosis_gate', {
        reason: 'diagnosis_first',
        missing_fields: ['skinType', 'sensitivity', 'barrierStatus', 'goals'],
        wants: 'recommendation',
        profile: null,
      }),
    ],
    sessionPatch: { next_state: 'RECO_GATE', state: { _internal_next_state: 'S2_DIAGNOSIS' } },
    events: [createRecosRequested({ gated: true, reason: 'diagnosis_first' })],
  });
}

/** The answer while no analysis is known: recommendations have nothing to rest on. */
export function createArtifactMissingTurn(caller: Caller): Turn {
  const texts = TEXTS[caller.lang];
  return createTurn(caller, {
    message: texts.askArtifact,
    chips: [
      createReplyChip('chip.intake.upload_photos', texts.uploadChip),
      createReplyChip('chip.intake.baseline', texts.baselineChip),
    ],
    cards: [
      createNotice('artifact_missing', texts.notices.artifactMissing, {
        score: 0,
        level: 'low',
        rationale: ['artifact_not_found'],
      }),
    ],
    sessionPatch: { next_state: 'IDLE_CHAT', state: { _internal_next_state: 'S2_DIAGNOSIS' } },
    events: [createRecosRequested({ gated: true, reason: 'artifact_missing' })],
  });
}

/** The answer to a medical red flag: no recommendation, whatever else was asked. */
export function createSafetyTurn(caller: Caller, redFlags: readonly string[]): Turn {
  const texts = TEXTS[caller.lang];
  return createTurn(caller, {
    message: texts.safety,
    redFlags,
    cards: [
      createNotice('safety_block', texts.notices.safety, {
        score: 0,
        level: 'low',
        rationale: ['medical_boundary'],
      }),
    ],
    sessionPatch: { next_state: 'IDLE_CHAT' },
    events: [createRecosRequested({ blocked: true, reason: 'safety_boundary' })],
  });
}

/** The answer to small talk: a card on weather and travel, the service's reply to what it cannot place better. */
export function createEnvStressTurn(caller: Caller): Turn {
  const texts = TEXTS[caller.lang];
  return createTurn(caller, {
    message: texts.envReply,
    chips: [createActionChip('tpl.action.env.am_pm', texts.routineChip, 'routine_generate')],
    cards: [
      createCard('env', 'env_stress', {
        schema_version: 'aurora.ui.env_stress.v1',
        ess: 47,
        tier: 'Medium',
        radar: ['Barrier', 'Hydration', 'UV'].map((axis, index) => ({ axis, value: 40 + 6 * index })),
        notes: texts.envNotes,
      }),
    ],
    sessionPatch: { next_state: 'IDLE_CHAT' },
    events: [createEvent('value_moment', { kind: 'weather_advice', scenario: 'travel' })],
  });
}

/** The answer to a message without words. */
export function createEmptyMessageTurn(caller: Caller): Turn {
  return createTurn(caller, {
    message: TEXTS[caller.lang].emptyReply,
    cards: [createCard('gate', 'gate_notice', {}, [{ field: 'message', reason: 'empty' }])],
    sessionPatch: { next_state: 'IDLE_CHAT' },
    events: [createEvent('value_moment', { kind: 'chat_reply' })],
  });
}
