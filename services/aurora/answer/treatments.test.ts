// The texts by which the vocabulary is held: each must flag, or must not. A text that was judged wrongly once gets its row here.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { countMapReads } from '../../../test/aurora/map-reads.ts';
import { namesTreatment } from './treatments.ts';

const MUST: Readonly<Record<string, readonly string[]>> = {
  'the words of the owners, in any case and number': [
    ...[
      'Treatment',
      'spot treatments',
      'Retinoid',
      'Retinol',
      'retinal',
      'Adapalene 0.1%',
      'tretinoin',
      'AHA',
    ],
    ...['BHA 2%', 'AHAs + BHAs', 'Salicylic Acid', 'glycolic', 'Lactic Acid', 'mandelic', 'Peel', 'peels'],
    ...['Peeling Solution', 'resurfacing', 'High-Strength', 'high strength', 'high_strength'],
  ],
  'ids and slugs': [
    ...['spot_treatment', 'exfoliant_aha', 'salicylic_acid_2pct', 'retinol-serum-30ml', 'p_retinol'],
    ...['retinolSerum', 'chemicalPeel', 'ahaToner', 'RetinolSerum', '#salicylicacid', 'glycolicacid7'],
  ],
  'vitamin A and retinoic acid': [
    ...[
      'Retinaldehyde 0.05%',
      'retinyl palmitate',
      'Retinyl Retinoate',
      'Hydroxypinacolone Retinoate',
      'HPR 2%',
    ],
    ...['Granactive Retinoid', 'Vitamin A', 'vitamin-A ester', 'all-trans retinoic acid', 'Isotretinoin gel'],
    ...[
      'Tazarotene',
      'trifarotene 50 mcg/g',
      'Retin-A',
      'RETIN A MICRO',
      'Differin',
      'Pro-Retinol',
      'bio retinol',
    ],
  ],
  acids: [
    ...['alpha-hydroxy acid', 'Alpha Hydroxy', 'α-hydroxy acids', 'beta hydroxy acid', 'hydroxyacids', 'PHA'],
    ...['PHA toner', 'polyhydroxy acid', 'gluconolactone 10%', 'Lactobionic Acid', 'maltobionic', 'LHA'],
    ...[
      'capryloyl salicylic acid',
      'betaine salicylate',
      'ammonium lactate 12%',
      'malic acid',
      'tartaric acid',
    ],
    ...[
      'fruit acids',
      'trichloroacetic acid',
      'TCA 15%',
      "Jessner's solution",
      'azelaic acid 10%',
      'Azelaic',
    ],
  ],
  'medicines and what strips the skin': [
    ...[
      'Benzoyl Peroxide 2.5%',
      'benzoyl-peroxide',
      'BPO wash',
      'hydroquinone 2%',
      'resorcinol',
      'exfoliant',
    ],
    ...['Exfoliating toner', 'daily exfoliator', 'enzyme exfoliation', 'microdermabrasion', 'keratolytic'],
    ...['prescription strength', 'highly irritating', 'high irritation'],
  ],
  Chinese: [
    ...[
      '视黄醇',
      '视黄醛精华',
      '维A酸',
      '维a醇',
      '维甲酸乳膏',
      '异维A酸',
      'A醇',
      '早C晚A',
      'A酸',
      'Ａ醇精华',
      '含A醇的晚霜',
    ],
    ...[
      '果酸',
      '果酸焕肤面膜',
      '水杨酸',
      '水杨酸 2%',
      '水杨酸棉片',
      '乳酸',
      '杏仁酸',
      '扁桃酸',
      '甘醇酸 8%',
      '羟基乙酸',
    ],
    ...[
      '多羟基酸',
      '葡糖酸内酯',
      '葡糖酸-δ-内酯',
      '乳糖酸',
      '苹果酸',
      '焕肤',
      '换肤',
      '刷酸',
      '去角质凝露',
      '阿达帕林凝胶',
    ],
    ...[
      '他扎罗汀',
      '曲法罗汀',
      '过氧化苯甲酰',
      '过氧苯甲酰凝胶',
      '氢醌',
      '对苯二酚',
      '壬二酸',
      '杜鹃花酸',
      '间苯二酚',
    ],
    ...[
      '三氯乙酸',
      '辛酰水杨酸',
      '甜菜碱水杨酸盐',
      '羟基频哪酮视黄酸酯',
      '视黄醇棕榈酸酯',
      '祛痘治疗',
      '含AHA的水',
    ],
  ],
  'traditional characters': [
    '視黃醇',
    '維A酸',
    '維甲酸',
    '水楊酸',
    '煥膚',
    '過氧化苯甲醯',
    '阿達帕林',
    '對苯二酚',
  ],
  'disguises that a person does not see': [
    ...[
      'ｒｅｔｉｎｏｌ',
      'ＡＨＡ ８％',
      '𝐑𝐞𝐭𝐢𝐧𝐨𝐥',
      're\u00adtinol',
      'ret\u200binol',
      'A\u200bH\u200bA',
      '水\u200b杨酸',
      '视\u2060黄\ufeff醇',
    ],
    ...[
      'rétinol',
      're\u0301tinol',
      'salicylic\u00a0acid',
      'benzoyl\n peroxide',
      '水 杨 酸',
      '視\u3000黃\u3000醇',
    ],
  ],
  'spelled out and broken': [
    ...[
      'A.H.A.',
      'a.h.a',
      'B-H-A',
      'P.H.A. toner',
      'A H A',
      'r e t i n o l',
      'R.E.T.I.N.O.L',
      'reti-nol',
      'sali-cylic acid',
    ],
    ...['gly.colic', 'alpha‑hydroxy', 'alpha–hydroxy'],
  ],
  'something else is left out': [
    ...[
      'Fragrance-free Retinol Serum',
      'Retinol Serum, no perfume',
      'oil free AHA toner',
      '不含酒精的果酸水',
      '无油果酸水',
    ],
    ...[
      'Retinol, free of parabens',
      'Retinol free from parabens',
      'Retinol & fragrance-free',
      'No parabens. Retinol 0.3',
    ],
    ...[
      'No retinol, but 8% AHA',
      'no retinol AHA toner',
      'without retinol, glycolic acid 8%',
      'non-comedogenic retinol',
    ],
    ...[
      'No. 7 Retinol',
      'No 7 Retinol',
      'Kimono Retinol',
      'Retinol Freesia Serum',
      'not only retinol',
      '免洗果酸',
    ],
    ...[
      '不含视黄醇的果酸精华',
      '无香精视黄醇',
      '不含视黄醇，含8%果酸',
      '0% parabens, retinol',
      'after-sun AHA gel',
    ],
    ...['Retinol, acid-free', 'apple peel and AHA', 'orange peel oil + retinol'],
  ],
};

