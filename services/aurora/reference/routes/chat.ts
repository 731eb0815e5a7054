// POST /v1/chat: red flags first, then the gates, then at most one upstream call for products.
import {
  createDegradedRecoTurn,
  createGuardFallbackTurn,
  createNoMatchTurn,
  createRecoTurn,
  leaveOutContraindicated,
} from '../answers/reco.ts';
import {
  createArtifactMissingTurn,
  createEmptyMessageTurn,
  createEnvStressTurn,
  createGateTurn,
  createSafetyTurn,
} from '../answers/replies.ts';
import type { Caller, Turn } from '../envelopes/turn.ts';
import type { Exchange } from '../exchange.ts';
import type { User } from '../memory.ts';
import type { Stage, StageOutcome } from '../metrics.ts';
import { parseChatRequest } from '../requests.ts';
import { computeRollout } from '../rollout.ts';
import { type ChatIntent, decideChatIntent, listRedFlags } from './chat-intent.ts';
import type { ConversationRoute, ConversationServices } from './conversation.ts';

type Outcome = { readonly stage: Stage; readonly outcome: StageOutcome; readonly turn: Turn };

/** Answers a message. */
export const answerChat: ConversationRoute = async (services, exchange) => {
  const { message, actionId } = parseChatRequest(exchange.body);
  const intent = decideChatIntent(message, actionId);
  const isSpelledOut = intent === 'reco_products' && exchange.caller.triggerSource === 'text';
  const caller: Caller = isSpelledOut
    ? { ...exchange.caller, triggerSource: 'text_explicit' }
    : exchange.caller;
  const { stage, outcome, turn } = await decideReply(services, exchange, caller, intent, message);
  services.metrics.countFlow(exchange.tenant, stage, outcome);
  const rollout = computeRollout(exchange.uid, services.rolloutPercent);
  return { status: 200, turn: { ...turn, intent }, rollout };
};

async function decideReply(
  services: ConversationServices,
  exchange: Exchange,
  caller: Caller,
  intent: ChatIntent,
  message: string,
): Promise<Outcome> {
  switch (intent) {
    case 'red_flag':
      // Whoever gave no profile is asked for it first, as the real service does, whatever they say.
      if (recall(services, exchange, false).profile === null)
        return { stage: 'reco', outcome: 'gated', turn: createGateTurn(caller) };
      return { stage: 'reco', outcome: 'blocked', turn: createSafetyTurn(caller, listRedFlags(message)) };
    case 'reco_products':
      return { stage: 'reco', ...(await decideReco(services, exchange, caller)) };
    case 'small_talk':
      return { stage: 'chat', outcome: 'ok', turn: createEnvStressTurn(caller) };
    case 'empty':
      return { stage: 'chat', outcome: 'ok', turn: createEmptyMessageTurn(caller) };
  }
}

/** What is remembered of who asks; a hit where that is all that the answer needs. */
function recall(
  { memory, metrics }: ConversationServices,
  { uid, tenant }: Exchange,
  needsArtifact: boolean,
): User {
  const user = memory.user(uid);
  metrics.countLookup(tenant, user.profile !== null && (user.artifact !== null || !needsArtifact));
  return user;
}

async function decideReco(
  services: ConversationServices,
  exchange: Exchange,
  caller: Caller,
): Promise<Omit<Outcome, 'stage'>> {
  const { askUpstream, recoBudgetMs } = services;
  const { profile, artifact } = recall(services, exchange, true);
  if (profile === null) return { outcome: 'gated', turn: createGateTurn(caller) };
  if (artifact === null) return { outcome: 'gated', turn: createArtifactMissingTurn(caller) };

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
      turn: createDegradedRecoTurn(caller, artifact, result.code),
    };
  }
  const candidates = exchange.drawFault('lose_candidates') ? [] : result.answer.candidates;
  if (candidates.length === 0) {
    return { outcome: 'guard_fallback', turn: createGuardFallbackTurn(caller, artifact) };
  }
  const allowed = leaveOutContraindicated(candidates, profile.contraindications);
  if (allowed.length === 0) return { outcome: 'gated', turn: createNoMatchTurn(caller, artifact) };
  return {
    outcome: artifact.confidence.level === 'high' ? 'ok' : 'low_confidence',
    turn: createRecoTurn(caller, artifact, profile, allowed),
  };
}
