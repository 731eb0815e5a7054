// What the conversational routes share: the services they work with, and the shape of one.

import type { Reply } from '../envelopes/turn.ts';
import type { Exchange } from '../exchange.ts';
import type { Memory } from '../memory.ts';
import type { BffMetrics } from '../metrics.ts';
import type { AskUpstream } from '../upstream/ask-upstream.ts';

/** What the conversational routes work with. */
export type ConversationServices = {
  readonly memory: Memory;
  readonly askUpstream: AskUpstream;
  readonly metrics: BffMetrics;
  /** Milliseconds. */
  readonly analysisBudgetMs: number;
  /** Milliseconds. */
  readonly recoBudgetMs: number;
  /** 0..100. */
  readonly rolloutPercent: number;
  readonly dbReady: boolean;
};

/** Answers one call of a conversation. May throw `BadRequest`. */
export type ConversationRoute = (
  services: ConversationServices,
  exchange: Exchange,
) => Reply | Promise<Reply>;
