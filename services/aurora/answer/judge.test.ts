// A gate that cannot fail is no gate: each violation has answers that must break it and answers that must not.
import { describe, expect, it, test } from 'vitest';
import {
  type Findings,
  judgeAnswer,
  toTransportFindings,
  type Validate,
} from '../../../lib/core/answer/findings.ts';
import type { ReceivedBody } from '../../../lib/core/answer/received-body.ts';
import {
  CLEAN,
  toCard,
  toEnvelope,
  toNotice,
  toRecommendations,
  toRecosRequested,
} from '../../../test/runs/samples.ts';
import { SERVICE } from '../service.ts';

const keeps: Validate = () => undefined;
const breaks: Validate = () => 'not as agreed';

const judgeBody = (step: string, status: number, body: ReceivedBody, validate: Validate) => {
  const route = 'analysis_skin';
  const asked = { journey: '', step, route, variant: 'EN', traceId: 'trace_1', uid: '', taken: {} };
  return judgeAnswer(SERVICE, asked, status, body, validate, () => undefined);
};
const judge = (body: unknown, validate = keeps, step = 'reco_chat', status = 200) =>
  judgeBody(step, status, { json: body }, validate);
const judgeCards = (...cards: unknown[]) => judge(toEnvelope(cards));
const judgeStatus = (status: number, body: unknown, validate = keeps) =>
  judge(body, validate, 'reco_chat', status);
const judgeRedFlag = (...cards: unknown[]) => judge(toEnvelope(cards), keeps, 'red_flag_chat');
const judgeEvent = (data: unknown, product: unknown) =>
  judge(toEnvelope([toRecommendations(product)], { events: [toRecosRequested(data)] }));
/** Recommends `product` beside a low_confidence notice. */
const judgeLow = (product: unknown) => judgeCards(toNotice('low_confidence'), toRecommendations(product));

const GENTLE = { slot: 'moisturizer', name: 'Ceramide Cream' };
const RETINOL = { slot: 'serum', name: 'Retinol 0.5 Serum' };
const LOW = { confidence: { level: 'low' } };
const MISSING = { field: 'photo_id', reason: 'store_away' };
const SOME = toCard('analysis_summary', { analysis: { strategy: 'Cleanse gently.' } });

