import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { countMapReads } from '../../../test/aurora/map-reads.ts';
import { toCard, toRecommendations } from '../../../test/runs/samples.ts';
import { isTreatment, recommendsTreatment } from './products.ts';

const toNest = (depth: number, inside: unknown): unknown =>
  depth === 0 ? inside : { part: toNest(depth - 1, inside) };
const HASHES = [
  'x9AHA7k',
  'AHA3',
  '01ARZ3NDEKTSV4RRFFQ69G5FAV',
  '3f8a-4aha-9b12',
  'V1StGXR8_Z5jdHi6B-myT',
  'p.7aha7',
];

describe('a treatment by what it is', () => {
  test.each([
    ...[
      'slot',
      'step',
      'stage',
      'category',
      'type',
      'product_type',
      'productType',
      'name',
      'title',
      'display_name',
    ],
    ...[
      'product_name',
      'productName',
      'product-name',
      'ingredient',
      'ingredients',
      'key_ingredients',
      'actives',
    ],
    ...[
      'ingredient_id',
      'product',
      'sku',
      'item',
      'tags',
      'subtitle',
      'class',
      'routine_slot',
      '名称',
      'anything',
    ],
  ])('under %s', (key) => {
    expect(isTreatment({ [key]: 'AHA' })).toBe(true);
    expect(isTreatment({ [key]: 'Ceramide' })).toBe(false);
  });

  test.each<[string, unknown]>([
    ['a bare name', 'Retinol Serum'],
    ['a list of names', ['Cream', 'Retinol Serum']],
    ['ingredients as a list', { ingredients: ['water', 'retinal'] }],
    ['ingredients as text', { ingredients: 'water, glycolic acid' }],
    ['ingredients as objects', { ingredients: [{ name: 'lactic acid' }] }],
    ['ingredients in a list of their own', { ingredients: { list: [{ inci: 'RETINOL' }] } }],
    ['ingredients as keys', { ingredients: { glycerin: '5%', retinol: '0.5%' } }],
    ['ingredients as keys, deeper', { formula: { actives: { salicylic_acid: { percent: 2 } } } }],
    ['ingredients as keys that are in', { actives: { aha: true, niacinamide: false } }],
    ['a nested product', { product: { name: 'Adapalene Gel' } }],
    ['a nested sku', { sku: { product: { category: 'resurfacing' } } }],
    ['a fact about it', { name: 'Night Care', is_treatment: true }],
    ['a fact about what is in it', { name: 'Night Care', containsRetinol: true }],
    ['an id of words', { product_id: 'prod_retinol_night_treatment' }],
    ['an id of words and numbers', { id: 'retinol-03' }],
    [
      'the page of the product',
      { name: 'Night Care', pdp_url: 'https://shop.example/p/retinol-serum?ref=7#top' },
    ],
    ['the page of the product, as a folder', { url: 'https://shop.example/p/retinol-serum/' }],
    ['a name behind 30 others', toNest(30, { name: 'Retinol' })],
    ['another product offered in its place', { name: 'Cream', alternatives: [{ name: 'AHA Peel' }] }],
  ])('by %s', (_, product) => expect(isTreatment(product)).toBe(true));
});

describe('no treatment', () => {
  test.each([
    ...[
      'why',
      'reason',
      'reasons',
      'notes',
      'note',
      'warnings',
      'disclaimer',
      'usage',
      'howToUse',
      'description',
    ],
    ...[
      'evidence',
      'conflicts',
      'avoid',
      'excluded',
      'without',
      'free_from',
      'contraindications',
      'incompatible_with',
    ],
    ...[
      'pairs_with',
      'doNotMixWith',
      'concerns',
      'good_for',
      'search_query',
      'brand',
      'image_url',
      'metadata',
      '警告',
    ],
  ])('by what stands under %s', (key) => {
    expect(isTreatment({ name: 'Cream', [key]: 'retinol, AHA, 视黄醇' })).toBe(false);
    expect(isTreatment({ name: 'Cream', [key]: [{ name: 'retinol', list: ['peel'] }] })).toBe(false);
  });

  test.each<[string, unknown]>([
    ['numbers', { name: 7, slot: null, ingredients: [1, null, []] }],
    ['nothing', null],
    ['nothing at all', undefined],
    ['a fact that is not so', { contains_retinol: false, is_treatment: null, aha: 0 }],
    ['a fact that it is free of one', { retinol_free: true, no_aha: true }],
    ['ingredients that are not in', { actives: { retinol: '0%', aha: 'none', bha: 0, pha: null, peel: [] } }],
    [
      'a page in a folder of treatments',
      { url: 'https://shop.example/treatments/peels/ceramide-cream?from=aha' },
    ],
    ['a page on a host of that name', { url: 'https://retinol.example/' }],
    ['a link for a search', { url: 'https://shop.example/s?k=retinol' }],
    ['a link in a text', { cover: '//cdn.example/retinol/7.png' }],
    ['an image in itself', { cover: 'data:image/png;base64,AHA/retinol' }],
    ['ids as hashes', { ids: HASHES, product_id: HASHES[0], ref: HASHES[1] }],
    ['an id without end', { id: `retinol-${'x'.repeat(300)}` }],
    ['what lies too deep', toNest(60, { name: 'Retinol' })],
  ])('by %s', (_, product) => expect(isTreatment(product)).toBe(false));

  test('by any hash', () => {
    const hash = fc.string({ minLength: 12, maxLength: 24, unit: fc.constantFrom(...'aAhHbBpP0123456789') });
    const mixed = hash.filter((text) => /\d/.test(text) && /[a-z]/i.test(text));
    fc.assert(fc.property(mixed, (id) => !isTreatment({ product_id: id })));
  });
});

