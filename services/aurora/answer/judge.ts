// What one Aurora answer broke, and what it is. One rule per flag, as the service's owners wrote it; every card is looked at.

import type { Asked, Judged } from '../../../lib/core/service/service.ts';
import { toCounted } from '../../../lib/core/text/figures.ts';
import { type Json, toList } from '../../../lib/core/text/json.ts';
import { isLowPayload, isLowRequest } from './confidence.ts';
import { asObject } from './json.ts';
import { addLanguageFlags } from './language.ts';
import { recommendsTreatment } from './products.ts';
import { judgeRollout } from './rollout.ts';
import { hasAction, isVisible, tellsWhatIsMissing } from './visible.ts';

/** A card that a person could see: one with something in it, or that says what is not; of a card of products, one of the products. */
const isRenderable = (card: Json, payload: Json): boolean =>
  card.type === 'recommendations'
    ? isVisible(payload.recommendations)
    : isVisible(payload) || tellsWhatIsMissing(card, payload);

/** The step whose message is a medical red flag. */
export const RED_FLAG_STEP = 'red_flag_chat';
/** The route whose answers tell of the rollout. */
export const CHAT_ROUTE = 'chat';

/** Judges one answer that came as an envelope, or ought to have. Violations are looked for in the order of the flags. */
export function judge(
  { step, route, variant }: Pick<Asked, 'step' | 'route' | 'variant'>,
  json: unknown,
  header: (name: string) => string | undefined,
): Judged {
  const broken: Broken[] = [];
  const root = asObject(json);
  const asked = readEvents(root.events);
  const seen = readCards(root.cards, asked.lowConfidence);
  const { safetyBlock, recommended } = seen;

  if (safetyBlock && recommended > 0) {
    const detail = `a safety_block beside ${toCounted(recommended, 'recommendation')} (/cards/${seen.firstRecommended})`;
    broken.push({ id: 'safety_with_recommendations', detail });
  }
  if (step === RED_FLAG_STEP && !safetyBlock) {
    broken.push({ id: 'red_flag_not_blocked', detail: 'a medical red flag without a safety_block (/cards)' });
  }
  addCardBreaks(broken, seen);
  const flags = listCardFlags(seen, safetyBlock, asked.guardFallback);
  const rollout = route === CHAT_ROUTE ? judgeRollout(header, json) : undefined;
  if (rollout && rollout.broken.length > 0) flags.push('rollout_broken');
  return withNotes({ broken, flags }, [rollout?.detail ?? '', addLanguageFlags(flags, root, variant)]);
}

/** What was found, with what is to be said of it; '' is nothing. */
export function withNotes(judged: Judged, notes: readonly string[]): Judged {
  let note = '';
  for (let i = 0; i < notes.length; i++) {
    const one = notes[i];
    if (one) note = note === '' ? one : `${note}; ${one}`;
  }
  return note === '' ? judged : { ...judged, note };
}

/** What one answer broke. `id`: of a flag that is a violation. */
export type Broken = Judged['broken'][number];

/** What the rules of every release ask of an answer, in whichever form its cards are. */
interface Seen {
  /** -1 where there is no list of cards. */
  readonly count: number;
  readonly notice: boolean;
  /** Which card is the first notice without actions; -1 for none. */
  readonly noticeWithoutActions: number;
  readonly renderable: boolean;
  readonly timeoutDegraded: boolean;
  /** By a card or by an event. */
  readonly lowConfidence: boolean;
  readonly cards: readonly unknown[];
}

/** Adds what an answer of any release breaks by its cards, in the order of the flags. Each detail ends in the place of its fault. */
export function addCardBreaks(broken: Broken[], seen: Seen): void {
  const treatment = seen.lowConfidence ? seen.cards.findIndex(recommendsTreatment) : -1;
  if (treatment >= 0) {
    const detail = `a treatment recommended under low or medium confidence (/cards/${treatment})`;
    broken.push({ id: 'low_med_treatment_leak', detail });
  }
  if (seen.noticeWithoutActions >= 0) {
    const detail = `a confidence_notice without actions (/cards/${seen.noticeWithoutActions}/payload/actions)`;
    broken.push({ id: 'notice_without_actions', detail });
  }
  if (seen.count === 0) {
    broken.push({ id: 'empty_cards', detail: 'no cards and no notice (/cards)' });
  }
  if (seen.count > 0 && !seen.notice && !seen.renderable) {
    broken.push({ id: 'no_renderable_cards', detail: 'no notice and no card a person could see (/cards)' });
  }
}

/** What an answer of any release is, by its cards and events, in the order of the flags. */
export function listCardFlags(seen: Seen, safetyBlock: boolean, guardFallback: boolean): string[] {
  const flags: string[] = [];
  if (seen.notice) flags.push('notice');
  if (safetyBlock) flags.push('safety_block');
  if (seen.lowConfidence) flags.push('low_confidence');
  if (seen.timeoutDegraded) flags.push('timeout_degraded');
  if (guardFallback) flags.push('reco_output_guard_fallback');
  return flags;
}

/**
 * What the cards say, every one of them looked at once: a body parsed in Go makes a new object at each reading of a key.
 * `count` is -1 where there is no list of cards.
 * @param isLow whether the events tell of a low confidence already
 */
function readCards(cards: unknown, isLow: boolean) {
  const list = toList(cards);
  const count = list.length;
  const read: unknown[] = [];
  let notice = false;
  let noticeWithoutActions = -1;
  let safetyBlock = false;
  let lowConfidence = isLow;
  let timeoutDegraded = false;
  let renderable = false;
  let recommended = 0;
  let firstRecommended = -1;
  for (let i = 0; i < count; i++) {
    const card = asObject(list[i]);
    const { type } = card;
    const payload = asObject(card.payload);
    read.push(card);
    lowConfidence ||= isLowPayload(payload);
    if (type === 'confidence_notice') {
      const { reason } = payload;
      notice = true;
      if (reason === 'safety_block') safetyBlock = true;
      else if (reason === 'low_confidence') lowConfidence = true;
      else if (reason === 'timeout_degraded') timeoutDegraded = true;
      if (noticeWithoutActions < 0 && !hasAction(payload.actions)) noticeWithoutActions = i;
    } else if (type === 'recommendations') {
      recommended += toList(payload.recommendations).length;
      if (firstRecommended < 0 && recommended > 0) firstRecommended = i;
    }
    renderable ||= isRenderable(card, payload);
  }
  return {
    cards: read,
    count: Array.isArray(cards) ? count : -1,
    notice,
    noticeWithoutActions,
    safetyBlock,
    lowConfidence,
    timeoutDegraded,
    renderable,
    recommended,
    firstRecommended,
  };
}

function readEvents(events: unknown) {
  const list = toList(events);
  const asked = { lowConfidence: false, guardFallback: false };
  for (let i = 0; i < list.length; i++) {
    const event = asObject(list[i]);
    const { event_name: name } = event;
    if (name === 'reco_output_guard_fallback') asked.guardFallback = true;
    else if (name === 'recos_requested' && isLowRequest(asObject(event.data))) asked.lowConfidence = true;
  }
  return asked;
}