/** Judged within its test: what is judged while the tests are listed fails none of them. */
type Judge = () => Findings;
interface Rows {
  readonly must: Readonly<Record<string, Judge>>;
  readonly mustNot: Readonly<Record<string, Judge>>;
}
const TABLE: Readonly<Record<string, Rows>> = {
  answer_not_ours: {
    must: {
      "another call's": () => judge(toEnvelope([SOME], { trace_id: 'trace_2' })),
      'without a trace': () => judge({ cards: [SOME] }, breaks),
      'instead of a block': () => judge(toEnvelope([SOME], { trace_id: '' }), breaks, 'red_flag_chat'),
      "another call's error": () => judgeStatus(503, toEnvelope([SOME], { trace_id: 'trace_2' }), breaks),
    },
    mustNot: {
      'its own': () => judgeCards(SOME),
      'its own error': () => judgeStatus(503, toEnvelope([SOME])),
      'an error that claims nothing': () => judgeStatus(503, { error: 'overloaded', trace_id: 'trace_2' }),
    },
  },
  transport_error: {
    must: { 'no body was received': () => toTransportFindings('connection reset') },
    mustNot: { 'an answer, however bad': () => judgeStatus(502, null) },
  },
  call_unsent: {
    must: {
      'no descriptors left': () => toTransportFindings('dial tcp 127.0.0.1:1: socket: too many open files'),
    },
    mustNot: { 'a reset': () => toTransportFindings('connection reset') },
  },
  http_5xx: {
    must: {
      'a 500 with a whole envelope': () => judgeStatus(500, toEnvelope()),
      'a 502 with HTML': () => judgeBody('analysis', 502, { notJson: 'not JSON' }, breaks),
      'a 503 with other JSON': () => judgeStatus(503, { error: 'overloaded' }, breaks),
    },
    mustNot: { 'a 499': () => judgeStatus(499, {}), 'a 200': () => judgeCards(SOME) },
  },
  http_4xx: {
    must: {
      'a 400 with a whole envelope': () => judgeStatus(400, toEnvelope()),
      'a 499': () => judgeStatus(499, {}),
    },
    mustNot: { 'a 399': () => judgeStatus(399, toEnvelope()), 'a 500': () => judgeStatus(500, {}) },
  },
  safety_with_recommendations: {
    must: {
      'in two cards': () => judgeCards(toNotice('safety_block'), toRecommendations(GENTLE)),
      'the recommendations first': () => judgeCards(toRecommendations(GENTLE), toNotice('safety_block')),
      'the block as the second notice': () =>
        judgeCards(toNotice('low_confidence'), toNotice('safety_block'), toRecommendations(GENTLE)),
      'the products in the second card': () =>
        judgeCards(toNotice('safety_block'), toRecommendations(), toRecommendations(GENTLE)),
    },
    mustNot: {
      'products of a card of another type': () =>
        judgeCards(toNotice('safety_block'), toCard('routine', { recommendations: [GENTLE] })),
      'an empty list': () => judgeCards(toNotice('safety_block'), toRecommendations()),
      'another notice': () => judgeCards(toNotice('low_confidence'), toRecommendations(GENTLE)),
    },
  },
  red_flag_not_blocked: {
    must: {
      'products instead': () => judgeRedFlag(toRecommendations(GENTLE)),
      'another notice': () => judgeRedFlag(toNotice('artifact_missing')),
      'no cards': () => judgeRedFlag(),
    },
    mustNot: {
      'a block': () => judgeRedFlag(toNotice('safety_block')),
      'a block behind another notice': () =>
        judgeRedFlag(toNotice('low_confidence'), toNotice('safety_block')),
      'no red flag was told': () => judgeCards(toRecommendations(GENTLE)),
      'an error status': () => judge(toEnvelope([]), keeps, 'red_flag_chat', 503),
    },
  },
  low_med_treatment_leak: {
    must: {
      'by name': () => judgeLow(RETINOL),
      'by slot': () => judgeLow({ slot: 'treatment', name: 'Night Care' }),
      'by step': () => judgeLow({ step: 'treatment' }),
      'by category': () => judgeLow({ category: 'Chemical Peel' }),
      'by type': () => judgeLow({ type: 'exfoliant_aha' }),
      'by an ingredient': () => judgeLow({ name: 'Night Care', ingredients: ['Water', 'Salicylic Acid'] }),
      'by an ingredient object': () => judgeLow({ key_ingredients: [{ name: 'Glycolic Acid' }] }),
      'by the nested product': () => judgeLow({ slot: 'serum', product: { name: 'Adapalene Gel' } }),
      'by a Chinese name': () => judgeLow({ name: '视黄醇精华' }),
      'by a Chinese ingredient': () => judgeLow({ name: '夜间精华', ingredients: ['水', '水杨酸'] }),
      'as the second product': () =>
        judgeCards(toNotice('low_confidence'), toRecommendations(GENTLE, RETINOL)),
      'in the second card': () =>
        judgeCards(toNotice('low_confidence'), toRecommendations(GENTLE), toRecommendations(RETINOL)),
      'by product_name': () => judgeLow({ product_name: 'Retinal Booster' }),
      'by an INCI name in a list': () => judgeLow({ ingredients: { list: [{ inci: 'RETINOL' }] } }),
      'in a card of another type': () =>
        judgeCards(toNotice('low_confidence'), toCard('routine', { pm: [{ product: RETINOL }] })),
      'low by a level in capitals': () =>
        judgeCards(toCard('analysis_summary', { confidence: { level: 'LOW' } }), toRecommendations(RETINOL)),
      'low by a score that is a text': () => judgeEvent({ confidence_score: '0.4' }, RETINOL),
      'low by a payload level': () => judgeCards(toCard('analysis_summary', LOW), toRecommendations(RETINOL)),
      'low by a medium score': () =>
        judgeCards(toCard('analysis_summary', { confidence: { score: 0.75 } }), toRecommendations(RETINOL)),
      'low by the level of the recommendation': () =>
        judgeCards(
          toCard('recommendations', {
            recommendations: [RETINOL],
            recommendation_confidence_level: 'medium',
          }),
        ),
      'low by the event': () => judgeEvent({ low_confidence: true }, RETINOL),
      'low by the level of the event': () => judgeEvent({ confidence_level: 'medium' }, RETINOL),
      'low by the score of the event': () => judgeEvent({ confidence_score: 0.4 }, RETINOL),
    },
    mustNot: {
      'a gentle product': () => judgeLow(GENTLE),
      '"no retinol" in a reason': () => judgeLow({ ...GENTLE, reasons: ['no retinol'], reason: 'no 视黄醇' }),
      '"retinol-free" in the name': () => judgeLow({ name: 'Retinol-Free Serum' }),
      '"galactic" and "Bahama"': () => judgeLow({ name: 'Galactic Bahama Mist' }),
      'a warning that names one': () => judgeLow({ ...GENTLE, warnings: ['do not mix with AHA'] }),
      'high confidence': () =>
        judgeCards(
          toCard('analysis_summary', { confidence: { level: 'high', score: 0.76 } }),
          toRecommendations(RETINOL),
        ),
      'a score that is nothing': () =>
        judgeCards(toCard('analysis_summary', { confidence: { score: null } }), toRecommendations(RETINOL)),
      'an event of high confidence': () =>
        judgeEvent({ low_confidence: false, confidence_level: 'high', confidence_score: 0.76 }, RETINOL),
      'an event of another name': () =>
        judge(
          toEnvelope([toRecommendations(RETINOL)], {
            events: [{ event_name: 'shown', data: { low_confidence: true } }],
          }),
        ),
    },
  },
  notice_without_actions: {
    must: {
      missing: () => judgeCards(toCard('confidence_notice', { reason: 'low_confidence' })),
      empty: () => judgeCards(toNotice('low_confidence', [])),
      'a string': () => judgeCards(toNotice('low_confidence', 'try_again')),
      'an object': () => judgeCards(toNotice('low_confidence', { first: 'try_again' })),
      null: () => judgeCards(toNotice('low_confidence', null)),
      'a broken notice behind a good one': () =>
        judgeCards(toNotice('low_confidence'), toNotice('artifact_missing', [])),
      'no payload': () => judgeCards({ card_id: 'c', type: 'confidence_notice' }),
      'a blank name': () => judgeCards(toNotice('low_confidence', [' '])),
      'null alone': () => judgeCards(toNotice('low_confidence', [null])),
    },
    mustNot: {
      'one action': () => judgeCards(toNotice('low_confidence', ['upload_photo'])),
      'no notice': () => judgeCards(SOME),
    },
  },
  empty_cards: {
    must: { 'no cards': () => judgeCards() },
    mustNot: {
      'a notice alone': () => judgeCards(toNotice('artifact_missing')),
      'a card alone': () => judgeCards(SOME),
      'cards that are no list (the contract says so)': () => judge(toEnvelope(null), breaks),
    },
  },
  no_renderable_cards: {
    must: {
      'an empty list of products alone': () => judgeCards(toRecommendations()),
      'cards with nothing in them': () => judgeCards(toCard('profile', {}), toCard('ingredient_plan', {})),
      'cards that are no objects': () => judgeCards(null, 7, 'card'),
      'empty texts and lists': () =>
        judgeCards(toCard('profile', { profile: { goals: [], region: ' ', note: null } })),
      'a reason for another field': () =>
        judgeCards({ ...toCard('photo_confirm', { qc_status: null }), field_missing: [MISSING] }),
      'a field that is lacking for no reason': () =>
        judgeCards({
          ...toCard('photo_confirm', { photo_id: null }),
          field_missing: [{ field: 'photo_id' }],
        }),
      'an empty list of products, and why': () =>
        judgeCards({
          ...toRecommendations(),
          field_missing: [{ field: 'recommendations', reason: 'upstream_timeout' }],
        }),
      'a product with nothing in it': () => judgeCards(toRecommendations({}, { name: '\u200b' })),
      'a title over nothing': () => judgeCards({ ...toCard('profile', {}), title: 'Your skin' }),
      'nothing, beside a text of the assistant': () =>
        judge(toEnvelope([toCard('profile', {})], { assistant_message: { content: 'Hello' } })),
    },
    mustNot: {
      'a card that says which field it lacks, and why': () =>
        judgeCards({ ...toCard('photo_confirm', { photo_id: null }), field_missing: [MISSING] }),
      'an empty list beside a notice': () => judgeCards(toRecommendations(), toNotice('low_confidence')),
      'a list with a product in it': () => judgeCards(toRecommendations(GENTLE)),
      'one card with something in it': () => judgeCards(toRecommendations(), SOME),
      'cards that are no list (the contract says so)': () => judge(toEnvelope(null), breaks),
      'no cards at all (that is empty_cards)': () => judgeCards(),
    },
  },
  schema_violation: {
    must: {
      'a broken contract': () => judge(toEnvelope(), breaks),
      'no JSON': () => judgeBody('analysis', 200, { notJson: 'an empty body' }, keeps),
      'an error status with a broken envelope': () => judgeStatus(400, toEnvelope(), breaks),
    },
    mustNot: {
      'a contract that is kept': () => judgeCards(SOME),
      'an error status with a whole envelope': () => judgeStatus(400, toEnvelope()),
      'an error status that claims no envelope': () => judgeStatus(500, { error: 'x' }, breaks),
      'an error status without JSON': () => judgeBody('analysis', 502, { notJson: 'html' }, breaks),
    },
  },
};