const PEEL = { name: 'AHA Peel' };
const toSections = (...sections: unknown[]) => ({ ...toCard('nudge', {}), sections });

describe('a card recommends a treatment', () => {
  test.each<[string, unknown]>([
    ['in its recommendations', toRecommendations({ name: 'Cream' }, PEEL)],
    ['as a bare name', toRecommendations('AHA Peel')],
    ['in recommendations that are no list', toCard('recommendations', { recommendations: { pm: [PEEL] } })],
    ['beside its recommendations', toCard('recommendations', { recommendations: [], alternatives: [PEEL] })],
    ['in a card of another type', toCard('routine', { recommendations: [PEEL] })],
    ['as products', toCard('product_analysis', { products: [PEEL] })],
    ['as recommended products', toCard('routine', { recommendedProducts: [PEEL] })],
    ['as the one that was chosen', toCard('routine', { recommended_product: 'AHA Peel' })],
    [
      'as alternatives to another',
      toCard('product_parse', { product: { name: 'Cream' }, alternatives: [PEEL] }),
    ],
    ['as dupes of another', toCard('dupe_suggest', { dupes: [{ product: PEEL }] })],
    [
      'as the products of an ingredient',
      toCard('ingredient_plan_v2', { targets: [{ products: { dupes: [PEEL] } }] }),
    ],
    ['in the step of a routine', toCard('routine', { pm: [{ step: 'serum', product: PEEL }] })],
    ['in a step by its name', toCard('routine', { pm: { steps: [{ product_name: 'AHA Peel' }] } })],
    [
      'by the step of its product',
      toCard('routine', { pm: [{ step: 'treatment', product: { name: 'Night Care' } }] }),
    ],
    ['in the products of a section', toSections({ kind: 'product_cards', products: [PEEL] })],
    ['in a step of a section', toSections({ steps: [{ product: PEEL }] })],
    [
      'among the items of a section',
      { ...toRecommendations(), sections: [{ items: ['two of them', PEEL] }] },
    ],
  ])('%s', (_, card) => expect(recommendsTreatment(card)).toBe(true));

  test.each<[string, unknown]>([
    ['where nothing is', toCard('routine', {})],
    ['where there is no card', null],
    ['where products are gentle', toRecommendations({ name: 'Cream' })],
    ['as the product that was asked about', toCard('product_parse', { product: PEEL })],
    [
      'as the product that alternatives are sought for',
      toCard('dupe_suggest', { original: PEEL, anchor_product: PEEL, dupes: [] }),
    ],
    ['as what the user has', toCard('profile', { profile: { currentRoutine: [{ product: PEEL }] } })],
    ['as products of the user', toCard('routine', { current_products: [PEEL], my_products: [PEEL] })],
    [
      'as what was filtered',
      toCard('recommendations', { recommendations: [], filtered_recommendations: [PEEL] }),
    ],
    [
      'as an ingredient to aim at',
      toCard('ingredient_plan', { targets: [{ ingredient_id: 'salicylic_acid' }] }),
    ],
    [
      'as an ingredient to avoid',
      toCard('ingredient_plan', { avoid: [{ ingredient_id: 'retinol', products: [PEEL] }] }),
    ],
    [
      'as an example to search for',
      toCard('ingredient_plan_v2', { targets: [{ products: { example_product_types: ['AHA toner'] } }] }),
    ],
    [
      'as a step without a product',
      toCard('analysis_story_v2', { pm_plan: [{ step: 'Treatment', product: null }] }),
    ],
    ['in what it says', toCard('nudge', { message: 'Use retinol at night', steps: ['AHA once a week'] })],
    ['as advice', toCard('nudge', { recommendation: 'Leave the retinol out' })],
    ['among bullets', { ...toRecommendations(), sections: [{ items: ['no AHA Peel', null] }] }],
    ['among items of no product', toSections({ items: [PEEL] })],
  ])('not %s', (_, card) => expect(recommendsTreatment(card)).toBe(false));
});

test('the work grows with the size of a card and no faster', () => {
  const toWork = (card: unknown) => countMapReads(() => recommendsTreatment(card));
  const toBig = (products: number) =>
    toCard('routine', {
      pm: Array.from({ length: products }, () => ({
        step: 'serum',
        product: { name: 'Cream', product: { items: [{}, {}] } },
      })),
    });
  expect(toWork(toBig(800))).toBeLessThanOrEqual(8 * toWork(toBig(100)) + 100);
});
