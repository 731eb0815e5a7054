// Treatments under low or medium confidence, each told by one thing alone, and gentle products that only look like one.
import { disguised, nearMiss } from '../../../teeth/row-ways.ts';
import type { Tooth } from '../../../teeth/teeth.ts';

const leak = (name: string, defect: string, why: string) =>
  disguised('low_med_treatment_leak', name, defect, why);
const gentle = (name: string, defect: string, why: string) =>
  nearMiss('low_med_treatment_leak', name, defect, why);

export const LEAK_ROWS: readonly Tooth[] = [
  leak('product-name', 'leak_by_product_name', 'a name under product_name'),
  leak('stage', 'leak_by_stage', 'a treatment by its stage'),
  leak('nested-inci', 'leak_by_inci', 'one INCI name in a list in the ingredients'),
  leak('zero-width', 'leak_in_zero_width', 'characters without a width inside the word'),
  leak('full-width', 'leak_in_full_width', 'the word in characters of full width'),
  leak('another-card', 'leak_in_another_card', 'the step of a routine, in a card beside the recommendations'),
  leak('level-in-capitals', 'leak_told_by_capitals', 'a level of the confidence in capitals and spaces'),
  leak('score-as-text', 'leak_told_by_text_score', 'a score of the confidence that is a text'),
  gentle('retinol-free', 'healthy_retinol_free', 'names that say what is left out, in both languages'),
  gentle(
    'salicylate-filters',
    'healthy_salicylate_filters',
    'sunscreen filters that are salicylates, and rinds',
  ),
  gentle('avoid-list', 'healthy_avoid_list', 'warnings and lists that name treatments to keep away from'),
];