describe.each(SERVICE.violations)('%s', (id) => {
  const { must, mustNot } = TABLE[id]!;
  it.each(Object.entries(must))('is found: %s', (_, judged) => {
    const found = judged();
    expect(found.violations).toContain(id);
    expect(found.detail).not.toBe('');
  });
  it.each(Object.entries(mustNot))('is not found: %s', (_, judged) => {
    expect(judged().violations).not.toContain(id);
  });
});

test('every violation of an answer is told, the most telling first and in the detail', () => {
  const found = judge(
    toEnvelope([toNotice('safety_block', []), toCard('profile', LOW), toRecommendations(RETINOL)]),
    breaks,
  );
  expect(found.violations).toEqual([
    'safety_with_recommendations',
    'low_med_treatment_leak',
    'notice_without_actions',
    'schema_violation',
  ]);
  expect(found.detail).toContain('safety_block');
});

/** What is found where nothing was looked at. */
const UNJUDGED: Findings = { ...CLEAN, judged: false };

test.each<[string, Judge, Findings]>([
  ['a clean answer', () => judgeCards(SOME), CLEAN],
  [
    'no body',
    () => toTransportFindings('reset'),
    { ...UNJUDGED, violations: ['transport_error'], detail: 'reset' },
  ],
  [
    'an error status',
    () => judgeStatus(500, toEnvelope([toNotice('low_confidence')])),
    { ...UNJUDGED, violations: ['http_5xx'], detail: 'status 500' },
  ],
  [
    'an error status with a broken envelope',
    () => judgeStatus(404, toEnvelope(), breaks),
    { ...UNJUDGED, violations: ['http_4xx', 'schema_violation'], detail: 'status 404; not as agreed' },
  ],
  [
    'a block beside products',
    () => judgeCards(toNotice('safety_block'), toRecommendations(GENTLE, GENTLE)),
    {
      ...CLEAN,
      flags: ['notice', 'safety_block'],
      violations: ['safety_with_recommendations'],
      detail: 'a safety_block beside 2 recommendations (/cards/1)',
    },
  ],
  [
    'a red flag let through',
    () => judgeRedFlag(SOME),
    {
      ...CLEAN,
      violations: ['red_flag_not_blocked'],
      detail: 'a medical red flag without a safety_block (/cards)',
    },
  ],
  [
    'a leak',
    () => judgeLow(RETINOL),
    {
      ...CLEAN,
      flags: ['notice', 'low_confidence'],
      violations: ['low_med_treatment_leak'],
      detail: 'a treatment recommended under low or medium confidence (/cards/1)',
    },
  ],
  [
    'a notice without actions',
    () => judgeCards(toNotice('artifact_missing', [])),
    {
      ...CLEAN,
      flags: ['notice'],
      violations: ['notice_without_actions'],
      detail: 'a confidence_notice without actions (/cards/0/payload/actions)',
    },
  ],
  [
    'no cards',
    () => judgeCards(),
    { ...CLEAN, violations: ['empty_cards'], detail: 'no cards and no notice (/cards)' },
  ],
  [
    'nothing to see',
    () => judgeCards(toRecommendations()),
    {
      ...CLEAN,
      violations: ['no_renderable_cards'],
      detail: 'no notice and no card a person could see (/cards)',
    },
  ],
  [
    'a broken contract',
    () => judge(toEnvelope([SOME]), breaks),
    { ...CLEAN, violations: ['schema_violation'], detail: 'not as agreed' },
  ],
])('the whole of what is found: %s', (_, judged, want) => {
  expect(judged()).toEqual(want);
});

