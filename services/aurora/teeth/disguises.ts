// What fools validators and counters: a fault that looks like something else, or like nothing.
import type { OptionValues } from '../../../lib/core/options/option.ts';
import { BASELINE, LONG } from '../../../teeth/loads.ts';
import { disguised } from '../../../teeth/row-ways.ts';
import { ROLLING_STOP_MS, type Tooth } from '../../../teeth/teeth.ts';
import { RED_FLAGS } from './loads.ts';

const rolling = { withinMs: ROLLING_STOP_MS };
/** The count of lost calls would stop the run one call earlier; here the share is to be the reason. */
const LOST: OptionValues = { ...BASELINE, MAX_TRANSPORT_ERRORS: '1000000' };

export const DISGUISED_ROWS: readonly Tooth[] = [
  disguised('schema_violation', 'extra-root-key', 'schema_extra_root_key', 'an unknown key at the root'),
  disguised('schema_violation', 'missing-request-id', 'schema_missing_request_id', 'a key is missing'),
  disguised('answer_not_ours', 'empty-trace-id', 'schema_empty_trace_id', 'a trace id is there, and empty', {
    beside: ['schema_violation'],
  }),
  disguised('answer_not_ours', 'no-trace-id', 'trace_id_missing', 'no trace id at all', {
    beside: ['schema_violation'],
  }),
  disguised('answer_not_ours', 'one-for-all', 'trace_id_constant', 'the same trace id in every answer'),
  disguised(
    'answer_not_ours',
    'former-call',
    'trace_id_of_former_call',
    "the trace id of the same user's call before",
  ),
  disguised(
    'answer_not_ours',
    'upload-of-another',
    'answer_of_another_user,route=/v1/photos/upload',
    'the photo of another user is confirmed, where an id of the service would be allowed',
  ),
  disguised(
    'schema_violation',
    'broken-second-card',
    'schema_broken_second_card',
    'a broken card behind a good one',
  ),
  disguised(
    'schema_violation',
    'broken-second-recommendations',
    'schema_broken_second_recommendations',
    'a second list of products that is no list',
  ),
  disguised(
    'schema_violation',
    'unknown-reason',
    'schema_unknown_notice_reason',
    'a notice with a reason nobody knows',
  ),
  disguised('schema_violation', 'deep-nesting', 'deep_nesting', 'lists in lists, 2,000 deep'),
  disguised(
    'schema_violation',
    'redirect-with-envelope',
    'http_302_envelope',
    'a redirect whose body keeps the contract, which no browser shows',
  ),
  disguised('schema_violation', 'html-200', 'html_200', 'a page of HTML with status 200'),
  disguised('schema_violation', 'empty-body-200', 'empty_body_200', 'status 200 and no byte'),
  disguised('schema_violation', 'truncated-json', 'truncated_json', 'JSON that ends in the middle'),
  disguised('schema_violation', 'invalid-utf8-key', 'invalid_utf8', 'a byte that is no UTF-8, in a key'),
  disguised(
    'schema_violation',
    'invalid-utf8-text',
    'invalid_utf8_in_text',
    'half a character in a text, which lenient readers mend in silence',
  ),
  disguised('empty_cards', 'duplicate-keys', 'duplicate_keys', 'two lists of cards, the last one empty'),
  disguised(
    'empty_cards',
    'behind-good-ones',
    'empty_cards,rate=0.02,header=x-trace-id:_photo_usable_,lang=CN',
    'one in fifty, in one journey, in one language',
    {},
    LONG,
  ),
  disguised(
    'no_renderable_cards',
    'every-answer',
    'no_renderable_cards',
    'cards in plenty, and nothing a person could see',
    { hole: 5 },
  ),
  disguised(
    'no_renderable_cards',
    'blank-payloads',
    'blank_cards',
    'payloads full of blank texts and empty lists',
  ),
  disguised(
    'notice_without_actions',
    'blank-actions',
    'notice_actions_blank',
    'three actions, and none has a name that can be seen',
  ),
  disguised(
    'notice_without_actions',
    'second-notice',
    'second_notice_without_actions',
    'a broken notice behind a good one',
    { hole: 4 },
  ),
  disguised(
    'notice_without_actions',
    'actions-text',
    'notice_actions_wrong_type',
    'actions is a text, which has a length too',
    { beside: ['schema_violation'] },
  ),
  disguised(
    'notice_without_actions',
    'actions-gone',
    'notice_actions_missing',
    'a notice without the key at all',
    { beside: ['schema_violation'] },
  ),
  disguised(
    'low_med_treatment_leak',
    'in-chinese',
    'low_med_leak_cn',
    'a treatment that only its Chinese name gives away',
    { hole: 4 },
  ),
  disguised(
    'low_med_treatment_leak',
    'in-english',
    'low_med_leak_en',
    'a treatment that only its English name gives away',
  ),
  disguised(
    'safety_with_recommendations',
    'every-answer',
    'safety_with_recommendations',
    'products beside every block: counted by the old suite, and never stopped on',
    { hole: 1 },
    RED_FLAGS,
  ),
  disguised(
    'red_flag_not_blocked',
    'every-answer',
    'red_flag_not_blocked',
    'a medical emergency answered with products',
    { hole: 6 },
    RED_FLAGS,
  ),
  disguised('http_4xx', 'valid-envelope', 'http_400_envelope', 'every answer a 400 whose body is perfect', {
    hole: 2,
  }),
  disguised('http_4xx', 'firewall', 'waf_403', 'a page of a firewall in front of the service'),
  disguised('http_5xx_rate_5m', 'cdn', 'cdn_54113', 'a page of a CDN that cannot reach the service', rolling),
  disguised(
    'http_5xx_rate_5m',
    'one-in-18',
    'http_500_json,rate=0.0556',
    'one 500 in 18 answers',
    { ...rolling, hole: 2 },
    LONG,
  ),
  disguised(
    'http_5xx_rate_5m',
    'html-502',
    'http_502_html',
    'a 502 with a page of HTML is a 5xx, no broken contract',
    { ...rolling, hole: 3 },
  ),
  disguised('http_5xx_rate_5m', 'json-500', 'http_500_json', 'a 500 with JSON is a 5xx, no broken contract', {
    ...rolling,
    hole: 3,
  }),
  disguised(
    'http_5xx_rate_5m',
    'valid-envelope',
    'http_500_envelope',
    'a 500 whose body is perfect',
    rolling,
  ),
  disguised(
    'http_5xx_rate_5m',
    'nothing-else',
    'http_500_json,route=/v1/chat',
    'a 500 counts once, under its own name, whatever its answer lacks',
    { ...rolling, hole: 14 },
  ),
  disguised(
    'transport_error_rate_5m',
    'hang',
    'hang,route=/v1/profile/update',
    'no answer at all, past the time-out of 10 s',
    rolling,
    { ...LOST, DURATION_SECONDS: '15' },
  ),
  disguised(
    'transport_error_rate_5m',
    'slow-drip-past-time-out',
    'slow_drip,ms=60000,route=/v1/profile/update',
    'bytes that keep coming, past the time-out of 10 s',
    rolling,
    { ...LOST, DURATION_SECONDS: '15' },
  ),
  disguised('transport_error_rate_5m', 'reset', 'connection_reset', 'the connection is reset', rolling, LOST),
  disguised(
    'transport_error_rate_5m',
    'cut-off',
    'body_cut_off',
    'half of the promised bytes',
    rolling,
    LOST,
  ),
  disguised(
    'transport_errors_2h',
    'four-of-many',
    'connection_reset,rate=0.005,times=4',
    'four lost calls, one in 200: half a percent and no more',
    { ...rolling, hole: 10 },
    LONG,
  ),
];
