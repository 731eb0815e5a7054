// The language of answers: advice, unless a run asks it to decide.
import type { OptionValues } from '../../../lib/core/options/option.ts';
import { BASELINE } from '../../../teeth/loads.ts';
import { nearMiss } from '../../../teeth/row-ways.ts';
import type { Tooth } from '../../../teeth/teeth.ts';
import { atTheEnd } from './at-the-end.ts';

const LANGUAGE_DECIDES: OptionValues = { ...BASELINE, ANSWER_LANGUAGE: 'blocking' };

export const LANGUAGE_ROWS: readonly Tooth[] = [
  {
    ...atTheEnd(
      'answer_language',
      'one variant',
      'answer_in_english',
      BASELINE,
      'in Chinese alone: advice, unless asked to decide',
    ),
    id: 'answer_language/one-variant/advice',
    advisory: true,
  },
  atTheEnd(
    'answer_language',
    'full rate',
    'answer_in_english;answer_in_chinese',
    LANGUAGE_DECIDES,
    'every answer in the other language, asked to decide',
  ),
  atTheEnd(
    'answer_language',
    'one variant',
    'answer_in_chinese',
    LANGUAGE_DECIDES,
    'a user who writes English is answered in Chinese',
  ),
  atTheEnd(
    'answer_language',
    'rare',
    'answer_in_english_after_hello,rate=0.05',
    LANGUAGE_DECIDES,
    'one answer in twenty that greets in Chinese and goes on in English',
  ),
  atTheEnd(
    'answer_language',
    'one journey',
    'answer_in_japanese,header=x-trace-id:_safety_block_',
    LANGUAGE_DECIDES,
    'Japanese, which has Han characters too, in one journey',
  ),
  nearMiss(
    'answer_language',
    'names-in-latin',
    'healthy_brand_names',
    'Chinese full of names, ingredients and units in Latin letters, and the gate on languages decides',
    LANGUAGE_DECIDES,
  ),
  nearMiss(
    'answer_language',
    'traditional',
    'healthy_traditional_chinese,rate=0.5;healthy_wordless,rate=0.5',
    'traditional Chinese, and answers without a word',
    LANGUAGE_DECIDES,
  ),
];
