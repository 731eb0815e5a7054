import { expect, it } from 'vitest';
import { SERVICE } from '../../services/aurora/service.ts';
import { createAnswer } from '../cost/answers.ts';
import { toKnown } from './known.ts';

it('says of each key and each text of the answers what the judge says', () => {
  const product = { why: 'retinol works', product_name: 'Retinol Night', sku: 'a1b2-c3', card_id: 'x' };
  const known = toKnown(SERVICE, [JSON.parse(createAnswer('analysis', 'EN')), { products: [product] }]);
  expect(known.keyUse).toMatchObject({ why: 'aside', product_name: 'name', card_id: 'id' });
  expect(known.cardKeyUse).toMatchObject({ products: 'products', why: 'aside', product_name: 'step' });
  expect(known.named.name).toMatchObject({ 'Retinol Night': true, high: false });
  expect(known.named.id['a1b2-c3']).toBe(false);
  expect(known.technical).toMatchObject({ card_id: true, product_name: false });
  expect(known.rowFlags).toBe(SERVICE.rowFlags);
});
