// Answers in another language than their user writes, and answers that only look so.
import { type Body, isChatCards } from '../../envelopes/renderers.ts';
import type { Lang } from '../../envelopes/turn.ts';
import type { Defect, Effect } from '../defect.ts';

/** The body with other words of the assistant; undefined where it says nothing. */
function sayInstead(body: Body, text: string): Body | undefined {
  const { assistant_message: message } = body;
  if (isChatCards(body) && body.assistant_text !== '')
    return { ...body, assistant_text: text, assistant_message: { ...message, content: text } } as Body;
  return message && !isChatCards(body)
    ? ({ ...body, assistant_message: { ...message, content: text } } as Body)
    : undefined;
}

/** Says this to users of one language. */
const says = (to: Lang, text: string): Effect => ({
  kind: 'envelope',
  change: (body, lang) => (lang === to ? sayInstead(body, text) : undefined),
});

/** Defects in the language of the assistant. */
export const LANGUAGE_DEFECTS = {
  answer_in_english: {
    breaks: 'wrong_language',
    why: 'a user who writes Chinese is answered in English',
    effect: says('CN', 'Here is a gentle list for now: cleanse, add water, repair, protect.'),
  },
  answer_in_chinese: {
    breaks: 'wrong_language',
    why: 'a user who writes English is answered in Chinese',
    effect: says('EN', '先给你一份温和的清单：清洁、补水、修护、防晒。'),
  },
  answer_in_japanese: {
    breaks: 'wrong_language',
    why: 'a user who writes Chinese is answered in Japanese, which has Han characters too',
    effect: says(
      'CN',
      'まずは肌にやさしい手順から始めましょう。洗顔、保湿、日焼け止めの順にお使いください。',
    ),
  },
  answer_in_english_after_hello: {
    breaks: 'wrong_language',
    why: 'a greeting in Chinese, and then an answer in English',
    effect: says('CN', '下午好！Here is a gentle list for now: cleanse, add water, repair, protect.'),
  },
  healthy_traditional_chinese: {
    breaks: 'nothing',
    why: 'traditional Chinese for a user who writes Chinese',
    effect: says('CN', '先給你一份溫和的清單：清潔、補水、修護、防曬，刺激的步驟之後再說。'),
  },
  healthy_brand_names: {
    breaks: 'nothing',
    why: 'Chinese sentences full of names, ingredients and units in Latin letters',
    effect: says(
      'CN',
      '早上先用 CeraVe 洁面，再薄涂含 5% niacinamide 的精华，最后用 SPF 50 的防晒；晚上换成 ceramide 面霜即可。',
    ),
  },
  healthy_wordless: {
    breaks: 'nothing',
    why: 'a sign and a figure in place of words, for a user who writes Chinese',
    effect: says('CN', '👍 ✅ 2 / 3 · 100 %'),
  },
} as const satisfies Record<string, Defect>;
