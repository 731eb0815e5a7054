// Every row of Aurora's matrix.
import type { Tooth } from '../../../teeth/teeth.ts';
import { END_ROWS } from './at-the-end.ts';
import { DISGUISED_ROWS } from './disguises.ts';
import { DRIFT_ROWS } from './drift.ts';
import { HEALTHY_ROWS } from './healthy.ts';
import { LANGUAGE_ROWS } from './language.ts';
import { LEAK_ROWS } from './leaks.ts';
import { PROMISE_ROWS } from './promises.ts';
import { SUITE_ROWS } from './suite.ts';
import { SURROUNDINGS_ROWS } from './surroundings.ts';

export const ROWS: readonly Tooth[] = [
  ...PROMISE_ROWS,
  ...END_ROWS,
  ...LANGUAGE_ROWS,
  ...DISGUISED_ROWS,
  ...LEAK_ROWS,
  ...SUITE_ROWS,
  ...SURROUNDINGS_ROWS,
  ...DRIFT_ROWS,
  ...HEALTHY_ROWS,
];

/** A fast choice of one row of each kind, for tests. */
export const FAST_IDS: readonly string[] = [
  'safety_with_recommendations/disguised/every-answer',
  'low_med_treatment_leak/one-variant',
  'schema_violation/disguised/invalid-utf8-text',
  'http_4xx/one-phase',
  'http_5xx_rate_5m/disguised/html-502',
  'transport_error_rate_5m/disguised/hang',
  'transport_errors_2h/full-rate',
  'notice_without_actions/under-a-toxic',
  'suite_errors/other-means/script-throws',
  'rolling_windows_seen/other-means/blind-sentinel',
  'toxics_bit/other-means/mock-mode',
  'low_med_treatment_leak/near-miss/no-retinol',
];