test('the most telling comes first, in every answer of these tables', () => {
  for (const { must, mustNot } of Object.values(TABLE))
    for (const judged of [...Object.values(must), ...Object.values(mustNot)]) {
      const { violations } = judged();
      expect(violations).toEqual(SERVICE.violations.filter((id) => violations.includes(id)));
    }
});

test.each<[string, Judge, Partial<Findings>]>([
  ['a notice', () => judgeCards(toNotice('artifact_missing')), { judged: true, flags: ['notice'] }],
  ['a safety block', () => judgeCards(toNotice('safety_block')), { flags: ['notice', 'safety_block'] }],
  [
    'a degraded answer',
    () => judgeCards(toNotice('timeout_degraded')),
    { flags: ['notice', 'timeout_degraded'] },
  ],
  ['low confidence', () => judgeCards(toNotice('low_confidence')), { flags: ['notice', 'low_confidence'] }],
  [
    'a guard fallback',
    () => judge(toEnvelope([SOME], { events: [{ event_name: 'reco_output_guard_fallback' }] })),
    { flags: ['reco_output_guard_fallback'], violations: [] },
  ],
  [
    'no JSON',
    () => judgeBody('analysis', 200, { notJson: 'html' }, keeps),
    { judged: true, detail: 'status 200: html' },
  ],
])('beside violations it tells %s', (_, judged, want) => {
  expect(judged()).toMatchObject(want);
});

