// POST /v1/analysis/skin: one upstream call at most, and an artifact only where an analysis really ended.
import {
  type AnalysisInput,
  createAnalysisTurn,
  createArtifact,
  createDegradedAnalysisTurn,
} from '../answers/analysis.ts';
import type { Reply } from '../envelopes/turn.ts';
import type { Exchange } from '../exchange.ts';
import { EMPTY_PROFILE } from '../memory.ts';
import { PHOTO_FAILURE_CODES, type PhotoFailureCode } from '../photo-failure.ts';
import { type AnalysisRequest, parseAnalysisRequest } from '../requests.ts';
import type { ConversationRoute, ConversationServices } from './conversation.ts';

/** What the analysis can rest on: a photo that this user uploaded and that both sides call good, else answers. */
function decideInput(
  { memory, metrics }: ConversationServices,
  { uid, tenant, drawFault }: Exchange,
  request: AnalysisRequest,
): AnalysisInput {
  const { profile } = memory.user(uid);
  metrics.countLookup(tenant, profile !== null);
  const remembered = profile ?? EMPTY_PROFILE;
  const known = request.photos.flatMap((ref) => {
    const photo = memory.photo(ref.photo_id);
    return photo?.uid === uid ? [{ ref, photo }] : [];
  });
  const isGood = known.some(({ ref, photo }) => photo.qcStatus === 'passed' && ref.qc_status === 'passed');
  const storeFailure = isGood ? PHOTO_FAILURE_CODES.find((code) => drawFault(code)) : undefined;
  const isUsable = isGood && storeFailure === undefined;
  const notKnown: PhotoFailureCode | null =
    request.usePhoto && known.length === 0 ? 'DOWNLOAD_URL_GENERATE_FAILED' : null;
  const basisWithPhoto = isUsable ? 'photo' : 'retake';
  return {
    basis: request.usePhoto ? basisWithPhoto : 'answers',
    profile: { ...remembered, currentRoutine: request.routine ?? remembered.currentRoutine },
    profileKnown: profile !== null,
    routine: request.routine,
    photos: request.photos,
    notes: [],
    photoFailure: storeFailure ?? notKnown,
  };
}

function finishAnalysis(
  { memory, metrics }: ConversationServices,
  { caller, uid, tenant }: Exchange,
  input: AnalysisInput,
): Reply {
  const artifact = createArtifact(caller, input);
  memory.saveUser(uid, input.profileKnown ? { artifact, profile: input.profile } : { artifact });
  metrics.countFlow(tenant, 'analysis', artifact.confidence.level === 'low' ? 'low_confidence' : 'ok');
  return { status: 200, turn: createAnalysisTurn(caller, input, artifact) };
}

/** Answers with an analysis or, where the upstream failed or the budget passed, with an honest baseline. */
export const answerAnalysis: ConversationRoute = async (services, exchange) => {
  const { memory, metrics, askUpstream, analysisBudgetMs } = services;
  const { caller, uid, tenant } = exchange;
  const input = decideInput(services, exchange, parseAnalysisRequest(exchange.body));
  // A photo that cannot be read leaves nothing to ask about: the upstream is not called.
  if (input.basis === 'retake') return finishAnalysis(services, exchange, input);

  const result = await askUpstream(exchange, {
    route: '/v1/analysis/skin',
    budgetMs: analysisBudgetMs,
    question: {
      intent: 'skin_analysis',
      lang: caller.lang,
      traceId: caller.traceId,
      profile: input.profile,
      routine: input.routine,
      photoIds: input.photos.map(({ photo_id }) => photo_id),
    },
  });
  if (result.outcome === 'ok') {
    return finishAnalysis(services, exchange, { ...input, notes: result.answer.notes });
  }
  metrics.countFlow(tenant, 'analysis', 'timeout_degraded');
  // An artifact of an earlier analysis would let recommendations rest on what this one could not confirm.
  memory.saveUser(uid, { artifact: null });
  return { status: 200, turn: createDegradedAnalysisTurn(caller, analysisBudgetMs, result.code) };
};
