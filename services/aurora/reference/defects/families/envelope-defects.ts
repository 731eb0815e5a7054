// Envelopes that break their contract, or that leave the user with nothing to see.
import type { Defect } from '../defect.ts';

function toSessionPatchNest(depth: number): unknown {
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
    effect: { kind: 'envelope', change: (envelope) => ({ ...envelope, debug_context: { leaked: true } }) },
  },
  schema_wrong_type: {
    breaks: 'schema_violation',
    why: 'suggested_chips is a string instead of a list',
    effect: { kind: 'envelope', change: (envelope) => ({ ...envelope, suggested_chips: 'none' }) },
  },
  schema_missing_request_id: {
    breaks: 'schema_violation',
    why: 'no request_id, so the answer cannot be traced',
    effect: { kind: 'envelope', change: ({ request_id: _, ...envelope }) => envelope },
  },
  schema_empty_trace_id: {
    breaks: 'schema_violation',
    why: 'trace_id is there but empty',
    effect: { kind: 'envelope', change: (envelope) => ({ ...envelope, trace_id: '' }) },
  },
  schema_broken_second_card: {
    breaks: 'schema_violation',
    why: 'a card without type, and text for a payload, behind a good one, which a check of "some card" never reaches',
    effect: {
      kind: 'envelope',
      change: (envelope) => ({
        ...envelope,
        cards: [...envelope.cards, { card_id: 'broken_card', payload: 'lost' }],
      }),
    },
  },
  schema_broken_second_recommendations: {
    breaks: 'schema_violation',
    why: 'a second recommendations card whose list is not a list',
    effect: {
      kind: 'envelope',
      change: (envelope) =>
        envelope.cards.some(({ type }) => type === 'recommendations')
          ? {
              ...envelope,
              cards: [
                ...envelope.cards,
                { card_id: 'reco_second', type: 'recommendations', payload: { recommendations: 'soon' } },
              ],
            }
          : undefined,
    },
  },
  schema_unknown_notice_reason: {
    breaks: 'schema_violation',
    why: 'a notice gives a reason that no reader knows',
    effect: {
      kind: 'envelope',
      change: (envelope) => ({
        ...envelope,
        cards: [
          ...envelope.cards,
          {
            card_id: 'conf_odd',
            type: 'confidence_notice',
            payload: { reason: 'felt_like_it', actions: ['retry'] },
          },
        ],
      }),
    },
  },
  deep_nesting: {
    breaks: 'schema_violation',
    why: `session_patch is ${NEST_DEPTH} lists inside one another: wrong for the contract, and a trap for recursion`,
    effect: {
      kind: 'envelope',
      change: (envelope) => ({ ...envelope, session_patch: toSessionPatchNest(NEST_DEPTH) }),
    },
  },
  empty_cards: {
    breaks: 'empty_cards',
    why: 'no card and no notice: the user sees nothing',
    effect: { kind: 'envelope', change: (envelope) => ({ ...envelope, cards: [] }) },
  },
  no_renderable_cards: {
    breaks: 'no_renderable_cards',
    why: 'a recommendations card with an empty list and nothing beside it',
    effect: {
      kind: 'envelope',
      change: (envelope) => ({
        ...envelope,
        cards: [{ card_id: 'reco_empty', type: 'recommendations', payload: { recommendations: [] } }],
      }),
    },
  },
  huge_body_10mb: {
    breaks: 'nothing',
    why: 'a valid answer of ten megabytes: the gate has to get through it without falling over',
    effect: {
      kind: 'envelope',
      change: (envelope) => ({
        ...envelope,
        session_patch: { ...envelope.session_patch, attachment: 'x'.repeat(10 * 1024 * 1024) },
      }),
    },
  },
  rollout_meta_missing: {
    breaks: 'rollout_probe',
    why: 'the chat answers without meta, as on a path around the rollout',
    effect: {
      kind: 'envelope',
      change: ({ meta, ...envelope }) => (meta ? envelope : undefined),
    },
  },
  rollout_variant_mismatch: {
    breaks: 'rollout_probe',
    why: 'meta names another variant than the header',
    effect: {
      kind: 'envelope',
      change: (envelope) =>
        envelope.meta ? { ...envelope, meta: { ...envelope.meta, rollout_variant: 'shadow' } } : undefined,
    },
  },
  rollout_bucket_out_of_range: {
    breaks: 'rollout_probe',
    why: 'the bucket in meta is 100, one past the last',
    effect: {
      kind: 'envelope',
      change: (envelope) =>
        envelope.meta ? { ...envelope, meta: { ...envelope.meta, rollout_bucket: 100 } } : undefined,
    },
  },
} as const satisfies Record<string, Defect>;