const MUST_NOT: Readonly<Record<string, readonly string[]>> = {
  'gentle products': [
    ...[
      '',
      'Ceramide Cream',
      'Quiet Foam Amino Cleanser',
      'niacinamide 5%',
      'zinc PCA',
      'Even Light Niacinamide 5',
    ],
    ...[
      'hyaluronic acid',
      'Hyaluronic Acids 2%',
      'amino acids',
      'ascorbic acid',
      'Vitamin C',
      'vitamin E',
      'citric acid',
    ],
    ...[
      'tranexamic acid',
      'ferulic acid',
      'kojic acid',
      'stearic acid',
      'fatty acids',
      'bakuchiol',
      'panthenol',
    ],
    ...[
      '12-hydroxystearic acid',
      'peptide serum',
      'cleanser',
      'SPF 50',
      'am',
      'pm',
      'treat your skin',
      'salicin',
    ],
    ...[
      'willow bark extract',
      'Salix Alba',
      'propylene glycol',
      'sodium lactate',
      'menthyl lactate',
      'lactobacillus',
    ],
    ...[
      '保湿面霜',
      '烟酰胺',
      '透明质酸',
      '玻尿酸',
      '氨基酸洁面',
      '抗坏血酸',
      '泛酸',
      '神经酰胺',
      '维生素E',
      '补骨脂酚',
      '传明酸',
    ],
    ...['柠檬酸', '角鲨烷', '精华', '防晒', '水杨梅提取物', 'SPA醇香', 'GABA酸'],
  ],
  'words that only contain one': [
    ...[
      'Galactic Mist',
      'Bahama Breeze',
      'Ahava',
      'Prolactic',
      'Peeler',
      'Appeal',
      'entreatment',
      'Retina Care',
    ],
    ...[
      'retinopathy',
      'retinal-free',
      'alphabet',
      'Pharma',
      'Lhasa',
      'tartare',
      'formalic',
      'Maha',
      'stpeelx',
      'phase',
    ],
  ],
  'salicylates that are no acid': [
    ...[
      'ethylhexyl salicylate',
      'Octisalate 5%',
      'homosalate',
      'butyloctyl salicylate',
      'benzyl salicylate',
      'sodium salicylate',
    ],
    ...['水杨酸乙基己酯', '乙基己基水杨酸酯', '水杨酸丁基辛酯', '水杨酸苄酯', '水杨酸钠', '胡莫柳酯'],
  ],
  'peels and acids of other kinds': [
    ...[
      'apple peel extract',
      'Citrus Aurantium Dulcis (Orange) Peel Oil',
      'orange peel',
      'lemon peel wax',
      'peel-off mask',
    ],
    ...[
      'peel off',
      'BHA (butylated hydroxyanisole)',
      'butylated hydroxyanisole (BHA)',
      'BHT, BHA',
      'provitamin A',
      'pro-vitamin A',
    ],
    ...[
      'lactic acid bacteria',
      'lactic acid ferment',
      'poly-L-lactic acid',
      'phenylethyl resorcinol',
      '4-butyl resorcinol',
    ],
    ...['乳酸菌', '乳酸杆菌发酵产物', '乳酸钠', '聚乳酸', '硬脂酰乳酸钠', '苯乙基间苯二酚', '维生素A原'],
  ],
  'what is left out': [
    ...[
      'Retinol-Free Serum',
      'retinol free',
      'no retinol',
      'no  retinol',
      'Non-AHA toner',
      'without AHA',
      'without any retinoids',
    ],
    ...[
      'free of salicylic',
      'free from BHA',
      'AHAs-free',
      'AHA/BHA-free toner',
      'AHA, BHA-free',
      'Salicylic acid-free',
    ],
    ...[
      'no retinol, no acids',
      'no retinol or AHA',
      'free from fragrance, retinol and AHA',
      'without parabens, retinol',
    ],
    ...[
      'zero retinol',
      '0% retinol',
      '0 AHA',
      'retinol 0%',
      'not a peel',
      'peel-free',
      'no added retinol',
      'retinolfree',
      'retinolFree',
    ],
    ...[
      'RETINOL\u200b-FREE',
      'ｒｅｔｉｎｏｌ－ｆｒｅｅ',
      'A.H.A.-free',
      'retinol-free serum 30ml',
      'no harsh retinoids',
    ],
    ...[
      '不含视黄醇',
      '无果酸',
      '不添加水杨酸',
      '不含视黄醇、水杨酸',
      '不含香精、视黄醇',
      '无视黄醇成分',
      '零A醇',
      '0添加视黄醇',
    ],
    ...['无酸', '未添加A醇', '無視黃醇', '不含 视黄醇 30ml', '非视黄醇配方', 'ah无果酸a', '不含任何果酸'],
  ],
  'what stands in for one, or comes after it': [
    ...[
      'Retinol Alternative Serum',
      'retinol-like bakuchiol',
      'an alternative to retinol',
      'instead of retinol',
    ],
    ...[
      'post-peel balm',
      'after peel recovery',
      'anti-peeling cream',
      '视黄醇替代精华',
      '替代视黄醇',
      '刷酸后修护霜',
      '焕肤后舒缓',
    ],
  ],
};
const MUST_FLAG = Object.values(MUST).flat();
const MUST_NOT_FLAG = Object.values(MUST_NOT).flat();

