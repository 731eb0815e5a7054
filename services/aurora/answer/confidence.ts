// Whether an answer says of itself that it rests on a low or medium confidence: then no treatment may be in it.
import type { Json } from '../../../lib/core/text/json.ts';
import { asObject } from './json.ts';

/** Score at or under which a confidence is not high (the service's own bound for "medium"). */
const MEDIUM_SCORE = 0.75;
const isLowLevel = (level: unknown) => level === 'low' || level === 'medium';
const isLowScore = (score: unknown) => typeof score === 'number' && score <= MEDIUM_SCORE;

/** True where the payload of a card tells of a low or medium confidence. */
export function isLowPayload(payload: Json): boolean {
  const confidence = asObject(payload.confidence);
  return (
    isLowLevel(confidence.level) ||
    isLowScore(confidence.score) ||
    isLowLevel(payload.recommendation_confidence_level)
  );
}

/** True where the data of a `recos_requested` event tell of one. */
export function isLowRequest(data: Json): boolean {
  return (
    data.low_confidence === true || isLowLevel(data.confidence_level) || isLowScore(data.confidence_score)
  );
}
