// The sentences the service says, in both languages; what an answer means never depends on them.
import type { Lang, NoticeText } from '../envelopes/turn.ts';

/** Sentences of one language. */
export type Texts = {
  readonly missingUid: string;
  readonly badRequest: string;
  readonly tooLarge: string;
  readonly photoPassed: string;
  readonly photoFailed: string;
  readonly askProfile: string;
  readonly askProfileChips: Readonly<Record<'oily' | 'dry' | 'combination' | 'sensitive', string>>;
  readonly askArtifact: string;
  readonly uploadChip: string;
  readonly baselineChip: string;
  readonly routineChip: string;
  readonly checkinChip: string;
  readonly recoHigh: string;
  readonly recoGentle: string;
  readonly recoEmpty: string;
  readonly recoTimeout: string;
  readonly safety: string;
  readonly envReply: string;
  readonly emptyReply: string;
  readonly envNotes: readonly string[];
  readonly notices: Readonly<
    Record<
      | 'artifactMissing'
      | 'lowConfidence'
      | 'treatmentFiltered'
      | 'guardFallback'
      | 'noMatch'
      | 'safety'
      | 'analysisTimeout'
      | 'recoTimeout'
      | 'upstreamInvalid',
      NoticeText
    >
  >;
};

const EN: Texts = {
  missingUid: 'This call came without a user id, so there is nothing to remember it by.',
  badRequest: 'This call could not be read; please check its fields.',
  tooLarge: 'This upload is too large.',
  photoPassed: 'The picture is sharp and evenly lit.',
  photoFailed: 'The file is not a readable picture; please take it again.',
  askProfile: 'Before I can suggest anything I need to know four things about your skin. Which fits best?',
  askProfileChips: { oily: 'Oily', dry: 'Dry', combination: 'Combination', sensitive: 'Sensitive' },
  askArtifact:
    'Let us look at your skin first: add a daylight photo, or run a quick baseline from your answers.',
  uploadChip: 'Add a daylight photo',
  baselineChip: 'Run a baseline',
  routineChip: 'Build my morning and evening',
  checkinChip: 'Remind me in a week',
  recoHigh:
    'Here is a short list for your skin. Bring in one product at a time, wait three days between two new ones, and stop whatever stings for longer than a minute. Sunscreen stays the last step of every morning.',
  recoGentle:
    'Here is a gentle list for now: cleanse, add water, repair, protect. Stronger steps wait until a clear daylight photo or a fuller routine gives me more to go on.',
  recoEmpty:
    'I have nothing on hand that is gentle enough to suggest without knowing more. A clear daylight photo would help most.',
  recoTimeout:
    'Finding products took too long this time. Keep to cleansing, moisturizer and sunscreen, and try once more in a few minutes.',
  safety:
    'What you describe needs a medical eye, and I must not suggest products on top of it. Please pause everything that could irritate and see a doctor soon.',
  envReply:
    'I read this as a question about weather and travel. Keep the barrier first: a mild cleanser, a richer cream in dry air, sunscreen every morning. If anything stings, leave strong steps out for some days.',
  emptyReply: 'Tell me what bothers your skin most, and we start there.',
  envNotes: [
    'Your recent check-ins are not known yet.',
    'A reading of the local weather would sharpen this.',
  ],
  notices: {
    artifactMissing: {
      message: 'There is no skin analysis to build on yet. Add photos or run a baseline.',
      actions: ['upload_daylight_and_indoor_white', 'run_low_confidence_analysis'],
      details: [],
    },
    lowConfidence: {
      message:
        'The basis is thin, so only gentle steps are shown. A new photo in daylight would raise the confidence.',
      actions: ['upload_daylight_and_indoor_white', 'update_current_routine'],
      details: [],
    },
    treatmentFiltered: {
      message: 'Every product found is too strong for what is known so far, so none is shown.',
      actions: ['upload_daylight_and_indoor_white', 'update_current_routine'],
      details: ['Strong steps wait until the confidence is high.'],
    },
    noMatch: {
      message: 'Every product found holds something you asked to leave out, so none is shown.',
      actions: ['update_profile', 'retry_recommendations'],
      details: ['Fewer exclusions would leave more to choose from.'],
    },
    upstreamInvalid: {
      message:
        'The list of products could not be read; nothing is suggested for now. Please try again shortly.',
      actions: ['retry_recommendations', 'keep_gentle_baseline'],
      details: ['The decision system answered in a form that is not agreed.'],
    },
    guardFallback: {
      message:
        'No product came back that could be shown. The gentle baseline stays in place until the next try.',
      actions: ['retry_recommendations', 'update_current_routine'],
      details: ['The list from the decision system was empty or unreadable.'],
    },
    safety: {
      message: 'This may be a medical matter, so nothing is recommended.',
      actions: ['seek_medical_care', 'pause_strong_actives', 'return_after_stabilization'],
      details: [
        'Leave out acids, retinoids and other strong steps.',
        'See a doctor if it stays or gets worse.',
        'Come back for skincare once it has calmed down.',
      ],
    },
    analysisTimeout: {
      message: 'The analysis ran out of time; what you see is a cautious baseline. Please try again shortly.',
      actions: ['retry_analysis', 'upload_daylight_and_indoor_white', 'keep_gentle_baseline'],
      details: ['The decision system did not answer within the budget.'],
    },
    recoTimeout: {
      message: 'The recommendations ran out of time; nothing is suggested for now. Please try again shortly.',
      actions: ['retry_recommendations', 'keep_gentle_baseline', 'update_current_routine'],
      details: ['The decision system did not answer within the budget.'],
    },
  },
};

