// What only ChatCards v1 can get wrong: its safety check, its limits, its titles, and the parts that the older envelope has not.

import { type ChatCards, toFailedAssembly } from '../../envelopes/chatcards.ts';
import { type Body, isChatCards } from '../../envelopes/renderers.ts';
import type { Fields, Lang } from '../../envelopes/turn.ts';
import { CATALOG } from '../../upstream/catalog.ts';
import { hasCard, isNoticeOf, replaceCards, toCard } from '../cards.ts';
import type { Defect, EffectOf } from '../defect.ts';

/** An effect on answers in ChatCards v1 alone. */
export function onChatCards(change: (body: ChatCards, lang: Lang) => unknown): EffectOf<'envelope'> {
  return {
    kind: 'envelope',
    change: (body, lang) => (isChatCards(body) ? change(body, lang) : undefined),
  };
}

/** An effect on answers to a medical red flag alone. */
export function onRedFlag(change: (body: ChatCards, lang: Lang) => unknown): EffectOf<'envelope'> {
  return onChatCards((body, lang) =>
    hasCard(body, isNoticeOf('safety_block')) ? change(body, lang) : undefined,
  );
}

/** The notice of a planner that does not trust what it planned. Its reason is on no list of the owners. */
function toUntrusted(body: Body, lang: Lang): unknown {
  return toCard(body, lang, 'conf_untrusted', 'confidence_notice', {
    reason: 'planner_untrusted',
    severity: 'warn',
    confidence: { score: 0.2, level: 'low', rationale: ['controlled_fallback'] },
    actions: ['retry_recommendations', 'update_current_routine'],
  });
}

const toProducts = (body: Body, lang: Lang) =>
  toCard(body, lang, 'reco_injected', 'recommendations', { recommendations: CATALOG[lang].slice(0, 2) });

/** The events of an answer; none where another defect has broken their list. */
export function readEvents(body: ChatCards): readonly Fields[] {
  const ops: { readonly experiment_events?: unknown } | undefined = body.ops;
  return Array.isArray(ops?.experiment_events) ? (ops.experiment_events as Fields[]) : [];
}

const NO_RISK = { risk_level: 'none', red_flags: [], disclaimer: '' } as const;

/** An effect that takes a key away. */
const without = (key: 'ops' | 'safety' | 'telemetry') => onChatCards(({ [key]: _, ...body }) => body);

