// Words that only look like those of a treatment, words that take a treatment back, and how words are written: each with its
// source or its reason.
import type { Group } from './treatment-words.ts';

/** What looks like one of them and is none. */
export const FALSE_FRIENDS: readonly Group[] = [
  {
    source: 'the rind of a fruit: INCI names such as "Citrus Aurantium Dulcis (Orange) Peel Oil"',
    words: [
      ...[
        'apple',
        'orange',
        'lemon',
        'lime',
        'citrus',
        'grapefruit',
        'mandarin',
        'tangerine',
        'yuzu',
        'bergamot',
      ],
      ...['pomegranate', 'banana', 'mango', 'watermelon', 'citron', 'kumquat'],
    ].flatMap((fruit) => [`${fruit} peel`, `${fruit} peels`]),
  },
  {
    source: 'the same, by what is made of the rind',
    words: ['peel extract', 'peel oil', 'peel wax', 'peel cera'],
  },
  {
    source: 'a film that is drawn off, no chemical peel',
    words: ['peel off', 'peel here'],
  },
  {
    source: 'BHA is the INCI name of an antioxidant too, butylated hydroxyanisole, which stands beside BHT',
    words: [
      ...['butylated hydroxyanisole', 'butylated hydroxyanisole bha', 'bha butylated hydroxyanisole'],
      ...['bht , bha', 'bha , bht'],
    ],
  },
  {
    source: 'provitamin A: carotenes, which the rule on vitamin A does not name',
    words: ['provitamin a', 'pro vitamin a', '维生素a原', '维a原'],
  },
  {
    source: 'lactic acid bacteria, lactates that hold water, and polymers: INCI names in CosIng',
    words: [
      ...[
        'lactic acid bacteria',
        'lactic bacteria',
        'lactic acid ferment',
        'lactic ferment',
        'lactic ferments',
      ],
      ...['poly lactic', 'poly l lactic', 'poly d l lactic'],
      ...[
        '乳酸菌',
        '乳酸杆菌',
        '乳酸球菌',
        '乳酸链球菌',
        '乳酸发酵',
        '乳酸钠',
        '乳酸钙',
        '乳酸锌',
        '乳酸薄荷酯',
      ],
      ...['乳酸月桂酯', '乳酸鲸蜡酯', '聚乳酸', '左旋聚乳酸', '硬脂酰乳酸'],
    ],
  },
  {
    source:
      'sunscreen filters, scents and preservatives with a salicylate in them: Annexes V and VI of (EC) No 1223/2009, CosIng. ' +
      'In English they are no salicylic acid by their name already',
    words: [
      ...[
        '水杨酸酯',
        '水杨酸盐',
        '水杨酸钠',
        '水杨酸乙基己酯',
        '水杨酸辛酯',
        '水杨酸异辛酯',
        '水杨酸丁基辛酯',
        '水杨酸丁辛酯',
      ],
      ...[
        '水杨酸三甲环己酯',
        '水杨酸三甲基环己酯',
        '水杨酸苄酯',
        '水杨酸苯酯',
        '水杨酸甲酯',
        '水杨酸己酯',
        '水杨酸戊酯',
      ],
      ...['水杨酸十三烷酯', '水杨酸异鲸蜡酯'],
    ],
  },
  {
    source:
      'brighteners that are named for resorcinol, and an antioxidant that is named for hydroquinone: CosIng',
    words: [
      ...['phenylethyl resorcinol', 'butyl resorcinol', 'hexyl resorcinol', 'thiazolyl resorcinol'],
      ...['苯乙基间苯二酚', '丁基间苯二酚', '己基间苯二酚', '噻唑基间苯二酚', '叔丁基氢醌', '叔丁基对苯二酚'],
    ],
  },
];

/**
 * Words that take back what follows them. `one`: the next word, and what `or` joins to it. `list`: each part of the list that
 * follows.
 */
export const NEGATIONS = {
  one: [
    ...['no', 'non', 'not', 'never', 'zero', 'anti', 'minus', 'sans', 'post', 'after', 'alternative to'],
    ...['alternatives to', 'substitute for', 'instead of', 'in place of', 'replaces', 'replacing'],
    ...['无', '零', '非', '免', '不用', '不是', '拒绝', '告别'],
  ],
  list: [
    ...['without', 'free of', 'free from', 'excludes', 'excluding', 'does not contain', 'contains no'],
    ...['不含', '不含有', '不添加', '未添加', '无添加', '零添加', '不加', '没有', '不使用', '未使用'],
  ],
} as const;

/** Words that take back what stands right before them: "retinol-free", "retinol alternative", "刷酸后". */
export const TAKEN_BACK_BY: readonly string[] = [
  ...[
    'free',
    'alternative',
    'alternatives',
    'substitute',
    'substitutes',
    'replacement',
    'like',
    'mimic',
    'mimetic',
  ],
  ...['类似物', '后'],
];
/** Words that take back what stands right before them or, where nothing does, what follows: "视黄醇替代", "替代视黄醇". */
export const REPLACES: readonly string[] = ['替代', '替代品', '代替', '平替'];

/** Words between a negation and what it negates. */
export const FILLERS: readonly string[] = [
  ...['a', 'an', 'any', 'the', 'added', 'harsh', 'strong'],
  ...['任何', '添加', '含有', '额外'],
];
/** Words that join the parts of a list; so do its commas. */
export const JOINS: readonly string[] = ['and', 'or', 'nor', '和', '或', '及', '与', '以及'];
/** Words that belong to the name of an acid, and change nothing. */
export const ACID: readonly string[] = ['acid', 'acids', '类', '成分'];

/** Beginnings of a word that is written together with the next one: "retinolserum", "salicylicacid". All of six letters or more. */
export const STEMS: readonly string[] = [
  ...[
    'retinol',
    'retinoid',
    'retinoic',
    'retinald',
    'retinyl',
    'tretinoin',
    'isotretinoin',
    'adapalen',
    'tazaroten',
  ],
  ...[
    'trifaroten',
    'salicylic',
    'glycolic',
    'mandelic',
    'azelaic',
    'lactobionic',
    'gluconolacton',
    'exfoliat',
  ],
  ...['exfoliant', 'resurfac', 'hydroquinon', 'trichloroacet', 'benzoylperox', 'polyhydroxyac', 'keratolyt'],
];

/** Traditional characters of the words above, and below each the simplified one. */
export const TRADITIONAL = {
  from: '對視黃維過醯氫達羅煥膚換楊內剝脫療無鵑強複間異蘋麥與類後絕鈉鈣鋅發',
  to: '对视黄维过酰氢达罗焕肤换杨内剥脱疗无鹃强复间异苹麦与类后绝钠钙锌发',
} as const;
