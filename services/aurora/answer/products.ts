// What a card recommends: is a product a treatment, by all that says what it is, and which parts of a card are products.
import { createMemory, type Memory } from '../../../lib/core/answer/remember.ts';
import { type Json, toList } from '../../../lib/core/text/json.ts';
import { asObject } from './json.ts';
import { isShown } from './plain-text.ts';
import { KEY_USES, type KeyUse, toKeyUse, toWords } from './product-keys.ts';
import { namesTreatment } from './treatments.ts';

/** Products nest to about five. What lies deeper than this is not looked at: recursion must end. */
const MOST_DEPTH = 32;
/** An id says something where each of its parts is a word or a number; a hash mixes them. */
const ID_OF_WORDS = /^(?:[a-z\u3400-\u9fff]+|\d+)(?:[-_.:/ ](?:[a-z\u3400-\u9fff]+|\d+))*$/i;
const IS_LINK = /^(?:[a-z][a-z\d+.-]{1,20}:)?\/\/|^data:/i;
const MOST_ID_CHARS = 200;
/** So many texts are remembered, none of them longer. */
const MOST_TEXTS = 5000;
const MOST_TEXT_CHARS = 200;
/** Values under an ingredient's name that say it is not in. */
const NOT_IN = /^(?:|0|0?\.0+|0%|no|none|false|free|absent|不含|无)$/i;

