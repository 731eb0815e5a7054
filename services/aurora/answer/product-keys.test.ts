import { describe, expect, test } from 'vitest';
import { toKeyUse, toWords } from './product-keys.ts';

test.each<[string, readonly string[]]>([
  ['product_name', ['product', 'name']],
  ['productName', ['product', 'name']],
  ['product-name', ['product', 'name']],
  ['Product Name', ['product', 'name']],
  ['ＮＡＭＥ', ['name']],
  ['step2Name', ['step2', 'name']],
  ['关键成分', ['关键成分']],
  ['', []],
])('%s is made of %j', (key, words) => expect(toWords(key)).toEqual(words));

describe.each<[string, readonly string[]]>([
  [
    'name',
    [
      ...[
        'name',
        'title',
        'product_name',
        'productName',
        'stage',
        'slot',
        'step',
        'routine_slot',
        'category',
        'type',
      ],
      ...[
        'product',
        'sku',
        'item',
        'tags',
        'label',
        'display-name',
        'product_type',
        'list',
        '名称',
        '',
        'freedom',
      ],
    ],
  ],
  [
    'ingredients',
    [
      'ingredients',
      'ingredient',
      'keyIngredients',
      'active_ingredients',
      'actives',
      'inci',
      'inciList',
      '成分',
    ],
  ],
  ['id', ['id', 'product_id', 'productId', 'ingredient_id', 'sku_ids', 'barcode']],
  ['link', ['url', 'pdp_url', 'productUrl', 'href', 'link']],
  [
    'aside',
    [
      ...[
        'why',
        'reason',
        'reasons',
        'whyThis',
        'notes',
        'warnings',
        'usage_guidance',
        'how_to_use',
        'howToUse',
      ],
      ...[
        'description',
        'disclaimer',
        'evidence',
        'conflicts',
        'avoid',
        'avoidIngredients',
        'excluded',
        'free_from',
      ],
      ...[
        'without',
        'not_recommended_with',
        'contraindications',
        'incompatible_with',
        'pairs_with',
        'do-not-mix-with',
      ],
      ...[
        'filtered_products',
        'negative_constraints',
        'similar_to',
        'dupe_of',
        'good_for',
        'concerns',
        'targets',
      ],
      ...[
        'search_query',
        'brand',
        'image_url',
        'imageAlt',
        'metadata',
        'currentRoutine',
        'anchor_product',
        '警告',
        '避免',
      ],
      ...['retinol_free', 'no_retinol', 'products_empty_reason', 'example_product_types'],
    ],
  ],
])('under these stands: %s', (use, keys) => {
  test.each(keys)('%s', (key) => expect(toKeyUse(key)).toBe(use));
});
