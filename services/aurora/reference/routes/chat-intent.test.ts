// What a message wants, from its words in both languages.
import { describe, expect, it } from 'vitest';
import { type ChatIntent, decideChatIntent, RECO_CHIP_ID } from './chat-intent.ts';

const ROWS: readonly (readonly [string, ChatIntent])[] = [
  ['I have severe pain, oozing pus and bleeding. recommend products now.', 'red_flag'],
  ['It is BLEEDING a little', 'red_flag'],
  ['I have a high fever since yesterday', 'red_flag'],
  ["I can't breathe well", 'red_flag'],
  ['我脸上有剧痛、化脓和出血，请推荐产品。', 'red_flag'],
  ['昨天开始高烧，脸上溃烂', 'red_flag'],
  ['recommend products', 'reco_products'],
  ['Recommend a moisturizer', 'reco_products'],
  ['Any recommendations?', 'reco_products'],
  ['What should I use at night?', 'reco_products'],
  ['请推荐一款面霜', 'reco_products'],
  ['我该用什么？', 'reco_products'],
  ['Travel next week skincare plan please', 'small_talk'],
  ['this campus is lovely', 'small_talk'],
  ['今天天气不错', 'small_talk'],
  ['', 'empty'],
  ['   ', 'empty'],
];

describe('decideChatIntent', () => {
  it.each(ROWS)('%j is %s', (message, intent) => {
    expect(decideChatIntent(message, null)).toBe(intent);
  });

  it.each([
    ['', 'reco_products'],
    ['hello', 'reco_products'],
    ['oozing pus', 'red_flag'],
  ])('%j with the chip is %s', (message, intent) => {
    expect(decideChatIntent(message, RECO_CHIP_ID)).toBe(intent);
  });
});
