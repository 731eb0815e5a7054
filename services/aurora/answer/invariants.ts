// What one answer broke. Definitions: one rule per id, as the service's owners wrote them; every card is looked at, not the first.
import type { StepId } from '../journeys.ts';
import { isTreatment } from './treatments.ts';

/** In the order in which they name the reason for a stop: the most telling first. */
export const VIOLATIONS = [
  'transport_error',
  'http_5xx',
  'http_4xx',
  'safety_with_recommendations',
  'red_flag_not_blocked',
  'low_med_treatment_leak',
  'notice_without_actions',
  'empty_cards',
  'no_renderable_cards',
  'schema_violation',
] as const;
export type ViolationId = (typeof VIOLATIONS)[number];

/** Finds what is wrong with a body; `undefined` when it keeps its route's contract. Made from JSON Schema at build time. */
export type Validate = (body: unknown) => string | undefined;

/** What was received: the parsed body, or why there is none. */
export type ReceivedBody = { readonly json: unknown } | { readonly notJson: string };

/**
 * What was received, from the text of a body ('' for none).
 * @param parse parses that text; its own error is the reason where it cannot
 */
export function toReceivedBody(text: string, parse: () => unknown): ReceivedBody {
  if (text === '') return { notJson: 'an empty body' };
  // Bytes that are no UTF-8 become this on the way, and parsers take it; the user would see it too.
  if (text.includes('\ufffd')) return { notJson: 'not UTF-8: a replacement character (U+FFFD) in the body' };
  try {
    return { json: parse() };
  } catch (error) {
    return { notJson: `not JSON: ${error instanceof Error ? error.message : error}` };
  }
}

/** What one answer was found to be. `detail` says in a few words what broke, for the first of `violations`. */
export interface Findings {
  readonly violations: readonly ViolationId[];
  readonly detail: string;
  readonly judged: boolean;
  readonly notice: boolean;
  readonly safetyBlock: boolean;
  readonly lowConfidence: boolean;
  readonly timeoutDegraded: boolean;
  readonly guardFallback: boolean;
  /** The headers of a chat answer and its meta do not tell one story: services/aurora/answer/rollout.ts. Never a violation by itself. */
  readonly rolloutBroken: boolean;
}

type Json = Readonly<Record<string, unknown>>;
const asObject = (value: unknown): Json =>
  typeof value === 'object' && value !== null ? (value as Json) : {};
