// What a key of a product or of a card says of the texts under it, by the words of the key, however they are joined.
import { createMemory } from '../../../lib/core/answer/remember.ts';
import { toPlain } from './plain-text.ts';

/** What the text under a key is. `aside`: not what the product is, but talk, or about something else. */
export type KeyUse = 'name' | 'ingredients' | 'id' | 'link' | 'aside';

/** A word of these anywhere in a key makes it talk about the product, or about what the product is not. */
const ASIDE = new Set([
  // Talk: why, how, and with what care.
  ...['why', 'reason', 'reasons', 'reasoning', 'rationale', 'note', 'notes', 'warning', 'warnings', 'warn'],
  ...[
    'caution',
    'cautions',
    'precaution',
    'precautions',
    'disclaimer',
    'disclaimers',
    'usage',
    'use',
    'uses',
    'how',
  ],
  ...[
    'directions',
    'instruction',
    'instructions',
    'guidance',
    'guide',
    'tip',
    'tips',
    'advice',
    'explanation',
  ],
  ...['explanations', 'explain', 'description', 'descriptions', 'desc', 'summary', 'evidence', 'mechanism'],
  ...[
    'mechanisms',
    'review',
    'reviews',
    'quote',
    'quotes',
    'comment',
    'comments',
    'message',
    'messages',
    'claim',
  ],
  ...[
    'claims',
    'benefit',
    'benefits',
    'effect',
    'effects',
    'tradeoff',
    'tradeoffs',
    'pros',
    'cons',
    'story',
    'faq',
  ],
  ...['question', 'questions', 'answer', 'answers', 'risk', 'risks', 'safety', 'social', 'signals'],
  // What it leaves out, or must be kept away from.
  ...[
    'avoid',
    'avoids',
    'avoided',
    'avoidance',
    'exclude',
    'excludes',
    'excluded',
    'exclusion',
    'exclusions',
  ],
  ...[
    'without',
    'free',
    'not',
    'no',
    'never',
    'non',
    'contraindication',
    'contraindications',
    'contraindicated',
  ],
  ...[
    'incompatible',
    'incompatibility',
    'incompatibilities',
    'conflict',
    'conflicts',
    'interaction',
    'interactions',
  ],
  ...[
    'allergen',
    'allergens',
    'allergy',
    'allergies',
    'negative',
    'missing',
    'absent',
    'blocked',
    'filtered',
  ],
  ...['removed', 'rejected', 'dropped', 'omitted', 'hidden', 'suppressed', 'skipped', 'empty', 'pause'],
  // Other products, and what it is held against.
  ...[
    'with',
    'pair',
    'pairs',
    'pairing',
    'pairings',
    'layer',
    'layering',
    'combine',
    'compatible',
    'compatibility',
  ],
  ...['mix', 'versus', 'vs', 'than', 'replace', 'replaces', 'instead', 'compare', 'comparison'],
  // What it is for, and for whom.
  ...[
    'for',
    'concern',
    'concerns',
    'symptom',
    'symptoms',
    'condition',
    'conditions',
    'issue',
    'issues',
    'problem',
  ],
  ...['problems', 'goal', 'goals', 'suitable', 'suitability', 'audience', 'targets'],
  // What the user has, said or asked for.
  ...[
    'user',
    'my',
    'your',
    'profile',
    'current',
    'owned',
    'own',
    'existing',
    'previous',
    'past',
    'history',
    'input',
  ],
  ...['submitted', 'provided', 'original', 'anchor', 'query', 'queries', 'search', 'log', 'logs', 'audit'],
  // Examples that stand for no product, who makes and sells it, how it looks, and what the machine notes.
  ...[
    'example',
    'examples',
    'discovery',
    'brand',
    'manufacturer',
    'merchant',
    'seller',
    'vendor',
    'store',
    'shop',
  ],
  ...[
    'image',
    'images',
    'img',
    'photo',
    'photos',
    'picture',
    'pictures',
    'thumbnail',
    'icon',
    'avatar',
    'media',
  ],
  ...[
    'meta',
    'metadata',
    'telemetry',
    'debug',
    'trace',
    'diagnostics',
    'policy',
    'filter',
    'filters',
    'rule',
    'rules',
  ],
  ...['理由', '原因', '警告', '注意', '注意事项', '说明', '用法', '避免', '禁忌', '不含', '冲突', '描述'],
]);
/** The same, where the key ends with one: "similar_to", "dupe_of". */
const ASIDE_AT_THE_END = new Set(['to', 'of', 'from', 'by']);
const ID = new Set([
  'id',
  'ids',
  'uuid',
  'guid',
  'gid',
  'code',
  'ref',
  'hash',
  'token',
  'ean',
  'upc',
  'barcode',
]);
const LINK = new Set(['url', 'urls', 'uri', 'href', 'link', 'links', 'permalink', 'path', 'src']);
/** Under these the keys themselves are names: `{ actives: { retinol: '0.5 %' } }`. */
const INGREDIENTS = new Set([
  ...[
    'ingredient',
    'ingredients',
    'active',
    'actives',
    'inci',
    'component',
    'components',
    'composition',
    'formula',
  ],
  ...['成分', '配方'],
]);

/** The words of a key in snake_case, kebab-case, camelCase or with spaces. */
export const toWords = (key: string): readonly string[] =>
  toPlain(key.replace(/([a-z0-9])([A-Z])/g, '$1 $2')).match(/[a-z0-9]+|[\u3400-\u9fff]+/g) ?? [];

function findUse(key: string): KeyUse {
  const words = toWords(key);
  const last = words.at(-1) ?? '';
  if (ASIDE_AT_THE_END.has(last) || words.some((word) => ASIDE.has(word))) return 'aside';
  if (LINK.has(last)) return 'link';
  if (ID.has(last)) return 'id';
  return words.some((word) => INGREDIENTS.has(word)) ? 'ingredients' : 'name';
}

/** What the text under a key of a product is. */
export const KEY_USES = createMemory(findUse);
export const toKeyUse = KEY_USES.find;
