// The conversational routes: what each does with a call, from memory and upstream to the envelope.
import {
  type AnalysisInput,
  createAnalysisEnvelope,
  createArtifact,
  createDegradedAnalysisEnvelope,
} from './analysis.ts';
import type { AskUpstream } from './ask-upstream.ts';
import { decideChatIntent } from './chat.ts';
import {
  type Caller,
  createCard,
  createEnvelope,
  createErrorReply,
  createEvent,
  type Envelope,
  type Reply,
} from './envelope.ts';
import type { Exchange, Handler } from './exchange.ts';
import { EMPTY_PROFILE, type Memory } from './memory.ts';
import type { BffMetrics, StageOutcome } from './metrics.ts';
import {
  createArtifactMissingEnvelope,
  createDegradedRecoEnvelope,
  createEmptyMessageEnvelope,
  createEnvStressEnvelope,
  createGateEnvelope,
  createGuardFallbackEnvelope,
  createRecoEnvelope,
  createSafetyEnvelope,
} from './reco.ts';
import { parseAnalysisRequest, parseChatRequest, parseProfilePatch } from './requests.ts';
import { computeRollout } from './rollout.ts';
import { TEXTS } from './texts.ts';

/** What the conversational routes work with. */
export type ConversationServices = {
  readonly memory: Memory;
  readonly askUpstream: AskUpstream;
  readonly metrics: BffMetrics;
  readonly analysisBudgetMs: number;
  readonly recoBudgetMs: number;
  readonly rolloutPercent: number;
  readonly dbReady: boolean;
};

/** The routes by what they are for. */
export type Conversation = Readonly<Record<'profile' | 'photo' | 'analysis' | 'chat' | 'bootstrap', Handler>>;

// The route asks for a uid before the handler runs; the empty text only satisfies the types.
const toUid = (caller: Caller): string => caller.uid ?? '';

/** Makes the handlers. */
export function createConversation(services: ConversationServices): Conversation {
  return {
    profile: (exchange) => answerProfile(services, exchange),
    photo: (exchange) => answerPhoto(services, exchange),
    analysis: (exchange) => answerAnalysis(services, exchange),
    chat: (exchange) => answerChat(services, exchange),
    bootstrap: (exchange) => answerBootstrap(services, exchange),
  };
}

function answerProfile({ memory, metrics }: ConversationServices, { caller, body }: Exchange): Reply {
  const patch = parseProfilePatch(body);
  const uid = toUid(caller);
  const profile = { ...(memory.user(uid).profile ?? EMPTY_PROFILE), ...patch };
  memory.saveUser(uid, { profile });
  metrics.countFlow('profile', 'ok');
  return {
    status: 200,
    envelope: createEnvelope(caller, {
      cards: [createCard(caller, 'profile', 'profile', { profile })],
      sessionPatch: { next_state: 'IDLE_CHAT', profile },
      events: [createEvent(caller, 'profile_saved', { fields: Object.keys(patch) })],
    }),
  };
}

const JPEG_MAGIC = [0xff, 0xd8, 0xff];

async function answerPhoto({ memory, metrics }: ConversationServices, exchange: Exchange): Promise<Reply> {
  const { caller } = exchange;
  const texts = TEXTS[caller.lang];
  const reject = (code: string): Reply => {
    metrics.countFlow('photo', 'rejected');
    return createErrorReply(caller, 400, code, texts.badRequest);
  };
  const form = await exchange.readForm().catch(() => null);
  const photo = form?.get('photo');
  const slotId = form?.get('slot_id');
  if (form === null || !(photo instanceof Blob) || typeof slotId !== 'string' || slotId === '') {
    return reject('BAD_REQUEST');
  }
  if (form.get('consent') !== 'true') return reject('CONSENT_REQUIRED');

  const head = new Uint8Array(await photo.slice(0, JPEG_MAGIC.length).arrayBuffer());
  const isJpeg = JPEG_MAGIC.every((byte, index) => head[index] === byte);
  const qcStatus = isJpeg ? 'passed' : 'failed';
  const photoId = `photo_${caller.requestId}`;
  memory.savePhoto(photoId, { uid: toUid(caller), slotId, qcStatus });
  metrics.countFlow('photo', isJpeg ? 'ok' : 'rejected');
  const advice = { summary: isJpeg ? texts.photoPassed : texts.photoFailed, suggestions: [] };
  return {
    status: 200,
    envelope: createEnvelope(caller, {
      cards: [
        createCard(caller, 'confirm', 'photo_confirm', {
          photo_id: photoId,
          slot_id: slotId,
          qc_status: qcStatus,
          qc: { state: 'done', qc_status: qcStatus, advice },
        }),
      ],
      sessionPatch: { next_state: 'DIAG_PHOTO_OPTIN' },
      events: [createEvent(caller, 'value_moment', { kind: 'photo_upload', qc_status: qcStatus })],
    }),
  };
}

