// What of an answer a person could see or press. Empty texts, empty lists and the marks of the machine are nothing.
import { remember } from '../../../lib/core/answer/remember.ts';
import { type Json, toList } from '../../../lib/core/text/json.ts';
import { asObject } from './json.ts';
import { isShown } from './plain-text.ts';

/** Keys under which a machine notes what it needs itself: by their last word, in snake_case or camelCase. */
const TECHNICAL =
  /(?:^|[_-])(?:ids?|uu?id|kind|type|version|hash|trace|debug|lang|locale|timestamp|at|ts)$|[a-z](?:Ids?|Uuid|Version|Hash|Timestamp|At)$/;
/** True for such a key. */
export const isTechnical = remember((key) => TECHNICAL.test(key));
/** Cards nest to about ten; what lies deeper than this is no card. */
const MOST_DEPTH = 32;

/**
 * True where a value of a card (any JSON) holds something that a person could see: a text with ink in it, a number other
 * than 0, or `true`, at any depth to 32, under a key that is not technical.
 */
export function isVisible(value: unknown, depth = 0): boolean {
  if (typeof value === 'string') return isShown(value);
  if (typeof value !== 'object' || value === null)
    return value === true || (typeof value === 'number' && value !== 0);
  if (depth >= MOST_DEPTH) return false;
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) if (isVisible(value[i], depth + 1)) return true;
    return false;
  }
  const part = value as Json;
  const keys = Object.keys(part);
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i] as string;
    if (!isTechnical(key) && isVisible(part[key], depth + 1)) return true;
  }
  return false;
}

/**
 * True where a card names a field that is null in its payload, and the reason: the front end tells a person by that what is
 * missing. The real service confirms a photo so when its store is away.
 */
export function tellsWhatIsMissing(card: Json, payload: Json): boolean {
  const missing = toList(card.field_missing);
  for (let i = 0; i < missing.length; i++) {
    const { field, reason } = asObject(missing[i]);
    if (typeof field === 'string' && payload[field] === null && isShown(reason)) return true;
  }
  return false;
}

/** What an action says to a person, and by what the front end knows it and words it itself. */
const LABELS = ['label', 'title', 'text', 'name'];
const NAMES = ['action_id', 'id', 'action', 'type', 'kind', 'value'];

/** True for an action that can be pressed: a name with ink in it, or an object with a label or, where it has none, a name. */
function isAction(action: unknown): boolean {
  if (typeof action !== 'object' || action === null) return isShown(action);
  const button = asObject(action);
  const labels = LABELS.filter((key) => button[key] !== undefined);
  return (labels.length > 0 ? labels : NAMES).some((key) => isShown(button[key]));
}

/** True where a list of actions (any JSON) leaves a person a way on: one of them can be pressed. */
export function hasAction(actions: unknown): boolean {
  if (!Array.isArray(actions)) return false;
  for (let i = 0; i < actions.length; i++) if (isAction(actions[i])) return true;
  return false;
}
