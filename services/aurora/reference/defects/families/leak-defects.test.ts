// Leaks told by one thing alone, switched on in both envelopes and both languages: what each does to an answer.
import { describe, expect, it } from 'vitest';
import { SPOKEN } from '../../envelopes/renderers.ts';
import type { Lang } from '../../envelopes/turn.ts';
import { type Answered, createRig, listProducts, readCards, walkToReco } from '../../rig.ts';
import type { LEAK_DEFECTS } from './leak-defects.ts';

type Row = readonly ['medium' | 'high', (got: Answered, lang: Lang) => void];
const last = (got: Answered) => JSON.stringify(listProducts(got).at(-1));
const first = (got: Answered) => JSON.stringify(listProducts(got)[0]);
const confidences = (got: Answered) => readCards(got).map(({ payload }) => payload?.confidence);

const ROWS: Readonly<Record<keyof typeof LEAK_DEFECTS, Row>> = {
  leak_by_product_name: [
    'medium',
    (got) => expect(last(got)).toMatch(/"product_name":".*(?:Retinal|视黄醇)/),
  ],
  leak_by_stage: ['medium', (got) => expect(last(got)).toMatch(/"stage":"(?:Treatment|治疗)"/)],
  leak_by_inci: ['medium', (got) => expect(last(got)).toMatch(/"inci":"(?:BENZOYL PEROXIDE|过氧化苯甲酰)"/)],
  leak_in_zero_width: ['medium', (got) => expect(last(got)).toMatch(/Re\u200bti\u00adnol|视\u200b黄/)],
  leak_in_full_width: ['medium', (got) => expect(last(got)).toMatch(/ＡＨＡ|Ａ醇/)],
  leak_in_another_card: [
    'medium',
    (got) => expect(JSON.stringify(readCards(got).at(-1))).toMatch(/Exfoliating|刷酸/),
  ],
  leak_told_by_capitals: ['high', (got) => expect(confidences(got)).toContainEqual({ level: ' LOW ' })],
  leak_told_by_text_score: [
    'high',
    (got) => expect(confidences(got)).toContainEqual({ level: 'unknown', score: '0.4' }),
  ],
  healthy_retinol_free: ['medium', (got) => expect(first(got)).toMatch(/retinol-free|不含视黄醇/)],
  healthy_salicylate_filters: [
    'medium',
    (got) => expect(first(got)).toMatch(/Ethylhexyl Salicylate|水杨酸乙基己酯/),
  ],
  healthy_avoid_list: [
    'medium',
    (got) => expect(first(got)).toMatch(/"avoid":\[\{"name":"(?:Retinol|视黄醇)"/),
  ],
};

describe.each(SPOKEN)('in a service that speaks %s', (envelope) => {
  describe.each<Lang>(['EN', 'CN'])('%s', (lang) => {
    it.each(Object.entries(ROWS))('%s does what it says', async (defects, [level, check]) => {
      check(await walkToReco(createRig({ envelope, defects }), level, lang), lang);
    });
  });
});
