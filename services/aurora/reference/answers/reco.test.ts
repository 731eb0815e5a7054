// What counts as a treatment: what the product is, in both languages, and never what its reasons say.
import { describe, expect, it } from 'vitest';
import { CATALOG, type Product } from '../upstream/catalog.ts';
import { isStrongProduct, selectProducts } from './reco.ts';

const GENTLE: Product = CATALOG.EN[0]!;

const STRONG: readonly Partial<Product>[] = [
  { step: 'treatment' },
  { category: 'Treatments' },
  { type: 'retinoid serum' },
  { name: 'Retinol 0.3' },
  { name: 'Retinal booster' },
  { ingredients: ['water', 'adapalene 0.1%'] },
  { ingredients: ['Tretinoin'] },
  { type: 'AHA liquid' },
  { type: 'bha' },
  { ingredients: ['salicylic acid'] },
  { ingredients: ['lactic acid 5%'] },
  { ingredients: ['mandelic acid'] },
  { name: 'Glycolic glow' },
  { name: 'Weekly peel' },
  { name: 'Resurfacing mask' },
  { name: 'High-strength vitamin' },
  { name: '视黄醇晚霜' },
  { name: '维A 晚霜' },
  { name: '果酸面膜' },
  { ingredients: ['水杨酸 2%'] },
  { ingredients: ['乳酸'] },
  { ingredients: ['杏仁酸'] },
  { name: '焕肤面膜' },
  { category: '刷酸' },
];

const MILD: readonly Partial<Product>[] = [
  {},
  { reasons: ['no retinol, no AHA', '不含视黄醇'] },
  { name: 'Bahama cream' },
  { name: 'Galactic gel' },
  { ingredients: ['vitamin A-free blend', 'hyaluronic acid'] },
  { ingredients: ['维生素 E', '透明质酸'] },
];

describe('isStrongProduct', () => {
  it.each(STRONG)('takes %o for a treatment', (change) => {
    expect(isStrongProduct({ ...GENTLE, ...change })).toBe(true);
  });
  it.each(MILD)('takes %o for gentle', (change) => {
    expect(isStrongProduct({ ...GENTLE, ...change })).toBe(false);
  });
});

describe('selectProducts', () => {
  it.each([
    { lang: 'EN', level: 'high', count: 8 },
    { lang: 'EN', level: 'medium', count: 5 },
    { lang: 'CN', level: 'medium', count: 5 },
    { lang: 'CN', level: 'low', count: 5 },
  ] as const)('shows $count in $lang at $level confidence', ({ lang, level, count }) => {
    expect(selectProducts(CATALOG[lang], level)).toHaveLength(count);
  });
});
