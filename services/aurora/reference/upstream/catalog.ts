// The products the decision upstream knows, in both languages. Made up: no real brand is meant.
import type { Lang } from '../envelopes/turn.ts';

/** One candidate product as the upstream sends it and as a recommendation shows it. */
export type Product = {
  readonly product_id: string;
  readonly slot: 'am' | 'pm' | 'both';
  readonly step: string;
  readonly category: string;
  readonly type: string;
  readonly name: string;
  readonly brand: string;
  readonly price: { readonly amount: number; readonly currency: 'USD' };
  readonly ingredients: readonly string[];
  readonly reasons: readonly string[];
  readonly score: number;
};

type Fixed = Pick<Product, 'product_id' | 'slot' | 'step' | 'category' | 'type' | 'score'> & {
  readonly amountUsd: number;
};
type Words = Pick<Product, 'name' | 'brand' | 'ingredients' | 'reasons'>;

const FIXED: readonly Fixed[] = [
  {
    product_id: 'p_cleanser',
    slot: 'both',
    step: 'cleanser',
    category: 'cleanser',
    type: 'gel',
    score: 0.94,
    amountUsd: 14,
  },
  {
    product_id: 'p_niacinamide',
    slot: 'am',
    step: 'serum',
    category: 'serum',
    type: 'water serum',
    score: 0.92,
    amountUsd: 19,
  },
  {
    product_id: 'p_hydrator',
    slot: 'both',
    step: 'serum',
    category: 'serum',
    type: 'hydrating serum',
    score: 0.9,
    amountUsd: 21,
  },
  {
    product_id: 'p_moisturizer',
    slot: 'pm',
    step: 'moisturizer',
    category: 'moisturizer',
    type: 'cream',
    score: 0.89,
    amountUsd: 24,
  },
  {
    product_id: 'p_sunscreen',
    slot: 'am',
    step: 'sunscreen',
    category: 'sunscreen',
    type: 'fluid',
    score: 0.97,
    amountUsd: 22,
  },
  {
    product_id: 'p_retinol',
    slot: 'pm',
    step: 'treatment',
    category: 'treatment',
    type: 'retinoid serum',
    score: 0.83,
    amountUsd: 32,
  },
  {
    product_id: 'p_salicylic',
    slot: 'pm',
    step: 'treatment',
    category: 'treatment',
    type: 'bha liquid',
    score: 0.81,
    amountUsd: 26,
  },
  {
    product_id: 'p_peel',
    slot: 'pm',
    step: 'treatment',
    category: 'treatment',
    type: 'weekly peel',
    score: 0.7,
    amountUsd: 38,
  },
];