/** Defects that only ChatCards v1 can have. */
export const CHATCARDS_DEFECTS = {
  red_flag_planner_untrusted: {
    breaks: 'red_flag_not_blocked',
    why: 'a medical red flag comes back as a notice of an untrusted planner, with risk_level none: nobody was warned',
    only: 'chatcards',
    effect: onRedFlag((body, lang) => ({
      ...replaceCards(body, [toUntrusted(body, lang)]),
      safety: NO_RISK,
    })),
  },
  red_flag_risk_medium: {
    breaks: 'red_flag_not_blocked',
    why: 'the red flags are listed, but the risk is called medium and nothing is blocked',
    only: 'chatcards',
    effect: onRedFlag((body, lang) => ({
      ...replaceCards(body, [toCard(body, lang, 'nudge', 'nudge', { message: '…' })]),
      safety: { ...body.safety, risk_level: 'medium' },
    })),
  },
  red_flag_without_flags: {
    breaks: 'red_flag_not_blocked',
    why: 'risk_level is high with no red flag named and nothing blocked',
    only: 'chatcards',
    effect: onRedFlag((body, lang) => ({
      ...replaceCards(body, [toCard(body, lang, 'nudge', 'nudge', { message: '…' })]),
      safety: { ...body.safety, red_flags: [] },
    })),
  },
  high_risk_with_products: {
    breaks: 'safety_with_recommendations',
    why: 'risk_level is high with its red flags, no notice says so, and products are recommended all the same',
    only: 'chatcards',
    effect: onRedFlag((body, lang) => replaceCards(body, [toProducts(body, lang)])),
  },
  triage_with_products: {
    breaks: 'safety_with_recommendations',
    why: 'a triage card that calls the risk high, and products with names beside it',
    only: 'chatcards',
    effect: onRedFlag((body, lang) => ({
      ...replaceCards(body, [
        toCard(body, lang, 'triage', 'triage', { risk_level: 'high' }),
        toProducts(body, lang),
      ]),
      safety: NO_RISK,
    })),
  },
  leak_told_by_event: {
    breaks: 'low_med_treatment_leak',
    why: 'a treatment is recommended, and that the confidence is low stands in an event alone',
    only: 'chatcards',
    effect: onChatCards((body) =>
      hasCard(body, ({ payload }) => payload?.recommendation_confidence_level === 'high')
        ? {
            ...body,
            ops: {
              ...body.ops,
              experiment_events: readEvents(body).map((event) =>
                event.event_type === 'recos_requested'
                  ? { ...event, event_data: { ...(event.event_data as Fields), low_confidence: true } }
                  : event,
              ),
            },
          }
        : undefined,
    ),
  },
  too_many_cards: {
    breaks: 'schema_violation',
    why: 'four cards, where the front end has room for three',
    only: 'chatcards',
    effect: onChatCards((body, lang) => {
      const tip = toCard(body, lang, 'tip', 'nudge', { message: '…' });
      return replaceCards(body, [...body.cards, tip, tip, tip, tip].slice(0, 4));
    }),
  },
  card_without_title: {
    breaks: 'schema_violation',
    why: 'the last card has no title',
    only: 'chatcards',
    effect: onChatCards((body) =>
      replaceCards(
        body,
        body.cards.map(({ title, ...card }, at) => (at < body.cards.length - 1 ? { title, ...card } : card)),
      ),
    ),
  },
  card_priority_unknown: {
    breaks: 'schema_violation',
    why: 'a card of priority 0, where 1 comes first and 3 last',
    only: 'chatcards',
    effect: onChatCards((body) =>
      replaceCards(
        body,
        body.cards.map((card) => ({ ...card, priority: 0 })),
      ),
    ),
  },
  notice_reason_unlisted: {
    breaks: 'schema_violation',
    why: 'in place of products comes a notice for a reason that the owners have not listed',
    only: 'chatcards',
    effect: onChatCards((body, lang) =>
      hasCard(body, ({ type }) => type === 'recommendations')
        ? replaceCards(body, [toUntrusted(body, lang)])
        : undefined,
    ),
  },
  version_unknown: {
    breaks: 'schema_violation',
    why: 'version is 2.0, which no reader has agreed to',
    only: 'chatcards',
    effect: onChatCards((body) => ({ ...body, version: '2.0' })),
  },
  too_many_quick_replies: {
    breaks: 'schema_violation',
    why: 'nine quick replies, where eight are agreed',
    only: 'chatcards',
    effect: onChatCards((body) => ({
      ...body,
      suggested_quick_replies: Array.from({ length: 9 }, (_, at) => ({ id: `q${at}`, label: `${at}` })),
    })),
  },
  risk_level_unknown: {
    breaks: 'schema_violation',
    why: 'risk_level is a word that is none of the four',
    only: 'chatcards',
    effect: onChatCards((body) => ({ ...body, safety: { ...body.safety, risk_level: 'severe' } })),
  },
  ops_missing: {
    breaks: 'schema_violation',
    why: 'ops is gone, and with it every event',
    only: 'chatcards',
    effect: without('ops'),
  },
  safety_missing: {
    breaks: 'schema_violation',
    why: 'safety is gone: nothing says what the safety check found',
    only: 'chatcards',
    effect: without('safety'),
  },
  telemetry_missing: {
    breaks: 'schema_violation',
    why: 'telemetry is gone',
    only: 'chatcards',
    effect: without('telemetry'),
  },
  assembler_failed: {
    breaks: 'empty_cards',
    why: 'the service could not assemble its answer: a text alone, and everything else empty',
    only: 'chatcards',
    effect: onChatCards((body, lang) => toFailedAssembly(body, lang)),
  },
} as const satisfies Record<string, Defect>;
