// Steps that may stand beside a triage card, and what must not pass for one.
import { expect, test } from 'vitest';
import { isGentleStep } from './gentle-steps.ts';

test.each<unknown>([
  { step: 'cleanser' },
  { step: 'Gentle cleansing' },
  { slot: 'moisturizer' },
  { category: 'Moisturiser' },
  { type: 'sunscreen' },
  { step: 'SPF 50' },
  { step: '洁面' },
  { step: '温和清洁' },
  { step: '保湿' },
  { step: '面霜' },
  { step: '乳液' },
  { category: '防晒' },
  { step: 'cleanser', reasons: ['no retinol'], name: '', title: ' ', url: null, product: null },
  { step: 'cleanser', product: { note: 'none' }, sku: {}, item: [] },
  { step: 7, type: 'moisturizer' },
])('%j is a gentle step', (step) => expect(isGentleStep(step)).toBe(true));

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
test.each<unknown>([
  ...TITLE_OR_LINK.map((key) => ({ step: 'cleanser', [key]: 'Foam No. 3' })),
  ...TITLE_OR_LINK.map((key) => ({ step: '洁面', [key]: '三号洁面泡沫' })),
  ...['product', 'sku', 'item'].map((key) => ({ step: 'cleanser', [key]: { name: 'Foam No. 3' } })),
  { step: 'cleanser', ingredients: ['salicylic acid 2%'] },
  { step: '洁面', ingredients: ['水杨酸'] },
  { step: 'treatment' },
  { step: 'serum' },
  { step: 'wellspring' },
  { reasons: ['a gentle cleanser'] },
  { step: ['cleanser'] },
  {},
  [],
  null,
  undefined,
  7,
  'cleanser',
])('%j is none', (step) => expect(isGentleStep(step)).toBe(false));
