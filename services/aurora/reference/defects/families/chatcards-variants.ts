// Answers that ChatCards v1 allows in more than one shape: healthy, each of them.
import type { ChatCards } from '../../envelopes/chatcards.ts';
import type { Fields } from '../../envelopes/turn.ts';
import { replaceCards, toCard } from '../cards.ts';
import type { Defect } from '../defect.ts';
import { onChatCards, onRedFlag, readEvents } from './chatcards-defects.ts';

/** What one may go on doing while a doctor is due: steps, and no product by name. */
const GENTLE_STEPS: readonly Fields[] = [
  { step: 'cleanser', slot: 'pm', reasons: ['lukewarm water, no foam'] },
  { step: 'moisturizer', slot: 'pm', reasons: ['a plain cream'] },
  { step: 'sunscreen', slot: 'am', reasons: ['every morning'] },
];

/** Variants of ChatCards v1 that break nothing. */
export const CHATCARDS_VARIANTS = {
  healthy_triage_with_steps: {
    breaks: 'nothing',
    why: 'a red flag is blocked by a triage card, beside gentle steps without a product',
    only: 'chatcards',
    effect: onRedFlag((body, lang) => {
      const { payload: _, ...triage } = toCard(body, lang, 'triage', 'triage', {});
      const { red_flags = [], disclaimer = '' }: Partial<ChatCards['safety']> = body.safety ?? {};
      return {
        ...replaceCards(body, [
          { ...triage, sections: [{ kind: 'triage_structured', risk_level: 'high', red_flags }] },
          toCard(body, lang, 'steps', 'recommendations', { recommendations: GENTLE_STEPS }),
        ]),
        safety: { risk_level: 'medium', red_flags: [], disclaimer },
      };
    }),
  },
  healthy_block_by_risk_level: {
    breaks: 'nothing',
    why: 'a red flag is blocked by risk_level high and the flags it names, without a notice',
    only: 'chatcards',
    effect: onRedFlag((body, lang) =>
      replaceCards(body, [toCard(body, lang, 'nudge', 'nudge', { message: '…' })]),
    ),
  },
  healthy_event_names: {
    breaks: 'nothing',
    why: 'the events in ops are spelled event_name and data, as in the older envelope',
    only: 'chatcards',
    effect: onChatCards((body) => ({
      ...body,
      ops: {
        ...body.ops,
        experiment_events: readEvents(body).map(({ event_type, event_data, ...event }) => ({
          event_name: event_type,
          data: event_data,
          ...event,
        })),
      },
    })),
  },
  healthy_events_at_root: {
    breaks: 'nothing',
    why: 'the events stand at the root, as in the older envelope, and ops has none',
    only: 'chatcards',
    effect: onChatCards((body) => ({
      ...body,
      events: readEvents(body).map((event) => ({
        event_name: event.event_type,
        data: event.event_data,
      })),
      ops: { ...body.ops, experiment_events: [] },
    })),
  },
  healthy_more_root_keys: {
    breaks: 'nothing',
    why: 'root keys that the contract allows and does not name',
    only: 'chatcards',
    effect: onChatCards((body) => ({ ...body, beauty_expert_v1: { mode: 'guided' }, cards_version: 2 })),
  },
  healthy_meta_in_session_patch: {
    breaks: 'nothing',
    why: 'the rollout facts stand in the session patch alone',
    only: 'chatcards',
    effect: onChatCards(({ meta: _, ...body }) => body),
  },
} as const satisfies Record<string, Defect>;