describe.each(Object.entries(MUST))('%s', (_, texts) => {
  test.each(texts)('%j names one', (text) => expect(namesTreatment(text)).toBe(true));
});
describe.each(Object.entries(MUST_NOT))('%s', (_, texts) => {
  test.each(texts)('%j does not', (text) => expect(namesTreatment(text)).toBe(false));
});

test('there are rows enough, and each stands once', () => {
  const rows = [...MUST_FLAG, ...MUST_NOT_FLAG];
  expect(rows.length).toBeGreaterThan(300);
  expect(rows.filter((row, at) => rows.indexOf(row) !== at)).toEqual([]);
});

/** Ways of writing a text that a person reads as the same. */
const UNSEEN = ['\u200b', '\u00ad', '\u2060', '\ufeff', '\u200d', '\ufe0f'];
const toWide = (text: string) =>
  text.replace(/[!-~]/g, (char) => String.fromCharCode(char.charCodeAt(0) + 0xfee0));
const toSprinkled = (text: string, gaps: readonly number[]) =>
  [...text].map((char, i) => char + (UNSEEN[gaps[i % gaps.length] ?? 9] ?? '')).join('');
/** What capitals say is where a word begins: inside of one they come all or not at all. */
const cases = fc.constantFrom(
  (text: string) => text,
  (text: string) => text.toUpperCase(),
  (text: string) => text.toLowerCase(),
);
const gaps = fc.array(fc.nat(9), { minLength: 1 });

