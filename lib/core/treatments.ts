// Is a recommended product a treatment, or highly irritating? Judged by what the product is, never by what is said about it.

/** Keys that say what a product is. Reasons, warnings and evidence are talk about it and are not read. */
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
  'inci',
]);
/** Keys under which a recommendation nests the product itself. */
const PRODUCT_KEYS = new Set(['product', 'sku', 'item']);

// Whole words, so that "galactic" holds no "lactic" and "Bahama" no "AHA"; snake_case ids count as words of their own.
const ENGLISH =
  /(?:^|[^a-z])(treatments?|retinoids?|retinol|retinal|retinaldehyde|adapalene|tretinoin|ahas?|bhas?|salicylic|glycolic|lactic|mandelic|peels?|peeling|resurfacing|high[\s_-]strength)(?![a-z])/;
const CHINESE = /视黄醇|视黄醛|维a|果酸|水杨酸|乳酸|杏仁酸|甘醇酸|阿达帕林|焕肤|刷酸/;
// A product named for what it leaves out is not one: "retinol-free", "without AHA", "不含视黄醇".
const LEFT_OUT =
  /\b(?:no|non|without|free (?:of|from))[\s-]+[a-z]+|[a-z]+(?:[/&+,]\s?[a-z]+)*[\s-]free\b|(?:不含|不添加|无)(?:视黄醇|视黄醛|维a|果酸|水杨酸|乳酸|杏仁酸|甘醇酸|阿达帕林)/g;

/** True where `text` names a treatment or a highly irritating active, in English or Chinese. */
export function namesTreatment(text: string): boolean {
  const kept = text.toLowerCase().replace(LEFT_OUT, ' ');
  return ENGLISH.test(kept) || CHINESE.test(kept);
}

/** True where the recommendation (any JSON value) is a treatment or highly irritating by its own identity fields. */
export function isTreatment(recommendation: unknown): boolean {
  if (typeof recommendation === 'string') return namesTreatment(recommendation);
  if (Array.isArray(recommendation)) return recommendation.some(isTreatment);
  if (typeof recommendation !== 'object' || recommendation === null) return false;
  return Object.entries(recommendation).some(
    ([key, value]) => (IDENTITY_KEYS.has(key) || PRODUCT_KEYS.has(key)) && isTreatment(value),
  );
}
