// Envelopes that break their contract, or that leave the user with nothing to see.
import { allowsMoreRootKeys, isChatCards } from '../../envelopes/renderers.ts';
import { addCard, hasCard, replaceCards, toCard } from '../cards.ts';
import type { Defect } from '../defect.ts';

function toNest(depth: number): unknown {
  let nest: unknown = [];
  for (let level = 1; level < depth; level += 1) nest = [nest];
  return nest;
}

// Deeper than careless recursive readers survive, shallower than JSON.stringify's own stack.
const NEST_DEPTH = 2_000;

/** Defects in the shape of the envelope. */
export const ENVELOPE_DEFECTS = {
  schema_extra_root_key: {
    breaks: 'schema_violation',
    why: 'an unknown key at the root, as after a careless merge',
    effect: {
      kind: 'envelope',
      change: (body) => (allowsMoreRootKeys(body) ? undefined : { ...body, debug_context: { leaked: true } }),
    },
  },
  schema_wrong_type: {
    breaks: 'schema_violation',
    why: 'suggested_chips is a string instead of a list; in ChatCards v1 suggested_quick_replies is',
    effect: {
      kind: 'envelope',
      change: (body) =>
        isChatCards(body)
          ? { ...body, suggested_quick_replies: 'none' }
          : { ...body, suggested_chips: 'none' },
    },
  },
  schema_missing_request_id: {
    breaks: 'schema_violation',
    why: 'no request_id, so the answer cannot be traced',
    effect: { kind: 'envelope', change: ({ request_id: _, ...body }) => body },
  },
  answer_of_another_user: {
    breaks: 'answer_not_ours',
    why: 'a user is given what the user before got on the same route, whole and valid',
    effect: { kind: 'envelope', change: (_, __, { stranger }) => stranger },
  },
  trace_id_constant: {
    breaks: 'answer_not_ours',
    why: 'every answer carries the same trace id',
    effect: { kind: 'envelope', change: (body) => ({ ...body, trace_id: 'trace_of_all' }) },
  },
  trace_id_of_former_call: {
    breaks: 'answer_not_ours',
    why: 'an answer carries the trace id of the call before it, of the same user',
    effect: {
      kind: 'envelope',
      change: (body, _, { formerTraceId }) => formerTraceId && { ...body, trace_id: formerTraceId },
    },
  },
  trace_id_missing: {
    breaks: 'answer_not_ours',
    why: 'no trace_id, so that nobody can tell whose answer it is',
    effect: { kind: 'envelope', change: ({ trace_id: _, ...body }) => body },
  },
  healthy_upload_own_trace: {
    breaks: 'nothing',
    why: 'an upload makes a trace id of its own, as where it was sent none',
    effect: {
      kind: 'envelope',
      change: (body) =>
        hasCard(body, ({ type }) => type === 'photo_confirm')
          ? { ...body, trace_id: '0e6bd9a4-58a3-4c11-9a57-5f6f9d1c2b77' }
          : undefined,
    },
  },
  schema_empty_trace_id: {
    breaks: 'answer_not_ours',
    why: 'trace_id is there but empty',
    effect: { kind: 'envelope', change: (body) => ({ ...body, trace_id: '' }) },
  },
  schema_broken_second_card: {
    breaks: 'schema_violation',
    why: 'a card without type, and text for a payload, behind a good one, which a check of "some card" never reaches',
    effect: {
      kind: 'envelope',
      change: (body) => addCard(body, { card_id: 'broken_card', payload: 'lost' }),
    },
  },
  schema_broken_second_recommendations: {
    breaks: 'schema_violation',
    why: 'a second recommendations card whose list is not a list',
    effect: {
      kind: 'envelope',
      change: (body, lang) =>
        hasCard(body, ({ type }) => type === 'recommendations')
          ? addCard(body, toCard(body, lang, 'reco_second', 'recommendations', { recommendations: 'soon' }))
          : undefined,
    },
  },
  schema_unknown_notice_reason: {
    breaks: 'schema_violation',
    why: 'a notice gives a reason that no reader knows',
    effect: {
      kind: 'envelope',
      change: (body, lang) => {
        const payload = { reason: 'felt_like_it', actions: ['retry'] };
        return addCard(body, toCard(body, lang, 'conf_odd', 'confidence_notice', payload));
      },
    },
  },
  deep_nesting: {
    breaks: 'schema_violation',
    why: `session_patch, in ChatCards v1 ops, is ${NEST_DEPTH} lists inside one another: a broken contract, and a trap for recursion`,
    effect: {
      kind: 'envelope',
      change: (body) => ({ ...body, [isChatCards(body) ? 'ops' : 'session_patch']: toNest(NEST_DEPTH) }),
    },
  },
  empty_cards: {
    breaks: 'empty_cards',
    why: 'no card and no notice: the user sees nothing',
    effect: { kind: 'envelope', change: (body) => replaceCards(body, []) },
  },
  no_renderable_cards: {
    breaks: 'no_renderable_cards',
    why: 'a recommendations card with an empty list and nothing beside it',
    effect: {
      kind: 'envelope',
      change: (body, lang) =>
        replaceCards(body, [toCard(body, lang, 'reco_empty', 'recommendations', { recommendations: [] })]),
    },
  },
  blank_cards: {
    breaks: 'no_renderable_cards',
    why: 'cards whose texts are blank and whose lists are empty, and a product without a word: all there, and nothing to see',
    effect: {
      kind: 'envelope',
      change: (body, lang) =>
        replaceCards(body, [
          toCard(body, lang, 'tip', 'nudge', {
            message: ' ',
            steps: [],
            more: [{ text: '\u200b', note: null }],
          }),
          toCard(body, lang, 'reco_blank', 'recommendations', {
            recommendations: [{ name: '\u3000', ids: [] }],
          }),
        ]),
    },
  },
  huge_body_10mb: {
    breaks: 'nothing',
    why: 'a valid answer of ten megabytes: the gate has to get through it without falling over',
    effect: {
      kind: 'envelope',
      change: (body) => ({
        ...body,
        session_patch: { ...body.session_patch, attachment: 'x'.repeat(10 * 1024 * 1024) },
      }),
    },
  },
} as const satisfies Record<string, Defect>;