const asArray = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** Score at or under which a confidence is not high (the service's own bound for "medium"). */
const MEDIUM_SCORE = 0.75;
const isLowLevel = (level: unknown) => level === 'low' || level === 'medium';
const isLowScore = (score: unknown) => typeof score === 'number' && score <= MEDIUM_SCORE;

function isLowPayload(payload: Json): boolean {
  const confidence = asObject(payload.confidence);
  return (
    isLowLevel(confidence.level) ||
    isLowScore(confidence.score) ||
    isLowLevel(payload.recommendation_confidence_level)
  );
}

function isLowRequest(event: Json): boolean {
  if (event.event_name !== 'recos_requested') return false;
  const data = asObject(event.data);
  return (
    data.low_confidence === true || isLowLevel(data.confidence_level) || isLowScore(data.confidence_score)
  );
}

/** What a person could see: a card with something in it; a list of products only counts with a product in it. */
function isRenderable(type: unknown, payload: Json): boolean {
  if (type === 'recommendations') return asArray(payload.recommendations).length > 0;
  for (const _ in payload) return true;
  return false;
}

/** What is told of an answer whose body was not looked into. */
const UNREAD: Omit<Findings, 'violations' | 'detail'> = {
  judged: false,
  notice: false,
  safetyBlock: false,
  lowConfidence: false,
  timeoutDegraded: false,
  guardFallback: false,
  rolloutBroken: false,
};

/** What is found where no body came back. `why` is the client's own error. */
export function toTransportFindings(why: string): Findings {
  return { ...UNREAD, violations: ['transport_error'], detail: why };
}

/**
 * Judges one received answer.
 * An error status is a reason of its own: its body is held to the contract only where it claims to be an envelope.
 */
export function judgeAnswer(step: StepId, status: number, body: ReceivedBody, validate: Validate): Findings {
  if (status >= 400) return judgeErrorStatus(status, body, validate);
  if ('notJson' in body)
    return { ...UNREAD, judged: true, violations: ['schema_violation'], detail: body.notJson };
  // Looked for in the order of VIOLATIONS.
  const broken: { readonly id: ViolationId; readonly detail: string }[] = [];
  const root = asObject(body.json);
  const seen = readCards(root.cards);
  const asked = readEvents(root.events);
  const { safetyBlock, recommended } = seen;
  const lowConfidence = seen.lowConfidence || asked.lowConfidence;

  if (safetyBlock && recommended.length > 0) {
    const detail = `a safety_block beside ${recommended.length} recommendations`;
    broken.push({ id: 'safety_with_recommendations', detail });
  }
  if (step === 'red_flag_chat' && !safetyBlock) {
    broken.push({ id: 'red_flag_not_blocked', detail: 'a medical red flag without a safety_block' });
  }
  if (lowConfidence && recommended.some(isTreatment)) {
    const detail = 'a treatment recommended under low or medium confidence';
    broken.push({ id: 'low_med_treatment_leak', detail });
  }
  if (seen.noticeWithoutActions) {
    broken.push({ id: 'notice_without_actions', detail: 'a confidence_notice without actions' });
  }
  if (seen.count === 0) {
    broken.push({ id: 'empty_cards', detail: 'no cards and no notice' });
  }
  if (seen.count > 0 && !seen.notice && !seen.renderable) {
    broken.push({ id: 'no_renderable_cards', detail: 'no notice and no card a person could see' });
  }
  const fault = validate(body.json);
  if (fault !== undefined) broken.push({ id: 'schema_violation', detail: fault });
  return {
    violations: broken.map(({ id }) => id),
    detail: broken[0]?.detail ?? '',
    judged: true,
    notice: seen.notice,
    safetyBlock,
    lowConfidence,
    timeoutDegraded: seen.timeoutDegraded,
    guardFallback: asked.guardFallback,
    rolloutBroken: false,
  };
}

/**
 * What the cards say, every one of them looked at once: a body parsed in Go makes a new object at each reading of a key.
 * `count` is -1 where there is no list of cards.
 */
function readCards(cards: unknown) {
  const list = asArray(cards);
  const seen = {
    count: Array.isArray(cards) ? list.length : -1,
    notice: false,
    noticeWithoutActions: false,
    safetyBlock: false,
    lowConfidence: false,
    timeoutDegraded: false,
    renderable: false,
    recommended: [] as unknown[],
  };
  for (let i = 0; i < list.length; i++) {
    const card = asObject(list[i]);
    const { type } = card;
    const payload = asObject(card.payload);
    if (isLowPayload(payload)) seen.lowConfidence = true;
    if (type === 'confidence_notice') {
      const { reason } = payload;
      seen.notice = true;
      if (reason === 'safety_block') seen.safetyBlock = true;
      if (reason === 'low_confidence') seen.lowConfidence = true;
      if (reason === 'timeout_degraded') seen.timeoutDegraded = true;
      if (asArray(payload.actions).length === 0) seen.noticeWithoutActions = true;
    } else if (type === 'recommendations') {
      const products = asArray(payload.recommendations);
      for (let n = 0; n < products.length; n++) seen.recommended.push(products[n]);
    }
    seen.renderable ||= isRenderable(type, payload);
  }
  return seen;
}

function readEvents(events: unknown) {
  const list = asArray(events);
  const asked = { lowConfidence: false, guardFallback: false };
  for (let i = 0; i < list.length; i++) {
    const event = asObject(list[i]);
    if (event.event_name === 'reco_output_guard_fallback') asked.guardFallback = true;
    else if (isLowRequest(event)) asked.lowConfidence = true;
  }
  return asked;
}

function judgeErrorStatus(status: number, body: ReceivedBody, validate: Validate): Findings {
  const id: ViolationId = status >= 500 ? 'http_5xx' : 'http_4xx';
  const claimsEnvelope = 'json' in body && 'cards' in asObject(body.json);
  const fault = claimsEnvelope ? validate(body.json) : undefined;
  const violations: ViolationId[] = fault === undefined ? [id] : [id, 'schema_violation'];
  return {
    ...UNREAD,
    violations,
    detail: fault === undefined ? `status ${status}` : `status ${status}; ${fault}`,
  };
}
