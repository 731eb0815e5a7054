import { describe, expect, test } from 'vitest';
import { addLanguageFlags, type Spoken, tellLanguage } from './language.ts';

const PLAN_EN = 'Here is a gentle list for now: cleanse, add water, repair, protect. Stronger steps wait.';
const PLAN_CN = '先给你一份温和的清单：清洁、补水、修护、防晒，刺激的步骤之后再说。';

test.each<['CN' | 'EN', Spoken, string]>([
  ['CN', 'own', PLAN_CN],
  ['CN', 'own', '先給你一份溫和的清單：清潔、補水、修護、防曬。'],
  ['CN', 'own', '𠮷𠮟𡈁㐀㐁㐂豈更車賈滑串'],
  [
    'CN',
    'own',
    '早上先用 CeraVe 洁面，再薄涂含 5% niacinamide 的精华，最后用 SPF 50 的防晒；晚上换成 ceramide 面霜。',
  ],
  [
    'CN',
    'own',
    '推荐：La Roche-Posay 的修护霜，成分有 panthenol 和 madecassoside，早晚各用一次，先做局部测试。',
  ],
  ['CN', 'own', '奥蕾の精华，每天早晚各一次，先取两三滴在掌心温热。'],
  ['CN', 'own', `${PLAN_CN}${PLAN_CN} ${PLAN_EN}`],
  ['CN', 'foreign', PLAN_EN],
  ['CN', 'foreign', `下午好！${PLAN_EN}`],
  ['CN', 'foreign', 'まずは肌にやさしい手順から始めましょう。洗顔、保湿、日焼け止めの順にお使いください。'],
  ['CN', 'foreign', 'キヨウハ、ﾋﾔｹﾄﾞﾒｦ ｵﾂｶｲｸﾀﾞｻｲ'],
  ['CN', 'foreign', '먼저 순한 단계부터 시작하세요.'],
  ['CN', 'foreign', 'Начните с мягкого очищения.'],
  ['CN', 'undetermined', '👍 ✅ 2 / 3 · 100 %'],
  ['CN', 'undetermined', 'CeraVe'],
  ['CN', 'undetermined', '好的。'],
  ['EN', 'own', PLAN_EN],
  ['EN', 'own', 'Try the crème brûlée-scented balm by Estée Lauder, twice a day.'],
  ['EN', 'own', 'Your α-hydroxy acids wait until your skin is calm again.'],
  ['EN', 'own', 'The moisturizer of the brand 珀莱雅 is a gentle choice for your skin type right now.'],
  ['EN', 'foreign', PLAN_CN],
  ['EN', 'foreign', `Good afternoon. ${PLAN_CN}`],
  ['EN', 'foreign', '먼저 순한 단계부터 시작하세요.'],
  ['EN', 'foreign', `${PLAN_EN} ${PLAN_CN}`],
  ['EN', 'undetermined', '100 % · 👍'],
  ['EN', 'undetermined', '——————————————————————'],
])('to a user of %s, %s: %s', (language, spoken, text) => {
  expect(tellLanguage(text, language).spoken).toBe(spoken);
});

test('a long text is looked at all over, and not in each letter', () => {
  expect(tellLanguage(`${PLAN_CN.repeat(50)}${PLAN_EN.repeat(200)}`, 'CN').spoken).toBe('foreign');
  expect(tellLanguage(`${PLAN_EN}${PLAN_CN.repeat(400)}`, 'CN').spoken).toBe('own');
});

test('a language that is not known here is not judged', () => {
  expect(tellLanguage(PLAN_EN, 'FR').spoken).toBe('undetermined');
});

describe('the flags of an answer', () => {
  const flagsOf = (root: object) => {
    const flags: string[] = [];
    return { detail: addLanguageFlags(flags, root as Readonly<Record<string, unknown>>, 'CN'), flags };
  };

  test.each<[string, object, string[]]>([
    ['the envelope', { assistant_message: { content: PLAN_CN } }, ['language_told']],
    ['ChatCards v1', { assistant_text: PLAN_EN }, ['language_told', 'wrong_language']],
    [
      'both, of which the text counts',
      { assistant_text: PLAN_CN, assistant_message: { content: PLAN_EN } },
      ['language_told'],
    ],
    [
      'an empty text beside a message',
      { assistant_text: '', assistant_message: { content: PLAN_CN } },
      ['language_told'],
    ],
    ['nothing said', { assistant_message: null }, []],
    ['an empty message', { assistant_message: { content: '' } }, []],
    ['a message that is no text', { assistant_message: { content: 7 }, assistant_text: [] }, []],
    ['too little', { assistant_text: 'OK' }, []],
  ])('%s', (_, root, flags) => {
    expect(flagsOf(root).flags).toEqual(flags);
  });

  test('say what the letters are', () => {
    expect(flagsOf({ assistant_text: PLAN_EN }).detail).toMatch(/writes CN .*: 0 % Han, 100 % Latin/);
  });
});
