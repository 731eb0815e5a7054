// POST /v1/chat: red flags first, then the gates, then at most one upstream call for products.
import {
  createDegradedRecoEnvelope,
  createGuardFallbackEnvelope,
  createRecoEnvelope,
} from '../answers/reco.ts';
import {
  createArtifactMissingEnvelope,
  createEmptyMessageEnvelope,
  createEnvStressEnvelope,
  createGateEnvelope,
  createSafetyEnvelope,
} from '../answers/replies.ts';
import type { Caller, Envelope } from '../envelopes/turn.ts';
import type { Exchange } from '../exchange.ts';
import type { Stage, StageOutcome } from '../metrics.ts';
import { parseChatRequest } from '../requests.ts';
import { computeRollout } from '../rollout.ts';
import { type ChatIntent, decideChatIntent } from './chat-intent.ts';
import type { ConversationRoute, ConversationServices } from './conversation.ts';

type Outcome = { readonly stage: Stage; readonly outcome: StageOutcome; readonly envelope: Envelope };

/** Answers a message. */
export const answerChat: ConversationRoute = async (services, exchange) => {
  const { message, actionId } = parseChatRequest(exchange.body);
  const intent = decideChatIntent(message, actionId);
  const isSpelledOut = intent === 'reco_products' && exchange.caller.triggerSource === 'text';
  const caller: Caller = isSpelledOut
    ? { ...exchange.caller, triggerSource: 'text_explicit' }
    : exchange.caller;
  const { stage, outcome, envelope } = await decideReply(services, exchange, caller, intent);
  services.metrics.countFlow(stage, outcome);
  const rollout = computeRollout(exchange.uid, services.rolloutPercent);
  return { status: 200, envelope: { ...envelope, meta: rollout }, rollout };
};

async function decideReply(
  services: ConversationServices,
  exchange: Exchange,
  caller: Caller,
  intent: ChatIntent,
): Promise<Outcome> {
  switch (intent) {
    case 'red_flag':
      return { stage: 'reco', outcome: 'blocked', envelope: createSafetyEnvelope(caller) };
    case 'reco_products':
      return { stage: 'reco', ...(await decideReco(services, exchange, caller)) };
    case 'small_talk':
      return { stage: 'chat', outcome: 'ok', envelope: createEnvStressEnvelope(caller) };
    case 'empty':
      return { stage: 'chat', outcome: 'ok', envelope: createEmptyMessageEnvelope(caller) };
  }
}

async function decideReco(
  { memory, askUpstream, recoBudgetMs }: ConversationServices,
  exchange: Exchange,
  caller: Caller,
): Promise<Omit<Outcome, 'stage'>> {
  const { profile, artifact } = memory.user(exchange.uid);
  if (profile === null) return { outcome: 'gated', envelope: createGateEnvelope(caller) };
  if (artifact === null) return { outcome: 'gated', envelope: createArtifactMissingEnvelope(caller) };

  const result = await askUpstream(exchange, {
    route: '/v1/chat',
    budgetMs: recoBudgetMs,
    question: {
      intent: 'reco_products',
      lang: caller.lang,
      traceId: caller.traceId,
      profile,
      routine: artifact.routine,
      photoIds: [],
    },
  });
  if (result.outcome !== 'ok') {
    return {
      outcome: 'timeout_degraded',
      envelope: createDegradedRecoEnvelope(caller, artifact, result.code),
    };
  }
  const candidates = exchange.drawFault('lose_candidates') ? [] : result.answer.candidates;
  if (candidates.length === 0) {
    return { outcome: 'guard_fallback', envelope: createGuardFallbackEnvelope(caller, artifact) };
  }
  return {
    outcome: artifact.confidence.level === 'high' ? 'ok' : 'low_confidence',
    envelope: createRecoEnvelope(caller, artifact, profile, candidates),
  };
}