async function answerAnalysis(services: ConversationServices, exchange: Exchange): Promise<Reply> {
  const { memory, metrics, analysisBudgetMs } = services;
  const { caller, faults } = exchange;
  const request = parseAnalysisRequest(exchange.body);
  const uid = toUid(caller);
  const { profile } = memory.user(uid);
  const known = request.photos
    .map(({ photo_id }) => memory.photo(photo_id))
    .filter((photo) => photo?.uid === uid);
  const isUsable =
    request.usePhoto &&
    known.some((photo) => photo?.qcStatus === 'passed') &&
    request.photos.some(({ qc_status }) => qc_status === 'passed');
  const retake = request.usePhoto && !isUsable;
  const input: AnalysisInput = {
    basis: retake ? 'retake' : isUsable ? 'photo' : 'answers',
    profile: { ...(profile ?? EMPTY_PROFILE), currentRoutine: request.routine },
    profileKnown: profile !== null,
    routine: request.routine,
    photos: request.photos,
    notes: [],
    photoFailure: retake && known.length === 0 ? 'DOWNLOAD_URL_GENERATE_FAILED' : null,
  };
  // A photo that cannot be read leaves nothing to ask about: the upstream is not called.
  if (retake) return finishAnalysis(services, caller, input);

  const result = await services.askUpstream(
    {
      intent: 'skin_analysis',
      lang: caller.lang,
      traceId: caller.traceId,
      profile: input.profile,
      routine: request.routine,
      photoIds: request.photos.map(({ photo_id }) => photo_id),
    },
    { route: '/v1/analysis/skin', budgetMs: analysisBudgetMs, faults },
  );
  exchange.noteUpstream(result.outcome);
  if (result.outcome === 'ok')
    return finishAnalysis(services, caller, { ...input, notes: result.answer.notes });
  metrics.countFlow('analysis', 'timeout_degraded');
  // An older artifact would not be of this analysis: forget it, so that no recommendation rests on it.
  memory.saveUser(uid, { artifact: null });
  return { status: 200, envelope: createDegradedAnalysisEnvelope(caller, analysisBudgetMs, result.code) };
}

function finishAnalysis(
  { memory, metrics }: ConversationServices,
  caller: Caller,
  input: AnalysisInput,
): Reply {
  const artifact = createArtifact(caller, input);
  const saved = input.profileKnown ? { artifact, profile: input.profile } : { artifact };
  memory.saveUser(toUid(caller), saved);
  metrics.countFlow('analysis', artifact.confidence.level === 'low' ? 'low_confidence' : 'ok');
  return { status: 200, envelope: createAnalysisEnvelope(caller, input, artifact) };
}

async function answerChat(services: ConversationServices, exchange: Exchange): Promise<Reply> {
  const { message, actionId } = parseChatRequest(exchange.body);
  const intent = decideChatIntent(message, actionId);
  const { caller } = exchange;
  const isExplicit = intent === 'reco_products' && caller.triggerSource === 'text';
  const speaker: Caller = isExplicit ? { ...caller, triggerSource: 'text_explicit' } : caller;
  const envelope = await decideChatEnvelope(services, exchange, speaker, intent);
  return {
    status: 200,
    envelope: { ...envelope, meta: computeRollout(toUid(caller), services.rolloutPercent) },
  };
}

async function decideChatEnvelope(
  services: ConversationServices,
  exchange: Exchange,
  caller: Caller,
  intent: ReturnType<typeof decideChatIntent>,
): Promise<Envelope> {
  const { metrics } = services;
  switch (intent) {
    case 'red_flag':
      metrics.countFlow('reco', 'blocked');
      return createSafetyEnvelope(caller);
    case 'reco_products': {
      const [outcome, envelope] = await decideReco(services, exchange, caller);
      metrics.countFlow('reco', outcome);
      return envelope;
    }
    case 'small_talk':
      metrics.countFlow('chat', 'ok');
      return createEnvStressEnvelope(caller);
    case 'empty':
      metrics.countFlow('chat', 'ok');
      return createEmptyMessageEnvelope(caller);
  }
}

async function decideReco(
  { memory, askUpstream, recoBudgetMs }: ConversationServices,
  exchange: Exchange,
  caller: Caller,
): Promise<readonly [StageOutcome, Envelope]> {
  const { profile, artifact } = memory.user(toUid(caller));
  if (profile === null) return ['gated', createGateEnvelope(caller)];
  if (artifact === null) return ['gated', createArtifactMissingEnvelope(caller)];
  const result = await askUpstream(
    {
      intent: 'reco_products',
      lang: caller.lang,
      traceId: caller.traceId,
      profile,
      routine: artifact.routine,
      photoIds: [],
    },
    { route: '/v1/chat', budgetMs: recoBudgetMs, faults: exchange.faults },
  );
  exchange.noteUpstream(result.outcome);
  if (result.outcome !== 'ok')
    return ['timeout_degraded', createDegradedRecoEnvelope(caller, artifact, result.code)];
  const { candidates } = result.answer;
  if (candidates.length === 0) return ['guard_fallback', createGuardFallbackEnvelope(caller, artifact)];
  const outcome = artifact.confidence.level === 'high' ? 'ok' : 'low_confidence';
  return [outcome, createRecoEnvelope(caller, artifact, profile, candidates)];
}

function answerBootstrap({ memory, metrics, dbReady }: ConversationServices, { caller }: Exchange): Reply {
  const { profile } = memory.user(toUid(caller));
  const known = { profile, recent_logs: [], checkin_due: true, is_returning: profile !== null };
  metrics.countFlow('bootstrap', 'ok');
  return {
    status: 200,
    envelope: createEnvelope(caller, {
      cards: [createCard(caller, 'bootstrap', 'session_bootstrap', { ...known, db_ready: dbReady })],
      sessionPatch: { next_state: 'IDLE_CHAT', ...known },
      events: [createEvent(caller, 'state_entered', { state: caller.state ?? 'unknown' })],
    }),
  };
}
