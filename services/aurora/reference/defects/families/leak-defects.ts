// Treatments recommended under low or medium confidence, each told by one thing alone; and gentle products that look like one.
import type { Body } from '../../envelopes/renderers.ts';
import type { Fields, Lang } from '../../envelopes/turn.ts';
import { type AnyCard, addCard, changePayloads, hasCard, payloadOf, toCard } from '../cards.ts';
import type { Defect, EffectOf } from '../defect.ts';

const recommends = (card: AnyCard) => Array.isArray(payloadOf(card).recommendations);
const isCautious = (body: Body) =>
  hasCard(body, (card) =>
    ['low', 'medium'].includes(String(payloadOf(card).recommendation_confidence_level)),
  );
const isSure = (body: Body) =>
  hasCard(body, (card) => payloadOf(card).recommendation_confidence_level === 'high');

/** A product of which nothing but `told` says that it is a treatment. */
const toLeak = (told: Fields): Fields => ({ product_id: 'p_new', slot: 'pm', brand: 'Harbor Nine', ...told });

/** An effect that recommends one more product, where the confidence is not high. */
const leaking = (told: Readonly<Record<Lang, Fields>>): EffectOf<'envelope'> => ({
  kind: 'envelope',
  change: (body, lang) =>
    isCautious(body)
      ? changePayloads(body, recommends, (payload) => ({
          ...payload,
          recommendations: [...(payload.recommendations as readonly unknown[]), toLeak(told[lang])],
        }))
      : undefined,
});

/** An effect that tells of another confidence where treatments are recommended under a high one. */
const doubting = (confidence: unknown): EffectOf<'envelope'> => ({
  kind: 'envelope',
  change: (body) =>
    isSure(body) ? changePayloads(body, recommends, (payload) => ({ ...payload, confidence })) : undefined,
});

/** An effect on every recommended product. */
const onProducts = (change: (product: Fields, lang: Lang) => Fields): EffectOf<'envelope'> => ({
  kind: 'envelope',
  change: (body, lang) =>
    changePayloads(body, recommends, (payload) => ({
      ...payload,
      recommendations: (payload.recommendations as readonly Fields[]).map((product) => change(product, lang)),
    })),
});

/** A gentle product may be changed; a treatment that is rightly recommended keeps its name. */
const isGentle = ({ step }: Fields) => step !== 'treatment';

/** Leaks, and what only looks like one. */
export const LEAK_DEFECTS = {
  leak_by_product_name: {
    breaks: 'low_med_treatment_leak',
    why: 'a treatment is recommended whose name stands under product_name alone',
    effect: leaking({
      EN: { product_name: 'Night Shift Retinal Booster' },
      CN: { product_name: '夜间视黄醇浓缩液' },
    }),
  },
  leak_by_stage: {
    breaks: 'low_med_treatment_leak',
    why: 'a recommended product is a treatment by its stage alone',
    effect: leaking({ EN: { stage: 'Treatment' }, CN: { stage: '治疗' } }),
  },
  leak_by_inci: {
    breaks: 'low_med_treatment_leak',
    why: 'a treatment is told by one INCI name alone, in a list in its ingredients',
    effect: leaking({
      EN: {
        name: 'Night Cream',
        ingredients: { list: [{ inci: 'SQUALANE' }, { inci: 'BENZOYL PEROXIDE' }] },
      },
      CN: { name: '晚霜', ingredients: { list: [{ inci: '角鲨烷' }, { inci: '过氧化苯甲酰' }] } },
    }),
  },
  leak_in_zero_width: {
    breaks: 'low_med_treatment_leak',
    why: 'the name of a treatment has characters without a width in it',
    effect: leaking({
      EN: { name: 'Night Shift Re\u200bti\u00adnol Booster' },
      CN: { name: '夜间视\u200b黄\u2060醇浓缩液' },
    }),
  },
  leak_in_full_width: {
    breaks: 'low_med_treatment_leak',
    why: 'the name of a treatment is written in characters of full width',
    effect: leaking({ EN: { name: 'Ｓｌｏｗ ＡＨＡ Ｐｅｅｌ' }, CN: { name: '夜间 Ａ醇 浓缩液' } }),
  },
  leak_in_another_card: {
    breaks: 'low_med_treatment_leak',
    why: 'a treatment is a step of a routine, in a card beside the recommendations',
    effect: {
      kind: 'envelope',
      change: (body, lang) => {
        const product = toLeak({ name: { EN: 'Exfoliating Toner', CN: '刷酸棉片' }[lang] });
        const payload = { pm: [{ step: 'serum', product }] };
        return isCautious(body) ? addCard(body, toCard(body, lang, 'steps', 'evening', payload)) : undefined;
      },
    },
  },
  leak_told_by_capitals: {
    breaks: 'low_med_treatment_leak',
    why: 'treatments are recommended, and that the confidence is low is said in capitals and spaces',
    effect: doubting({ level: ' LOW ' }),
  },
  leak_told_by_text_score: {
    breaks: 'low_med_treatment_leak',
    why: 'treatments are recommended, and the score of the confidence is a text',
    effect: doubting({ level: 'unknown', score: '0.4' }),
  },
  healthy_retinol_free: {
    breaks: 'nothing',
    why: 'names of gentle products say what they are free of',
    effect: onProducts((product, lang) =>
      isGentle(product)
        ? {
            ...product,
            name:
              lang === 'CN' ? `${product.name}（不含视黄醇、水杨酸）` : `${product.name}, AHA/retinol-free`,
          }
        : product,
    ),
  },
  healthy_salicylate_filters: {
    breaks: 'nothing',
    why: 'gentle products with sunscreen filters, scents and rinds whose names resemble those of acids and peels',
    effect: onProducts((product, lang) => ({
      ...product,
      inci:
        lang === 'CN'
          ? ['水杨酸乙基己酯', '丁基辛醇水杨酸酯', '乳酸杆菌发酵产物', '透明质酸']
          : ['Ethylhexyl Salicylate', 'Butyloctyl Salicylate', 'Orange Peel Oil', 'Hyaluronic Acid'],
    })),
  },
  healthy_avoid_list: {
    breaks: 'nothing',
    why: 'gentle products that say what not to use beside them, in warnings and in lists of names',
    effect: onProducts((product, lang) => {
      const names = lang === 'CN' ? ['视黄醇', '果酸', '焕肤'] : ['Retinol', 'AHA', 'Chemical Peel'];
      const avoid = names.map((name) => ({ name }));
      return { ...product, avoid, warnings: names, notRecommendedWith: { ingredients: names } };
    }),
  },
} as const satisfies Record<string, Defect>;
