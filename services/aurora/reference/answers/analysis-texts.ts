// What a skin analysis says, in both languages. Static: an answer takes these parts as they are.
import type { Lang } from '../envelopes/turn.ts';

/** The basis an analysis rests on. */
export type Basis = 'photo' | 'answers' | 'retake';

/** The words of an analysis in one language. */
export type AnalysisTexts = {
  readonly observations: Readonly<Record<Basis, readonly string[]>>;
  readonly strategy: Readonly<Record<Basis, string>>;
  readonly steps: readonly { readonly what: string; readonly why: string; readonly stop: string }[];
  readonly rules: readonly string[];
  readonly retakeGuide: readonly string[];
  readonly questions: readonly string[];
  readonly photoNotice: string;
  readonly baseline: string;
};

const EN: AnalysisTexts = {
  observations: {
    photo: [
      'Shine gathers on the forehead and along the nose, while the cheeks look even.',
      'A few small bumps are visible near the chin; none of them looks inflamed.',
      'Around the mouth the surface reads a little dry compared to the rest of the face.',
    ],
    answers: [
      'Your answers point to oil in the middle of the face and a barrier that holds well.',
      'Without a photo nothing can be said about marks or texture, so this run stays with your answers.',
    ],
    retake: [
      'The photo could not be used, so nothing in this run is read from it.',
      'What follows rests on your answers alone and is kept careful on purpose.',
    ],
  },
  strategy: {
    photo:
      'Keep the oil in balance and leave the barrier alone. In the morning: a mild wash, niacinamide, sunscreen. In the evening: wash, water, cream. Bring in anything stronger one evening at a time, and only while nothing stings. Look again in four weeks with a photo in the same light.',
    answers:
      'Start with the steps nobody regrets: a mild wash, a light layer of water, a cream that repairs, sunscreen every morning. Hold this for a week before you change one thing. A photo in daylight would let the next run say more about marks and texture.',
    retake:
      'Hold a careful baseline for seven days and take the photo again in daylight. Wash mildly, add water, repair in the evening, protect in the morning. Leave everything strong out until there is more to go on.',
  },
  steps: [
    {
      what: 'If anything stings or turns red, stay with wash, cream and sunscreen for five days.',
      why: 'Calming down comes before every other aim while so little is certain.',
      stop: 'Go on once three days in a row feel normal.',
    },
    {
      what: 'If the face is oily and tight at once, wash more gently and add one light layer of water.',
      why: 'Tight skin makes more oil, so a harder wash turns in a circle.',
      stop: 'Go back a step if tightness grows.',
    },
    {
      what: 'Put sunscreen on every morning, two fingers for face and neck.',
      why: 'Without it the other steps have little to build on.',
      stop: 'Change the texture if it stings the eyes.',
    },
    {
      what: 'Bring in at most one new product in these seven days.',
      why: 'With two at a time nobody can tell which one did it.',
      stop: 'Leave it out again after two bad days.',
    },
  ],
  rules: [
    'Hold these steps for seven days before you judge them.',
    'Write down what you used on a day that felt worse than the one before.',
    'Strong steps wait until the photo shows enough, or until the routine is complete.',
  ],
  retakeGuide: [
    'Stand in front of a window in daylight, with no lamp behind you.',
    'Hold the camera at arm length and level with your eyes, without a filter.',
    'Take the picture on a clean face, ten minutes after washing.',
  ],
  questions: [
    'Has anything burned or stung during the last three days, and after which step?',
    'Which products do you use in the morning and in the evening, and how often?',
    'What would you like to see changed first within the next month?',
  ],
  photoNotice: 'This run rests on your answers; no photo was read.',
  baseline:
    'This is a cautious baseline, made without the decision system: wash mildly, moisturize, wear sunscreen, and add nothing new for now. Try the analysis again in a few minutes.',
};

const CN: AnalysisTexts = {
  observations: {
    photo: [
      '额头和鼻翼有明显油光，两颊比较均匀。',
      '下巴附近有少量小颗粒，没有明显发红。',
      '嘴角周围比其他部位稍微干一些。',
    ],
    answers: ['从问卷看，面部中间偏油，屏障状态稳定。', '没有照片，无法判断痘印和纹理，本次只参考问卷。'],
    retake: ['照片无法使用，本次没有读取任何照片内容。', '以下内容只依据问卷，特意保持保守。'],
  },
  strategy: {
    photo:
      '保持水油平衡，不要打扰屏障。早上：温和洁面、烟酰胺、防晒。晚上：洁面、补水、面霜。更强的步骤一次只加一晚，没有刺痛再继续。四周后在同样光线下再拍一张对比。',
    answers:
      '先做不会后悔的步骤：温和洁面、轻薄补水、修护面霜、每天早上防晒。坚持一周再改动一项。补一张自然光照片，下次可以更多地判断痘印和纹理。',
    retake:
      '先执行七天保守方案，并在自然光下重新拍照。温和清洁、补水、晚上修护、早上防晒。在依据充分之前，先不用任何强效产品。',
  },
  steps: [
    {
      what: '如果出现刺痛或发红，五天内只保留洁面、面霜和防晒。',
      why: '在依据有限时，先稳定下来比什么都重要。',
      stop: '连续三天感觉正常后再继续。',
    },
    {
      what: '如果又油又紧绷，换更温和的清洁，再加一层轻薄补水。',
      why: '越紧绷越出油，清洁过度只会循环。',
      stop: '紧绷加重就退回上一步。',
    },
    {
      what: '每天早上涂防晒，脸和脖子用两指的量。',
      why: '没有防晒，其他步骤很难见效。',
      stop: '辣眼睛就换一种质地。',
    },
    {
      what: '这七天最多增加一个新产品。',
      why: '同时加两个，就分不清是谁的作用。',
      stop: '连续两天不舒服就停用。',
    },
  ],
  rules: [
    '坚持七天再评价效果。',
    '哪天感觉更差，记下当天用过的产品。',
    '照片清楚或步骤完整之前，先不用强效步骤。',
  ],
  retakeGuide: [
    '白天面对窗户站好，身后不要有灯。',
    '手臂伸直，镜头与眼睛同高，不开滤镜。',
    '洁面十分钟后，素颜拍摄。',
  ],
  questions: [
    '最近三天有没有灼热或刺痛？发生在哪一步之后？',
    '早晚分别用哪些产品？多久用一次？',
    '接下来一个月最想先改善什么？',
  ],
  photoNotice: '本次只依据问卷，没有读取照片。',
  baseline:
    '这是没有经过决策系统的保守方案：温和清洁、保湿、防晒，暂时不要增加新产品。几分钟后可以重新分析。',
};

/** The words of an analysis, by language. */
export const ANALYSIS_TEXTS: Readonly<Record<Lang, AnalysisTexts>> = { EN, CN };
