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
    '不含视黄醇',
    '无果酸',
    '不添加水杨酸',
    '保湿面霜',
    '烟酰胺',
  ])('%j does not', (text) => expect(namesTreatment(text)).toBe(false));
});

describe('products', () => {
  test.each<[string, unknown]>([
    ['a bare name', 'Retinol Serum'],
    ['slot', { slot: 'treatment' }],
    ['step', { step: 'treatment' }],
    ['category', { category: 'peel' }],
    ['type', { type: 'retinoid' }],
    ['name', { name: 'AHA Toner' }],
    ['display name', { display_name: '果酸水' }],
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
  ])('are not told by %s', (_, product) => expect(isTreatment(product)).toBe(false));
});
