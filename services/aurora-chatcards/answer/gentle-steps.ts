// Is a recommendation a gentle step and no product? Such steps may stand beside a triage card.
import type { Json } from '../../../lib/core/text/json.ts';
import { asObject } from '../../aurora/answer/json.ts';
import { isTreatment } from '../../aurora/answer/products.ts';

const STEP_KEYS = ['step', 'slot', 'category', 'type'];
const GENTLE = /cleans|moistur|sunscreen|\bspf\b|洁面|清洁|保湿|面霜|乳液|防晒/i;
/** Keys that give a product its title, or lead to it. */
const TITLE_OR_LINK = [
  'title',
  'name',
  'display_name',
  'product_name',
  'url',
  'link',
  'href',
  'product_url',
  'pdp_url',
];
/** Keys under which a recommendation nests the product itself. */
const NESTED = ['product', 'sku', 'item'];

const isText = (value: unknown): value is string => typeof value === 'string' && value.trim() !== '';

function namesProduct(part: Json): boolean {
  for (const key of TITLE_OR_LINK) if (isText(part[key])) return true;
  return false;
}

/** True for a cleanser, moisturizer or sunscreen step (any JSON value) that has neither the title of a product nor a link. */
export function isGentleStep(recommendation: unknown): boolean {
  const step = asObject(recommendation);
  if (namesProduct(step) || NESTED.some((key) => namesProduct(asObject(step[key])))) return false;
  if (isTreatment(recommendation)) return false;
  for (const key of STEP_KEYS) {
    const word = step[key];
    if (isText(word) && GENTLE.test(word)) return true;
  }
  return false;
}
