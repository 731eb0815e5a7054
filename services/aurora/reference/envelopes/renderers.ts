// Which envelope a route answers in, by what the service was told to speak.
import { type Envelope, toEnvelope } from './aurora.ts';
import { type AnalysisEnvelope, type ChatCards, toAnalysisEnvelope, toChatCards } from './chatcards.ts';
import type { RolloutMeta, Turn } from './turn.ts';

/** What a service may be told to speak: the envelope of the runbook on every route, or ChatCards v1 in the chat. */
export const SPOKEN = ['aurora', 'chatcards'] as const;
/** One of the two. */
export type Spoken = (typeof SPOKEN)[number];

/** The body of an answer, in whichever envelope. */
export type Body = Envelope | AnalysisEnvelope | ChatCards;

/** Puts a turn into an envelope. */
export type Render = (turn: Turn, rollout?: RolloutMeta) => Body;

const RENDERERS: Readonly<Record<Spoken, Readonly<Record<string, Render>>>> = {
  aurora: {},
  chatcards: { '/v1/chat': toChatCards, '/v1/analysis/skin': toAnalysisEnvelope },
};

/** The renderer of a path. */
export function findRenderer(spoken: Spoken, path: string): Render {
  return RENDERERS[spoken][path] ?? toEnvelope;
}

/** Whether a body is ChatCards v1. */
export function isChatCards(body: Body): body is ChatCards {
  return 'version' in body;
}

/** Whether the contract of a body lets it have root keys that it does not name. */
export function allowsMoreRootKeys(body: Body): boolean {
  return isChatCards(body) || 'analysis_meta' in body;
}