// Some reasons of gentle products name what they do WITHOUT: a gate that reads reasons would call that a leak.
const WORDS: Readonly<Record<Lang, readonly Words[]>> = {
  EN: [
    {
      name: 'Quiet Foam Amino Cleanser',
      brand: 'Lumen Field',
      ingredients: ['sodium cocoyl glycinate', 'glycerin', 'panthenol', 'oat extract'],
      reasons: ['Lifts oil without the tight feeling afterwards', 'Mild enough for morning and evening'],
    },
    {
      name: 'Even Light Niacinamide 5',
      brand: 'North Basin',
      ingredients: ['niacinamide 5%', 'zinc PCA', 'allantoin'],
      reasons: ['Calms visible shine over the first weeks', 'Works on marks with no retinol in the formula'],
    },
    {
      name: 'Deep Pool Hydrator',
      brand: 'North Basin',
      ingredients: ['hyaluronic acid', 'beta-glucan', 'betaine'],
      reasons: ['Adds water under any cream', 'Sits well below sunscreen'],
    },
    {
      name: 'Hearth Ceramide Cream',
      brand: 'Lumen Field',
      ingredients: ['ceramide NP', 'cholesterol', 'squalane', 'madecassoside'],
      reasons: [
        'Rebuilds the outer layer overnight',
        'Contains no retinol and no acids, so it can be used daily',
      ],
    },
    {
      name: 'Open Sky Daily Fluid SPF 50',
      brand: 'Harbor Nine',
      ingredients: ['bis-ethylhexyloxyphenol methoxyphenyl triazine', 'tinosorb A2B', 'vitamin E'],
      reasons: ['The step that protects every other one', 'Dries down without a white cast'],
    },
    {
      name: 'Slow Night Retinol 0.3',
      brand: 'Harbor Nine',
      ingredients: ['retinol 0.3%', 'squalane', 'bisabolol'],
      reasons: ['Evens texture when the basis is solid', 'Start on two evenings a week'],
    },
    {
      name: 'Clear Path Salicylic 2',
      brand: 'North Basin',
      ingredients: ['salicylic acid 2%', 'green tea', 'glycerin'],
      reasons: ['Loosens plugs in oily areas', 'Keep it apart from other actives'],
    },
    {
      name: 'Sunday AHA Resurfacing Peel',
      brand: 'Harbor Nine',
      ingredients: ['glycolic acid 8%', 'mandelic acid 4%', 'panthenol'],
      reasons: ['Smooths rough patches in one sitting', 'Once a week at most'],
    },
  ],
  CN: [
    {
      name: '静沫氨基酸洁面啫喱',
      brand: '光野',
      ingredients: ['椰油酰甘氨酸钠', '甘油', '泛醇', '燕麦提取物'],
      reasons: ['带走油光，洗后不紧绷', '早晚都能用的温和配方'],
    },
    {
      name: '匀光烟酰胺精华 5',
      brand: '北泊',
      ingredients: ['烟酰胺 5%', '吡咯烷酮羧酸锌', '尿囊素'],
      reasons: ['坚持几周，出油会更稳定', '淡化痘印，配方里不含视黄醇'],
    },
    {
      name: '深泉保湿精华',
      brand: '北泊',
      ingredients: ['透明质酸', 'β-葡聚糖', '甜菜碱'],
      reasons: ['给任何面霜垫一层水分', '防晒之前用也不搓泥'],
    },
    {
      name: '暖炉神经酰胺面霜',
      brand: '光野',
      ingredients: ['神经酰胺 NP', '胆固醇', '角鲨烷', '羟基积雪草苷'],
      reasons: ['夜间修护外层屏障', '不含视黄醇也不含酸类，每天都可以用'],
    },
    {
      name: '晴空日常防晒乳 SPF50',
      brand: '九号港',
      ingredients: ['双-乙基己氧苯酚甲氧苯基三嗪', '三联苯基三嗪', '维生素 E'],
      reasons: ['有它，其他步骤才不白费', '成膜快，不泛白'],
    },
    {
      name: '缓夜视黄醇晚霜 0.3',
      brand: '九号港',
      ingredients: ['视黄醇 0.3%', '角鲨烷', '红没药醇'],
      reasons: ['依据充分时改善粗糙', '每周先用两个晚上'],
    },
    {
      name: '净路水杨酸棉片 2',
      brand: '北泊',
      ingredients: ['水杨酸 2%', '绿茶提取物', '甘油'],
      reasons: ['疏通油区的堵塞', '不要和其他活性成分同一晚使用'],
    },
    {
      name: '周日果酸焕肤面膜',
      brand: '九号港',
      ingredients: ['甘醇酸 8%', '杏仁酸 4%', '泛醇'],
      reasons: ['一次就能抚平粗糙', '每周最多一次'],
    },
  ],
};

function toProducts(words: readonly Words[]): readonly Product[] {
  return FIXED.flatMap(({ amountUsd, ...fixed }, index) => {
    const text = words[index];
    if (text === undefined) return [];
    return [{ ...fixed, ...text, price: { amount: amountUsd, currency: 'USD' as const } }];
  });
}

/** Every candidate product, by language; five gentle ones first, then three treatments. */
export const CATALOG: Readonly<Record<Lang, readonly Product[]>> = {
  EN: toProducts(WORDS.EN),
  CN: toProducts(WORDS.CN),
};