/** The last part of a link's path: the name by which a shop's page is found. Its host, its folders and its query are not read. */
function toSlug(link: string): string {
  if (link.startsWith('data:')) return '';
  const path = (link.split(/[?#]/, 1)[0] ?? '').replace(/^(?:[a-z][a-z\d+.-]{0,20}:)?\/\/[^/]*/i, '');
  const end = path.endsWith('/') ? path.length - 1 : path.length;
  return path.slice(path.lastIndexOf('/', end - 1) + 1, end);
}

function findNamed(text: string, use: KeyUse): boolean {
  if (use === 'link' || IS_LINK.test(text)) return namesTreatment(toSlug(text));
  if (use === 'id' && (text.length > MOST_ID_CHARS || !ID_OF_WORDS.test(text))) return false;
  return namesTreatment(text);
}

const rememberTexts = (find: (text: string) => boolean) => createMemory(find, MOST_TEXTS, MOST_TEXT_CHARS);
const NAMED_BY_NAME = rememberTexts((text) => findNamed(text, 'name'));
/** Whether a text names a treatment, by the use of its key. Remembered: a catalogue says the same again and again. */
const NAMED: Readonly<Record<KeyUse, Memory<boolean>>> = {
  name: NAMED_BY_NAME,
  ingredients: NAMED_BY_NAME,
  aside: NAMED_BY_NAME,
  id: rememberTexts((text) => findNamed(text, 'id')),
  link: rememberTexts((text) => findNamed(text, 'link')),
};
const NAMED_BY_KEY = rememberTexts(namesTreatment);

/** True where a text under a key of this use names a treatment. */
export const isNamed = (text: string, use: KeyUse): boolean => NAMED[use].find(text);

/** True where an ingredient that is the key of this value is in. */
function isIn(value: unknown): boolean {
  if (typeof value === 'string') return !NOT_IN.test(value.trim());
  if (Array.isArray(value)) return value.length > 0;
  return value !== false && value !== 0 && value !== null;
}

/**
 * True where a recommendation (any JSON) is a treatment or highly irritating by what it is: by every text in it, at any depth
 * to 32, but for what is said about it or about something else (`product-keys.ts`).
 */
export function isTreatment(recommendation: unknown): boolean {
  return isOne(recommendation, 'name', 0);
}

function isOne(value: unknown, use: KeyUse, depth: number): boolean {
  if (typeof value === 'string') return isNamed(value, use);
  if (typeof value !== 'object' || value === null || depth >= MOST_DEPTH) return false;
  if (Array.isArray(value)) {
    const count = value.length;
    for (let i = 0; i < count; i++) {
      const item = value[i];
      if (typeof item === 'string' ? isNamed(item, use) : isOne(item, use, depth + 1)) return true;
    }
    return false;
  }
  const part = value as Json;
  // By the keys it has, not by those it could have: in k6 a body that was parsed in Go makes every reading dear.
  const keys = Object.keys(part);
  const count = keys.length;
  for (let i = 0; i < count; i++) {
    const key = keys[i] as string;
    const under = KEY_USES.known[key] ?? KEY_USES.find(key);
    if (under === 'aside') continue;
    const inside = part[key];
    // Most of a product is text and numbers: a call for each would cost k6 as much as the look at it.
    if (use !== 'ingredients') {
      if (typeof inside === 'string') {
        const named = NAMED[under];
        if (named.known[inside] ?? named.find(inside)) return true;
        continue;
      }
      if (typeof inside !== 'object' && inside !== true) continue;
    }
    // `is_treatment: true`, and `ingredients: { retinol: '0.5 %' }`.
    if ((inside === true || (use === 'ingredients' && isIn(inside))) && NAMED_BY_KEY.find(key)) return true;
    if (isOne(inside, use === 'ingredients' && under === 'name' ? use : under, depth + 1)) return true;
  }
  return false;
}

/** Keys of a card whose value is recommended products, by their last word. */
const PRODUCT_LISTS = new Set([
  ...[
    'recommendation',
    'recommendations',
    'reco',
    'recos',
    'products',
    'pick',
    'picks',
    'alternative',
    'alternatives',
  ],
  ...['dupe', 'dupes', 'comparable', 'comparables', 'competitor', 'competitors', 'substitute', 'substitutes'],
]);
/** Keys that make an element of a list, such as the step of a routine, a recommended product. */
const PRODUCT = new Set([
  'product',
  'product_name',
  'product_title',
  'product_id',
  'sku',
  'sku_id',
  'sku_name',
  'pdp_url',
]);
/** One product that a card chose: `recommended_product`. */
const CHOSEN = new Set(['recommended', 'suggested', 'selected']);
/** Parts of an analysis that say on what it rests. */
const NO_OFFER = new Set([
  'artifact',
  'quality',
  'confidence',
  'assessment',
  'verdict',
  'findings',
  'features',
]);
/** Products lie shallow in a card; past this the walk ends. */
const MOST_CARD_DEPTH = 10;

/** `products`: all under it are, where it is no bare text. `chosen`: a product, or its name. `step`: makes what it is in one. */
type CardKeyUse = 'products' | 'chosen' | 'step' | 'part' | 'aside';
/** Keys that hold a word, a number or a sentence in every card that was recorded. What is not read costs k6 nothing. */
const NO_PART = new Set([
  ...[
    'role',
    'priority',
    'intensity',
    'type',
    'kind',
    'step',
    'label',
    'title',
    'name',
    'level',
    'score',
    'status',
  ],
  ...[
    'tracking',
    'strategy',
    'version',
    'state',
    'slot',
    'source',
    'at',
    'what',
    'when',
    'linked',
    'purpose',
    'severity',
  ],
]);
const CARD_KEY_USES = createMemory((key): CardKeyUse => {
  const words = toWords(key).filter((word) => word !== 'targets');
  const last = words.at(-1) ?? '';
  if (toKeyUse(words.join(' ')) === 'aside' || words.some((word) => NO_OFFER.has(word))) return 'aside';
  if (PRODUCT_LISTS.has(last)) return 'products';
  if (last === 'product' && words.some((word) => CHOSEN.has(word))) return 'chosen';
  if (PRODUCT.has(words.join('_'))) return 'step';
  return NO_PART.has(last) || words[0] === 'linked' || ['id', 'link'].includes(toKeyUse(key))
    ? 'aside'
    : 'part';
});

/** What is under a key of a card. */
export const toCardKeyUse = CARD_KEY_USES.find;

const isThere = (value: unknown) => isShown(value) || (typeof value === 'object' && value !== null);

/**
 * True where a part of a card (any JSON) recommends a treatment: in a list of products, wherever it lies, or in an element of
 * any list that names a product. What the user has or asked about, and what is to be avoided, is not recommended.
 */
function offersTreatment(value: unknown, depth: number, listed: boolean): boolean {
  if (typeof value !== 'object' || value === null || depth >= MOST_CARD_DEPTH) return false;
  if (Array.isArray(value)) {
    const count = value.length;
    for (let i = 0; i < count; i++) if (offersTreatment(value[i], depth + 1, true)) return true;
    return false;
  }
  const part = value as Json;
  const keys = Object.keys(part);
  const count = keys.length;
  for (let i = 0; i < count; i++) {
    const key = keys[i] as string;
    const use = CARD_KEY_USES.known[key] ?? CARD_KEY_USES.find(key);
    if (use === 'aside') continue;
    const inside = part[key];
    if (use === 'chosen' || (use === 'products' && typeof inside === 'object')) {
      if (isTreatment(inside)) return true;
    } else if (use === 'step' && listed) {
      if (isThere(inside) && isTreatment(part)) return true;
    } else if (typeof inside === 'object' && offersTreatment(inside, depth + 1, false)) return true;
  }
  return false;
}

/** True where a card, of any type and of either release, recommends a treatment in its payload or its sections. */
export function recommendsTreatment(card: unknown): boolean {
  const { type, payload, sections } = asObject(card);
  if (offersTreatment(payload, 0, false)) return true;
  const list = toList(sections);
  for (let i = 0; i < list.length; i++) {
    const section = list[i];
    if (offersTreatment(section, 0, false)) return true;
    // In a card of products the objects among the items are products; a text is a bullet about them.
    if (type !== 'recommendations') continue;
    const items = toList(asObject(section).items);
    for (let n = 0; n < items.length; n++) {
      const item = items[n];
      if (typeof item === 'object' && isTreatment(item)) return true;
    }
  }
  return false;
}
