// Is a recommended product a treatment, or highly irritating? Judged by what the product is, never by what is said about it.

/**
 * Keys that say what a product is, and those under which a recommendation nests the product itself. Reasons, warnings
 * and evidence are talk about it and are not read.
 */
const IDENTITY_KEYS = new Set([
  'slot',
  'step',
  'category',
  'type',
  'product_type',
  'name',
  'title',
  'display_name',
  'ingredients',
  'key_ingredients',
  'active_ingredients',
  'actives',
  'ingredient_id',
  'product',
  'sku',
  'item',
]);

// Whole words, so that "galactic" holds no "lactic" and "Bahama" no "AHA"; snake_case ids count as words of their own.
const ENGLISH =
  /(?:^|[^a-z])(treatments?|retinoids?|retinol|retinal|retinaldehyde|adapalene|tretinoin|ahas?|bhas?|salicylic|glycolic|lactic|mandelic|peels?|peeling|resurfacing|high[\s_-]strength)(?![a-z])/;
const CHINESE = /视黄醇|视黄醛|维a|果酸|水杨酸|乳酸|杏仁酸|甘醇酸|阿达帕林|焕肤|刷酸/;
// A product named for what it leaves out is not one: "retinol-free", "without AHA", "不含视黄醇".
const LEFT_OUT =
  /\b(?:no|non|without|free (?:of|from))[\s-]+[a-z]+|[a-z]+(?:[/&+,]\s?[a-z]+)*[\s-]free\b|(?:不含|不添加|无)(?:视黄醇|视黄醛|维a|果酸|水杨酸|乳酸|杏仁酸|甘醇酸|阿达帕林)/g;

/** Texts that were judged before: a catalogue says the same again and again, and k6's interpreter is slow at it. */
const known = new Map<string, boolean>();
const MOST_KNOWN = 5000;

/** True where `text` names a treatment or a highly irritating active, in English or Chinese. */
export function namesTreatment(text: string): boolean {
  const before = known.get(text);
  if (before !== undefined) return before;
  const kept = text.toLowerCase().replace(LEFT_OUT, ' ');
  const names = ENGLISH.test(kept) || CHINESE.test(kept);
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(text, names);
  return names;
}

/** True where the recommendation (any JSON value) is a treatment or highly irritating by its own identity fields. */
export function isTreatment(recommendation: unknown): boolean {
  if (typeof recommendation === 'string') return namesTreatment(recommendation);
  if (Array.isArray(recommendation)) return recommendation.some(isTreatment);
  if (typeof recommendation !== 'object' || recommendation === null) return false;
  const product = recommendation as Readonly<Record<string, unknown>>;
  // By the keys it has, not by those it could have: in k6 a body that was parsed in Go makes every reading dear.
  for (const key in product) {
    if (IDENTITY_KEYS.has(key) && isTreatment(product[key])) return true;
  }
  return false;
}