const ODD: readonly unknown[] = [
  null,
  undefined,
  0,
  -1.5,
  '',
  'text',
  true,
  [],
  [[]],
  [null],
  {},
  { a: null },
];
/** Every place of an answer that is read, holding `odd`. */
const PLACES: Readonly<Record<string, (odd: unknown) => unknown>> = {
  body: (odd) => odd,
  cards: (odd) => toEnvelope(odd),
  card: (odd) => toEnvelope([odd, toNotice('low_confidence')]),
  'card type': (odd) => toEnvelope([toCard(odd, {})]),
  payload: (odd) => toEnvelope([toCard('recommendations', odd), toCard('confidence_notice', odd)]),
  reason: (odd) => toEnvelope([toCard('confidence_notice', { reason: odd, actions: odd })]),
  confidence: (odd) =>
    toEnvelope([
      toCard('profile', { confidence: odd }),
      toCard('profile', { confidence: { level: odd, score: odd } }),
    ]),
  recommendations: (odd) =>
    toEnvelope([toNotice('low_confidence'), toCard('recommendations', { recommendations: odd })]),
  product: (odd) =>
    toEnvelope([toNotice('low_confidence'), toRecommendations(odd, { name: odd, product: odd })]),
  events: (odd) => toEnvelope([], { events: odd }),
  event: (odd) => toEnvelope([], { events: [odd, toRecosRequested(odd)] }),
};

test.each(Object.entries(PLACES))('any JSON value as %s is judged, never thrown on', (_, toBody) => {
  for (const odd of ODD)
    for (const status of [200, 404, 500])
      for (const step of ['reco_chat', 'red_flag_chat'] as const)
        expect(judge(toBody(odd), keeps, step, status).violations).toBeInstanceOf(Array);
});