describe('written in another way it is judged the same', () => {
  test.each([
    [true, MUST_FLAG],
    [false, MUST_NOT_FLAG],
  ] as const)('%j', (want, texts) => {
    fc.assert(
      fc.property(fc.constantFrom(...texts), cases, gaps, fc.boolean(), (text, toCase, spots, wide) => {
        // Where a name is written in camelCase, its capitals are all that parts its words.
        const cased = /[a-z][A-Z]/.test(text) ? text : toCase(text);
        const written = toSprinkled(wide ? toWide(cased) : cased, spots);
        expect([written, namesTreatment(`  ${written}\n`)]).toEqual([written, want]);
      }),
      { numRuns: 1500 },
    );
  });

  test('a treatment stays one beside gentle words', () => {
    const gentle = fc.constantFrom('Ceramide Cream', '保湿', 'serum', 'SPF 50', 'niacinamide 5%');
    fc.assert(
      fc.property(fc.constantFrom(...MUST_FLAG), gentle, gentle, (text, before, after) => {
        expect(namesTreatment(`${before}: ${text}. ${after}`)).toBe(true);
      }),
    );
  });
});

describe('the work grows with the length of a text and no faster', () => {
  const countLookUps = (text: string) => countMapReads(() => namesTreatment(text));
  test.each([
    ...[
      'a',
      'a ',
      'a.',
      'a-',
      'no ',
      'retino ',
      'free from ',
      'not a ',
      '0 ',
      '1,',
      '无',
      '水杨',
      '不含、',
      'aA',
    ],
    ...['retinol-free ', 'reti-', '-', '\u200b', 'e\u0301', 'ａ', 'alpha ', 'a h ', '.', ', ', '\n'],
  ])('%j', (part) => {
    const once = part.repeat(Math.ceil(8_000 / part.length));
    expect(countLookUps(once.repeat(8))).toBeLessThanOrEqual(8 * countLookUps(once) + 100);
    expect(countLookUps(once)).toBeLessThanOrEqual(40 * 8_000);
  });
});
