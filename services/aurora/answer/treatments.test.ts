import { describe, expect, test } from 'vitest';
import { isTreatment, namesTreatment } from './treatments.ts';

describe('words', () => {
  test.each([
    'Treatment',
    'Retinoid',
    'Retinol',
    'retinal',
    'Adapalene 0.1%',
    'tretinoin',
    'AHA',
    'BHA 2%',
    'AHAs + BHAs',
    'Salicylic Acid',
    'glycolic',
    'Lactic Acid',
    'mandelic',
    'Peel',
    'Peeling Solution',
    'resurfacing',
    'High-Strength',
    'high strength',
    'high_strength',
    'spot_treatment',
    'exfoliant_aha',
    'AHA/BHA',
    '含AHA的水',
    '视黄醇',
    '维A酸',
    '维a醇',
    '果酸',
    '水杨酸',
    '乳酸',
    '杏仁酸',
    '焕肤',
    '刷酸',
    'Fragrance-free Retinol Serum',
    'Retinol Serum, no perfume',
    'oil free AHA toner',
    '不含酒精的果酸水',
    'No. 7 Retinol',
    'Kimono Retinol',
    'Retinol Freesia Serum',
  ])('%s names one', (text) => expect(namesTreatment(text)).toBe(true));

  test.each([
    '',
    'Ceramide Cream',
    'Galactic Mist',
    'Bahama Breeze',
    'Prolactic',
    'Peeler',
    'Appeal',
    'entreatment',
    'Retina Care',
    'Retinol-Free Serum',
    'retinol free',
    'no retinol',
    'Non-AHA toner',
    'without AHA',
    'free of salicylic',
    'free from BHA',
    'no  retinol',
    'without Maha',
    'AHAs-free',
    'AHA/BHA-free toner',
    'AHA, BHA-free',
    // What is left out leaves a gap: its neighbours make no word.
    'ah无果酸a',
    '不含视黄醇',
    '无果酸',
    '不添加水杨酸',
    '保湿面霜',
    '烟酰胺',
  ])('%j does not', (text) => expect(namesTreatment(text)).toBe(false));
});

describe('products', () => {
  test.each([
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
  ])('are told by their %s', (key) => {
    expect(isTreatment({ [key]: 'AHA' })).toBe(true);
    expect(isTreatment({ [key]: 'Ceramide' })).toBe(false);
  });

  test.each<[string, unknown]>([
    ['a bare name', 'Retinol Serum'],
    ['ingredients as a list', { ingredients: ['water', 'retinal'] }],
    ['ingredients as text', { ingredients: 'water, glycolic acid' }],
    ['ingredients as objects', { ingredients: [{ name: 'lactic acid' }] }],
    ['a nested product', { product: { name: 'Adapalene Gel' } }],
    ['a nested sku', { sku: { product: { category: 'resurfacing' } } }],
  ])('are told by %s', (_, product) => expect(isTreatment(product)).toBe(true));

  test.each<[string, unknown]>([
    ['reasons', { name: 'Cream', reasons: ['gentler than retinol'] }],
    ['notes', { name: 'Cream', notes: { name: 'retinol' } }],
    ['warnings', { name: 'Cream', warnings: 'not with AHA' }],
    ['evidence', { name: 'Cream', evidence: [{ title: 'Retinol study' }] }],
    ['numbers', { name: 7, slot: null, ingredients: [1, null, []] }],
    ['nothing', null],
    ['nothing at all', undefined],
  ])('are not told by %s', (_, product) => expect(isTreatment(product)).toBe(false));
});
