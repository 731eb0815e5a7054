// The words by which a product is a treatment or highly irritating, each group with where it is from. They are read as
// `treatments.ts` reads a text: case, width, accents and hyphens make no difference, and of two entries that begin at the same
// place the longer one counts. `other-words.ts` has what only looks like them.

/** Some words, and where they are from. */
export interface Group {
  /** Says why they are here: a rule, a list, or a decision of our own. */
  readonly source: string;
  readonly words: readonly string[];
}

/** What makes a product a treatment, or highly irritating. */
export const TREATMENTS: readonly Group[] = [
  {
    source: 'the rule of the owners of the service, as their own validator and filter have it',
    words: [
      ...['treatment', 'treatments', 'retinoid', 'retinoids', 'retinol', 'retinols', 'retinal', 'adapalene'],
      ...['tretinoin', 'aha', 'ahas', 'bha', 'bhas', 'salicylic', 'glycolic', 'lactic', 'mandelic'],
      ...['peel', 'peels', 'peeling', 'peelings', 'resurfacing', 'high strength'],
    ],
  },
  {
    source: 'the same words in Chinese, simplified; the old suite read English only',
    words: [
      ...[
        '治疗',
        '视黄醇',
        '视黄醛',
        '类视黄醇',
        '维a',
        '维a酸',
        '维a醇',
        '阿达帕林',
        '维甲酸',
        '果酸',
        '水杨酸',
      ],
      ...['柳酸', '甘醇酸', '乙醇酸', '羟基乙酸', '乳酸', '杏仁酸', '扁桃酸', '焕肤', '换肤', '刷酸', '剥脱'],
      // As shops and users write them.
      ...['a醇', 'a醛', 'a酸', 'a酯', '晚a', '复合酸'],
    ],
  },
  {
    source:
      'vitamin A: Regulation (EU) 2024/996, Annex III of (EC) No 1223/2009, restricts retinol, retinyl acetate and retinyl ' +
      'palmitate together; INCI names in CosIng. Esters are milder, and count: the rule does not part them',
    words: [
      ...['vitamin a', 'retinyl', 'retinaldehyde', 'retinoate', 'hydroxypinacolone', 'hpr'],
      ...['维生素a', '维他命a', '视黄酯', '视黄基', '视黄醇酯', '羟基频哪酮视黄酸酯'],
    ],
  },
  {
    source:
      'retinoic acid and its kin: medicines (WHO ATC D10AD and D11AH), banned in cosmetics by Annex II of (EC) No 1223/2009',
    words: [
      ...['retinoic', 'isotretinoin', 'alitretinoin', 'tazarotene', 'trifarotene', 'retin a', 'differin'],
      ...['视黄酸', '视黄酸酯', '异维a酸', '异维甲酸', '他扎罗汀', '曲法罗汀', '达芙文'],
    ],
  },
  {
    source:
      'alpha hydroxy acids: the list of names on the FDA page "Alpha Hydroxy Acids", and the CIR report on glycolic and lactic ' +
      'acid and their salts. Citric acid is left out: nearly every cream is buffered with it',
    words: [
      ...['alpha hydroxy', 'alphahydroxy', 'hydroxy acid', 'hydroxy acids', 'hydroxyacid', 'hydroxyacids'],
      ...['fruit acid', 'fruit acids', 'malic', 'tartaric', 'ammonium lactate', 'ammonium glycolate'],
      ...['羟基酸', '苹果酸', '酒石酸', '早c晚a'],
    ],
  },
  {
    source:
      'beta hydroxy acid and its exfoliating derivatives: CIR report on salicylic acid; INCI names in CosIng',
    words: [
      ...['beta hydroxy', 'betahydroxy', 'betaine salicylate', 'capryloyl salicylic', 'lipohydroxy', 'lha'],
      ...['甜菜碱水杨酸', '甜菜碱水杨酸盐', '辛酰水杨酸', '辛酰基水杨酸'],
    ],
  },
  {
    source:
      'polyhydroxy and bionic acids: exfoliants by function in CosIng and in the reviews of B. A. Green on them',
    words: [
      ...['pha', 'phas', 'poly hydroxy', 'polyhydroxy', 'gluconolactone', 'lactobionic', 'maltobionic'],
      ...['多羟基酸', '聚羟基酸', '葡糖酸内酯', '葡萄糖酸内酯', '乳糖酸', '麦芽糖酸'],
    ],
  },
  {
    source:
      'acne medicines: FDA OTC monograph M006 (benzoyl peroxide, resorcinol, salicylic acid), and WHO ATC D10AX03',
    words: [
      ...['benzoyl peroxide', 'benzoylperoxide', 'bpo', 'resorcinol', 'azelaic'],
      ...['过氧化苯甲酰', '过氧苯甲酰', '过氧化苯酰', '间苯二酚', '壬二酸', '杜鹃花酸', '杜鹃酸'],
    ],
  },
  {
    source: 'banned or restricted for skin by Annexes II and III of (EC) No 1223/2009',
    words: ['hydroquinone', 'trichloroacetic', 'tca', '氢醌', '对苯二酚', '三氯乙酸', '三氯醋酸'],
  },
  {
    source: "what strips the outer layer, whatever with: our own decision, as the peel of the owners' rule",
    words: [
      ...['exfoliant', 'exfoliants', 'exfoliating', 'exfoliation', 'exfoliate', 'exfoliates', 'exfoliator'],
      ...[
        'keratolytic',
        'jessner',
        'jessners',
        'dermabrasion',
        'microdermabrasion',
        'resurface',
        'resurfacer',
      ],
      ...['去角质', '去死皮'],
    ],
  },
  {
    source: "said outright: our own decision, as the high strength of the owners' rule",
    words: [
      ...[
        'maximum strength',
        'max strength',
        'prescription strength',
        'high irritation',
        'highly irritating',
      ],
      ...['high irritancy', '高刺激', '强刺激'],
    ],
  },
];
