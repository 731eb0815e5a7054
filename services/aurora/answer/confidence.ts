// Whether an answer says of itself that it rests on a low or medium confidence: then no treatment may be in it.
import { remember } from '../../../lib/core/answer/remember.ts';
import type { Json } from '../../../lib/core/text/json.ts';
import { asObject } from './json.ts';
import { toPlain } from './plain-text.ts';

/** Score at or under which a confidence is not high (the service's own bound for "medium"). */
const MEDIUM_SCORE = 0.75;
/** A bare number from here on is a percentage: scales of 5 and of 10 end before it. */
const LEAST_PERCENT = 10;
/** A level or a score is a word or two; what is longer is prose. */
const MOST_CHARS = 40;

const NOT_HIGH = /(?:^|[^a-z])(?:low|lower|lowest|medium|med|mid|middle|moderate|weak|poor)(?![a-z])|[低中]/;
/** A number, maybe with a decimal comma or a percent sign. */
const NUMBER = /^([-+.,\de]+)\s*(%?)$/;
const TRUE = new Set(['true', 'yes', 'y', '1', '是']);

const toShort = (value: unknown) =>
  typeof value === 'string' && value.length <= MOST_CHARS ? toPlain(value).trim() : '';

/** Remembered: there are a few levels, and k6 knows expressions that look ahead only as a slow kind. */
const isLowWord = remember((level) => NOT_HIGH.test(toShort(level)));
/** True for a level that is not high, in either language, whatever its case and spaces: "LOW", " Med ", "medium-high", "中". */
const isLowLevel = (level: unknown) => typeof level === 'string' && isLowWord(level);

/** The score from 0 to 1 that is meant by a number, the text of one, or a percentage; NaN where none is. */
function toScore(score: unknown): number {
  if (typeof score === 'number') {
    if (score <= 1) return score;
    return score < LEAST_PERCENT ? Number.NaN : score / 100;
  }
  if (typeof score !== 'string') return Number.NaN;
  const [, digits, percent] = NUMBER.exec(toShort(score)) ?? [];
  if (digits === undefined) return Number.NaN;
  const number = Number(digits.replace(',', '.'));
  return percent === '%' ? number / 100 : toScore(number);
}

const isLowScore = (score: unknown) => toScore(score) <= MEDIUM_SCORE;
const isTrue = (value: unknown) =>
  value === true || value === 1 || (typeof value === 'string' && TRUE.has(toShort(value)));

/** True for a low or medium confidence, whether it is given as a level or as a score. */
const isLow = (confidence: unknown) => isLowLevel(confidence) || isLowScore(confidence);

/** True where the payload of a card tells of a low or medium confidence. */
export function isLowPayload(payload: Json): boolean {
  const { confidence } = payload;
  // Most payloads have none of these: what is not there is not looked into, since k6 passes here for each card.
  if (confidence !== undefined) {
    const { level, score } = asObject(confidence);
    if (isLowLevel(level) || isLowScore(score) || isLow(confidence)) return true;
  }
  const { recommendation_confidence_level: level, recommendation_confidence_score: score } = payload;
  return (
    (level !== undefined && isLowLevel(level)) ||
    (score !== undefined && isLowScore(score)) ||
    isLowRequest(payload)
  );
}

/** True where the data of a `recos_requested` event tell of one. */
export function isLowRequest(data: Json): boolean {
  const { low_confidence: low, confidence_level: level, confidence_score: score } = data;
  return (
    (low !== undefined && isTrue(low)) ||
    (level !== undefined && isLowLevel(level)) ||
    (score !== undefined && isLowScore(score))
  );
}