const CN: Texts = {
  missingUid: '这次请求没有带用户标识，无法为你保存进度。',
  badRequest: '这次请求无法读取，请检查填写的内容。',
  tooLarge: '上传的文件太大了。',
  photoPassed: '照片清晰，光线均匀。',
  photoFailed: '文件不是可读取的照片，请重新拍摄。',
  askProfile: '推荐之前，我需要先了解你的肤质。哪一项最接近？',
  askProfileChips: { oily: '油性', dry: '干性', combination: '混合', sensitive: '敏感' },
  askArtifact: '先看看你的皮肤情况：上传一张自然光照片，或根据问卷做一次基础分析。',
  uploadChip: '上传自然光照片',
  baselineChip: '做一次基础分析',
  routineChip: '生成早晚步骤',
  checkinChip: '一周后提醒我',
  recoHigh:
    '这是为你整理的清单。新产品一次只加一个，间隔三天；刺痛超过一分钟就停用。早上最后一步始终是防晒。',
  recoGentle:
    '先给你一份温和清单：清洁、补水、修护、防晒。等有清晰的自然光照片或更完整的步骤，再考虑更强的产品。',
  recoEmpty: '在了解更多之前，没有足够温和的产品可以推荐。一张清晰的自然光照片最有帮助。',
  recoTimeout: '这次查找产品用时过长。先保持清洁、保湿和防晒，过几分钟再试一次。',
  safety: '你描述的情况需要医生判断，我不能在此基础上推荐产品。请先停用可能刺激的产品，并尽快就医。',
  envReply:
    '我理解你在问天气和出行对皮肤的影响。先顾好屏障：温和清洁，干燥时用厚一点的面霜，每天早上防晒。若有刺痛，先停几天强效步骤。',
  emptyReply: '告诉我皮肤最困扰你的地方，我们从那里开始。',
  envNotes: ['还没有你最近的打卡记录。', '如果知道当地天气，建议会更准确。'],
  notices: {
    artifactMissing: {
      message: '还没有可用的皮肤分析。请上传照片或先做一次基础分析。',
      actions: ['upload_daylight_and_indoor_white', 'run_low_confidence_analysis'],
      details: [],
    },
    lowConfidence: {
      message: '目前依据不足，只展示温和步骤。补一张自然光照片可以提高可信度。',
      actions: ['upload_daylight_and_indoor_white', 'update_current_routine'],
      details: [],
    },
    treatmentFiltered: {
      message: '目前找到的产品都偏强，因此暂不展示。',
      actions: ['upload_daylight_and_indoor_white', 'update_current_routine'],
      details: ['可信度足够高之后，再考虑更强的步骤。'],
    },
    noMatch: {
      message: '找到的产品都含有你要避开的成分，因此暂不展示。',
      actions: ['update_profile', 'retry_recommendations'],
      details: ['减少需要避开的成分，可选的产品会更多。'],
    },
    upstreamInvalid: {
      message: '产品清单无法读取，暂不推荐产品。请稍后重试。',
      actions: ['retry_recommendations', 'keep_gentle_baseline'],
      details: ['决策系统返回的内容不符合约定。'],
    },
    guardFallback: {
      message: '没有可以展示的产品。下次成功之前，请保持温和的基础护理。',
      actions: ['retry_recommendations', 'update_current_routine'],
      details: ['决策系统返回的清单为空或无法读取。'],
    },
    safety: {
      message: '这可能是医疗问题，因此不做任何推荐。',
      actions: ['seek_medical_care', 'pause_strong_actives', 'return_after_stabilization'],
      details: ['停用酸类、维 A 类等强效步骤。', '持续或加重时请就医。', '稳定之后再回来继续护肤建议。'],
    },
    analysisTimeout: {
      message: '分析超时，当前显示的是保守的基础方案。请稍后重试。',
      actions: ['retry_analysis', 'upload_daylight_and_indoor_white', 'keep_gentle_baseline'],
      details: ['决策系统没有在时限内回答。'],
    },
    recoTimeout: {
      message: '推荐超时，暂不推荐产品。请稍后重试。',
      actions: ['retry_recommendations', 'keep_gentle_baseline', 'update_current_routine'],
      details: ['决策系统没有在时限内回答。'],
    },
  },
};

/** The sentences, by language. */
export const TEXTS: Readonly<Record<Lang, Texts>> = { EN, CN };
