// What the cards of a ChatCards v1 answer say, each of them looked at once.

import { type Json, toList } from '../../../lib/core/text/json.ts';
import { isLowPayload } from '../../aurora/answer/confidence.ts';
import { asObject } from '../../aurora/answer/json.ts';
import { hasAction, isVisible, tellsWhatIsMissing } from '../../aurora/answer/visible.ts';
import { saysHighRisk } from './safety.ts';

/** The reasons of a notice that the owners of the service list. */
export const LISTED_REASONS: readonly string[] = [
  'artifact_missing',
  'low_confidence',
  'safety_block',
  'timeout_degraded',
  'upstream_empty_recommendations',
  'upstream_schema_invalid',
  'ingredient_constraint_no_match',
  'low_confidence_treatment_filtered',
];
/** The parts of a section that may hold products. */
const PRODUCT_LISTS = ['recommendations', 'products', 'items'];
/** A reason may be any text; details show its beginning. */
const SHOWN_CHARS = 60;

/** What was seen in the cards of one answer. */
export interface SeenCards {
  /** All of them. */
  readonly cards: readonly unknown[];
  /** How many there are; -1 where there is no list of cards. */
  readonly count: number;
  readonly notice: boolean;
  /** The reasons of the notices, in order. */
  readonly reasons: readonly string[];
  /** Those that the owners do not list, each once. */
  readonly unlistedReasons: readonly string[];
  /** Which card is the first notice without actions; -1 for none. */
  readonly noticeWithoutActions: number;
  readonly safetyBlock: boolean;
  /** A triage card calls the risk high, or names red flags. */
  readonly triageBlock: boolean;
  readonly timeoutDegraded: boolean;
  readonly lowConfidence: boolean;
  /** A card has something in it that a person could see. */
  readonly renderable: boolean;
  readonly recommended: readonly unknown[];
}

/**
 * Reads the cards of an answer, whatever they are.
 * A body that k6 parsed is a Go value that makes a new object at each reading of a key: each is read once, and by loops.
 */
export function readCards(cards: unknown): SeenCards {
  const list = toList(cards);
  const reasons: string[] = [];
  const recommended: unknown[] = [];
  const seen = {
    notice: false,
    noticeWithoutActions: -1,
    triageBlock: false,
    lowConfidence: false,
    renderable: false,
  };
  for (let i = 0; i < list.length; i++) {
    const card = asObject(list[i]);
    const { type } = card;
    const payload = asObject(card.payload);
    const sections = toList(card.sections);
    if (isLowPayload(payload)) seen.lowConfidence = true;
    if (type === 'confidence_notice') {
      seen.notice = true;
      const { reason } = payload;
      if (typeof reason === 'string') reasons.push(reason);
      if (seen.noticeWithoutActions < 0 && !hasAction(payload.actions)) seen.noticeWithoutActions = i;
    } else if (type === 'recommendations') {
      const before = recommended.length;
      addProducts(payload, sections, recommended);
      for (let n = before; n < recommended.length; n++) seen.renderable ||= isVisible(recommended[n]);
      continue;
    } else if (type === 'triage' && saysTriage(payload, sections)) {
      seen.triageBlock = true;
    }
    seen.renderable ||=
      isVisible(sections) ||
      isVisible(payload) ||
      hasAction(card.actions) ||
      tellsWhatIsMissing(card, payload);
  }
  const unlisted = reasons.filter((reason) => !LISTED_REASONS.includes(reason));
  return {
    ...seen,
    cards: list,
    count: Array.isArray(cards) ? list.length : -1,
    reasons: reasons.map(toShown),
    unlistedReasons: [...new Set(unlisted.map(toShown))],
    safetyBlock: reasons.includes('safety_block'),
    timeoutDegraded: reasons.includes('timeout_degraded'),
    lowConfidence: seen.lowConfidence || reasons.includes('low_confidence'),
    recommended,
  };
}

const toShown = (reason: string) => reason.slice(0, SHOWN_CHARS);

/** What a recommendations card recommends: the list in its payload, and the objects in the lists of its sections. */
function addProducts(payload: Json, sections: readonly unknown[], into: unknown[]): void {
  const products = toList(payload.recommendations);
  for (let n = 0; n < products.length; n++) into.push(products[n]);
  for (let i = 0; i < sections.length; i++) {
    const section = asObject(sections[i]);
    for (const key of PRODUCT_LISTS) {
      const items = toList(section[key]);
      for (let n = 0; n < items.length; n++) {
        const item = items[n];
        // A text is a bullet about the products.
        if (typeof item === 'object' && item !== null) into.push(item);
      }
    }
  }
}

function saysTriage(payload: Json, sections: readonly unknown[]): boolean {
  if (saysHighRisk(payload)) return true;
  for (let i = 0; i < sections.length; i++) if (saysHighRisk(asObject(sections[i]))) return true;
  return false;
}
