// A gate that cannot fail is no gate: each violation of ChatCards v1 has answers that must break it and answers that must not.
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { Judged } from '../../../lib/core/service/service.ts';
import {
  toChat,
  toChatCard,
  toChatNotice,
  toChatRecommendations,
  toOps,
  toSafety,
  toTriage,
} from '../../../test/aurora/chat-cards.ts';
import { toCard, toEnvelope, toNotice, toRecommendations } from '../../../test/runs/samples.ts';
import { judge as judgeAsked } from './judge.ts';

const HEADERS: Readonly<Record<string, string>> = {
  'x-aurora-variant': 'legacy',
  'x-aurora-bucket': '7',
  'x-aurora-policy-version': 'p0',
};
const META = { rollout_variant: 'legacy', rollout_bucket: 7, policy_version: 'p0' };
const header = (name: string) => HEADERS[name];

const judge = (json: unknown, step = 'reco_chat', route = 'chat') =>
  judgeAsked({ step, route, variant: 'EN' }, json, header);
const judgeCards = (...cards: unknown[]) => judge(toChat(cards));
const judgeWith = (more: Readonly<Record<string, unknown>>, ...cards: unknown[]) =>
  judge(toChat(cards, more));
const judgeRedFlag = (more: Readonly<Record<string, unknown>>, ...cards: unknown[]) =>
  judge(toChat(cards, more), 'red_flag_chat');
/** Recommends `product` beside a low_confidence notice. */
const judgeLow = (product: unknown) =>
  judgeCards(toChatNotice('low_confidence'), toChatRecommendations(product));
/** Recommends a treatment, with this event alone to tell the confidence. */
const judgeEvent = (more: Readonly<Record<string, unknown>>) =>
  judgeWith(more, toChatRecommendations(RETINOL));

/** As the owners of the service list them. */
const LISTED_REASONS = [
  'artifact_missing',
  'low_confidence',
  'safety_block',
  'timeout_degraded',
  'upstream_empty_recommendations',
  'upstream_schema_invalid',
  'ingredient_constraint_no_match',
  'low_confidence_treatment_filtered',
];
const GENTLE = { step: 'moisturizer', name: 'Ceramide Cream' };
const GENTLE_CN = { step: '保湿', name: '神经酰胺面霜' };
const RETINOL = { step: 'serum', name: 'Retinol 0.5 Serum' };
const STEPS = [
  { step: 'cleanser', reasons: ['lukewarm water'] },
  { category: 'Moisturizer' },
  { step: '防晒', note: '每天早上' },
];
const SOME = toChatCard('routine', { steps: 3 });
const TRIAGE = toTriage({ risk_level: 'high' });
const LOW = { low_confidence: true };

/** Judged within its test: what is judged while the tests are listed fails none of them. */
type Judge = () => Judged;
interface Rows {
  readonly must: Readonly<Record<string, Judge>>;
  readonly mustNot: Readonly<Record<string, Judge>>;
}
/** In the order in which they name the reason for a stop. */
const TABLE: Readonly<Record<string, Rows>> = {
  safety_with_recommendations: {
    must: {
      'a block beside a product': () =>
        judgeCards(toChatNotice('safety_block'), toChatRecommendations(GENTLE)),
      'a block beside a product, in Chinese': () =>
        judgeCards(toChatNotice('safety_block'), toChatRecommendations(GENTLE_CN)),
      'the products first': () => judgeCards(toChatRecommendations(GENTLE), toChatNotice('safety_block')),
      'the block as the second notice': () =>
        judgeCards(
          toChatNotice('low_confidence'),
          toChatNotice('safety_block'),
          toChatRecommendations(GENTLE),
        ),
      'the products in the second card': () =>
        judgeCards(toChatNotice('safety_block'), toChatRecommendations(), toChatRecommendations(GENTLE)),
      'risk_level high beside a product': () =>
        judgeWith(toSafety('high', 'bleeding'), toChatRecommendations(GENTLE)),
      'risk_level high without red flags beside a product': () =>
        judgeWith(toSafety('high'), toChatRecommendations(GENTLE)),
      'products in a section': () =>
        judgeWith(
          toSafety('high', 'pus'),
          toChatCard('recommendations', undefined, { sections: [{ kind: 'list', items: [GENTLE] }] }),
        ),
      'products in the list of a section': () =>
        judgeWith(
          toSafety('high', 'pus'),
          toChatCard('recommendations', undefined, { sections: [{ recommendations: [GENTLE] }] }),
        ),
      'steps beside a block without triage': () =>
        judgeCards(toChatNotice('safety_block'), toChatRecommendations(...STEPS)),
      'a product with a name beside triage': () => judgeCards(TRIAGE, toChatRecommendations(GENTLE)),
      'a product with a name beside triage, in Chinese': () =>
        judgeCards(TRIAGE, toChatRecommendations(GENTLE_CN)),
      'a product with a title beside triage': () =>
        judgeCards(TRIAGE, toChatRecommendations({ step: 'cleanser', title: 'Foam No. 3' })),
      'a product with a link beside triage': () =>
        judgeCards(TRIAGE, toChatRecommendations({ step: 'cleanser', url: 'https://shop.example/p/1' })),
      'a nested product beside triage': () =>
        judgeCards(TRIAGE, toChatRecommendations({ step: 'sunscreen', product: { name: 'Day Veil' } })),
      'one product among steps beside triage': () =>
        judgeCards(TRIAGE, toChatRecommendations(...STEPS, GENTLE)),
      'a treatment step beside triage': () =>
        judgeCards(TRIAGE, toChatRecommendations({ step: 'treatment' })),
      'a step that says nothing beside triage': () => judgeCards(TRIAGE, toChatRecommendations({})),
      'a text beside triage': () => judgeCards(TRIAGE, toChatRecommendations('Ceramide Cream')),
    },
    mustNot: {
      'an empty list beside a block': () => judgeCards(toChatNotice('safety_block'), toChatRecommendations()),
      'an empty list beside a high risk': () =>
        judgeWith(toSafety('high', 'bleeding'), toChatRecommendations()),
      'gentle steps beside triage': () => judgeCards(TRIAGE, toChatRecommendations(...STEPS)),
      'gentle steps beside triage and a high risk': () =>
        judgeWith(toSafety('high', 'bleeding'), TRIAGE, toChatRecommendations(...STEPS)),
      'products beside a medium risk': () =>
        judgeWith(toSafety('medium', 'stinging'), toChatRecommendations(GENTLE)),
      'products beside another notice': () =>
        judgeCards(toChatNotice('low_confidence'), toChatRecommendations(GENTLE)),
      'products beside a triage card that sees no danger': () =>
        judgeCards(toTriage({ risk_level: 'low', red_flags: [] }), toChatRecommendations(GENTLE)),
      'products of a card of another type': () =>
        judgeCards(toChatNotice('safety_block'), toChatCard('routine', { recommendations: [GENTLE] })),
      'bullets in a section': () =>
        judgeCards(
          toChatNotice('safety_block'),
          toChatCard(
            'recommendations',
            { recommendations: [] },
            { sections: [{ items: ['see a doctor', null] }] },
          ),
        ),
    },
  },
  red_flag_not_blocked: {
    must: {
      'products instead': () => judgeRedFlag({}, toChatRecommendations(GENTLE)),
      'an untrusted planner, and no risk': () => judgeRedFlag({}, toChatNotice('planner_untrusted')),
      'another notice': () => judgeRedFlag({}, toChatNotice('artifact_missing')),
      'a high risk that names no red flag': () => judgeRedFlag(toSafety('high'), SOME),
      'red flags at a medium risk': () => judgeRedFlag(toSafety('medium', 'bleeding'), SOME),
      'a triage card that sees no danger': () =>
        judgeRedFlag({}, toTriage({ risk_level: 'medium', red_flags: [] })),
      'a triage card that says nothing': () => judgeRedFlag({}, toChatCard('triage', {})),
      'a card of another type that speaks of a high risk': () =>
        judgeRedFlag({}, toChatCard('nudge', { risk_level: 'high', red_flags: ['bleeding'] })),
      'no safety': () => judgeRedFlag({ safety: undefined }, SOME),
      'no cards': () => judgeRedFlag({}),
    },
    mustNot: {
      'a high risk with its red flags': () => judgeRedFlag(toSafety('high', '化脓'), SOME),
      'a block': () => judgeRedFlag({}, toChatNotice('safety_block')),
      'a block behind another notice': () =>
        judgeRedFlag({}, toChatNotice('low_confidence'), toChatNotice('safety_block')),
      'a triage card of high risk': () => judgeRedFlag({}, TRIAGE),
      'a triage card that names red flags': () =>
        judgeRedFlag({}, toTriage({ risk_level: 'medium', red_flags: ['bleeding'] })),
      'a triage card that says so in its payload': () =>
        judgeRedFlag({}, toChatCard('triage', { severity: 'block' })),
      'no red flag was told': () => judgeCards(toChatRecommendations(GENTLE)),
    },
  },
  low_med_treatment_leak: {
    must: {
      'by name': () => judgeLow(RETINOL),
      'by a Chinese name': () => judgeLow({ name: '视黄醇精华' }),
      'by step': () => judgeLow({ step: 'treatment' }),
      'by an ingredient': () => judgeLow({ name: 'Night Care', ingredients: ['Salicylic Acid'] }),
      'by a Chinese ingredient': () => judgeLow({ name: '夜间精华', ingredients: ['水杨酸'] }),
      'by the nested product': () => judgeLow({ product: { name: 'Adapalene Gel' } }),
      'as the second product': () =>
        judgeCards(toChatNotice('low_confidence'), toChatRecommendations(GENTLE, RETINOL)),
      'in a section': () =>
        judgeCards(
          toChatNotice('low_confidence'),
          toChatCard('recommendations', undefined, { sections: [{ products: [RETINOL] }] }),
        ),
      'a treatment in a card of another type': () =>
        judgeCards(toChatNotice('low_confidence'), toChatCard('routine', { recommendations: [RETINOL] })),
      'a treatment in a section of another card': () =>
        judgeCards(
          toChatNotice('low_confidence'),
          toChatCard('routine', undefined, { sections: [{ products: [RETINOL] }] }),
        ),
      'low by the level of a payload': () =>
        judgeCards(
          toChatCard('skin_status', { confidence: { level: 'medium' } }),
          toChatRecommendations(RETINOL),
        ),
      'low by the score of a payload': () =>
        judgeCards(
          toChatCard('skin_status', { confidence: { score: 0.75 } }),
          toChatRecommendations(RETINOL),
        ),
      'low by the level of the recommendation': () =>
        judgeCards(
          toChatCard('recommendations', {
            recommendations: [RETINOL],
            recommendation_confidence_level: 'low',
          }),
        ),
      'low by an event of ops': () => judgeEvent(toOps({ event_type: 'recos_requested', event_data: LOW })),
      'low by an event of ops, spelled as before': () =>
        judgeEvent(toOps({ event_name: 'recos_requested', data: { confidence_level: 'medium' } })),
      'low by an event at the root': () =>
        judgeEvent({ events: [{ event_name: 'recos_requested', data: { confidence_score: 0.4 } }] }),
      'low by the second event': () =>
        judgeEvent(toOps({ event_type: 'shown' }, { event_type: 'recos_requested', event_data: LOW })),
    },
    mustNot: {
      'a gentle product': () => judgeLow(GENTLE),
      'a gentle product, in Chinese': () => judgeLow(GENTLE_CN),
      '"no retinol" in a reason': () => judgeLow({ ...GENTLE, reasons: ['no retinol', '不含视黄醇'] }),
      '"retinol-free" in the name': () => judgeLow({ name: 'Retinol-Free Serum' }),
      'high confidence': () =>
        judgeCards(
          toChatCard('skin_status', { confidence: { level: 'high', score: 0.76 } }),
          toChatRecommendations(RETINOL),
        ),
      'an event of high confidence': () =>
        judgeEvent(
          toOps({
            event_type: 'recos_requested',
            event_data: { low_confidence: false, confidence_level: 'high', confidence_score: 0.76 },
          }),
        ),
      'a score that is nothing': () =>
        judgeCards(
          toChatCard('skin_status', { confidence: { score: null } }),
          toChatRecommendations(RETINOL),
        ),
      'an event of another name': () => judgeEvent(toOps({ event_type: 'shown', event_data: LOW })),
      'a treatment among what is to be avoided': () =>
        judgeCards(toChatNotice('low_confidence'), toChatCard('routine', { avoid: [RETINOL] })),
    },
  },
  notice_without_actions: {
    must: {
      missing: () => judgeCards(toChatCard('confidence_notice', { reason: 'low_confidence' })),
      empty: () => judgeCards(toChatNotice('low_confidence', [])),
      'a string': () => judgeCards(toChatNotice('low_confidence', 'try_again')),
      'an object': () => judgeCards(toChatNotice('low_confidence', { first: 'try_again' })),
      null: () => judgeCards(toChatNotice('low_confidence', null)),
      'a broken notice behind a good one': () =>
        judgeCards(toChatNotice('low_confidence'), toChatNotice('artifact_missing', [])),
      'no payload': () => judgeCards(toChatCard('confidence_notice')),
      "the card's own actions alone": () =>
        judgeCards(
          toChatCard('confidence_notice', { reason: 'low_confidence' }, { actions: [{ type: 'retry' }] }),
        ),
      ...Object.fromEntries(
        [...LISTED_REASONS, 'planner_untrusted'].map((reason) => [
          `the reason ${reason}`,
          () => judgeCards(toChatNotice(reason, [])),
        ]),
      ),
    },
    mustNot: {
      'no notice': () => judgeCards(SOME),
      ...Object.fromEntries(
        [...LISTED_REASONS, 'planner_untrusted'].map((reason) => [
          `the reason ${reason} with an action`,
          () => judgeCards(toChatNotice(reason)),
        ]),
      ),
    },
  },
  empty_cards: {
    must: {
      'no cards': () => judgeCards(),
      'a text alone, in Chinese': () => judge(toChat([], { assistant_text: '稍后再试' })),
    },
    mustNot: {
      'a notice alone': () => judgeCards(toChatNotice('artifact_missing')),
      'a card alone': () => judgeCards(SOME),
      'cards that are no list (the contract says so)': () => judge(toChat(null)),
    },
  },
  no_renderable_cards: {
    must: {
      'an empty list of products alone': () => judgeCards(toChatRecommendations()),
      'a recommendations card without anything': () => judgeCards(toChatCard('recommendations')),
      'cards with nothing in them': () =>
        judgeCards(
          toChatCard('routine', {}),
          toChatCard('travel'),
          toChatCard('nudge', {}, { sections: [] }),
        ),
      'cards that are no objects': () => judgeCards(null, 7, 'card'),
      'a section with nothing in it': () =>
        judgeCards(toChatCard('nudge', { text: ' ' }, { sections: [{ kind: 'checklist', items: [''] }] })),
      'products with nothing in them': () => judgeCards(toChatRecommendations({}, { sku: { name: '' } })),
      'a button without a label': () => judgeCards(toChatCard('nudge', {}, { actions: [{ label: ' ' }] })),
    },
    mustNot: {
      'a button alone': () => judgeCards(toChatCard('nudge', {}, { actions: [{ label: 'Try again' }] })),
      'an empty list beside a notice': () =>
        judgeCards(toChatRecommendations(), toChatNotice('low_confidence')),
      'a list with a product in it': () => judgeCards(toChatRecommendations(GENTLE)),
      'one card with a payload': () => judgeCards(toChatRecommendations(), SOME),
      'one card with a section': () =>
        judgeCards(toChatCard('travel', undefined, { sections: [{ items: ['防晒'] }] })),
      'products in a section': () =>
        judgeCards(toChatCard('recommendations', undefined, { sections: [{ items: [GENTLE] }] })),
      'cards that are no list (the contract says so)': () => judge(toChat(null)),
      'no cards at all (that is empty_cards)': () => judgeCards(),
    },
  },
};
const VIOLATIONS = Object.keys(TABLE);
const idsOf = ({ broken }: Judged) => broken.map(({ id }) => id);

describe.each(Object.entries(TABLE))('%s', (id, { must, mustNot }) => {
  it.each(Object.entries(must))('is found: %s', (_, judged) => {
    const found = judged().broken.find((one) => one.id === id);
    expect(found?.detail).toEqual(expect.stringMatching(/./));
  });
  it.each(Object.entries(mustNot))('is not found: %s', (_, judged) => {
    expect(idsOf(judged())).not.toContain(id);
  });
});

test('every violation of an answer is told, the most telling first', () => {
  const found = judgeRedFlag(
    toSafety('high'),
    toChatRecommendations(RETINOL),
    toChatNotice('low_confidence', []),
  );
  expect(idsOf(found)).toEqual([
    'safety_with_recommendations',
    'red_flag_not_blocked',
    'low_med_treatment_leak',
    'notice_without_actions',
  ]);
  for (const { must, mustNot } of Object.values(TABLE))
    for (const judged of [...Object.values(must), ...Object.values(mustNot)]) {
      const ids = idsOf(judged());
      expect(ids).toEqual(VIOLATIONS.filter((id) => ids.includes(id)));
    }
});

test.each<[string, Judge, string]>([
  [
    'a block beside products',
    () => judgeCards(toChatNotice('safety_block'), toChatRecommendations(GENTLE, GENTLE)),
    'a safety_block beside 2 recommendations (/cards)',
  ],
  [
    'triage beside a product',
    () => judgeCards(TRIAGE, toChatRecommendations(...STEPS, GENTLE)),
    'a triage card beside 1 recommendation (/cards)',
  ],
  [
    'a high risk beside a product',
    () => judgeWith(toSafety('high'), toChatRecommendations(GENTLE)),
    'risk_level high beside 1 recommendation (/cards)',
  ],
  [
    'a red flag that met an untrusted planner',
    () => judgeRedFlag({}, toChatNotice('planner_untrusted')),
    'a medical red flag answered with risk_level none, 0 red flags and the notice planner_untrusted (/cards)',
  ],
  [
    'a red flag that met two notices and a risk in a long word',
    () =>
      judgeRedFlag(
        toSafety('moderate-to-severe-or-so', 'pus', 'fever'),
        toChatNotice('planner_untrusted'),
        toChatNotice('low_confidence'),
      ),
    'a medical red flag answered with risk_level moderate-to-severe-o, 2 red flags and the notice planner_untrusted, low_confidence (/cards)',
  ],
  [
    'a red flag without safety',
    () => judgeRedFlag({ safety: null }, SOME),
    'a medical red flag answered with risk_level absent, 0 red flags and no notice (/cards)',
  ],
])('the detail of %s', (_, judged, detail) => {
  expect(judged().broken[0]?.detail).toBe(detail);
});

const FLAG_ROWS: readonly (readonly [string, Judge, readonly string[]])[] = [
  ['a plain answer', () => judgeWith({ meta: META }, SOME), []],
  [
    'an untrusted planner in a card that is no notice',
    () => judgeWith({ meta: META }, toChatCard('nudge', { reason: 'planner_untrusted' })),
    [],
  ],
  ['a notice', () => judgeWith({ meta: META }, toChatNotice('artifact_missing')), ['notice']],
  ['a block', () => judgeWith({ meta: META }, toChatNotice('safety_block')), ['notice', 'safety_block']],
  ['a triage card', () => judgeWith({ meta: META }, TRIAGE), ['safety_block']],
  ['a high risk', () => judgeWith({ meta: META, ...toSafety('high', 'pus') }, SOME), ['safety_block']],
  [
    'low confidence',
    () => judgeWith({ meta: META }, toChatNotice('low_confidence')),
    ['notice', 'low_confidence'],
  ],
  [
    'a degraded answer',
    () => judgeWith({ meta: META }, toChatNotice('timeout_degraded')),
    ['notice', 'timeout_degraded'],
  ],
  [
    'a guard fallback in ops',
    () => judgeWith({ meta: META, ...toOps({ event_type: 'reco_output_guard_fallback' }) }, SOME),
    ['reco_output_guard_fallback'],
  ],
  [
    'a guard fallback in ops, spelled as before',
    () => judgeWith({ meta: META, ...toOps({ event_name: 'reco_output_guard_fallback' }) }, SOME),
    ['reco_output_guard_fallback'],
  ],
  [
    'a guard fallback at the root',
    () => judgeWith({ meta: META, events: [{ event_name: 'reco_output_guard_fallback' }] }, SOME),
    ['reco_output_guard_fallback'],
  ],
  ['meta in the session patch', () => judgeWith({ session_patch: { meta: META } }, SOME), []],
  ['no meta', () => judgeWith({}, SOME), ['rollout_broken']],
  [
    'another bucket than the header',
    () => judgeWith({ meta: { ...META, rollout_bucket: 8 } }, SOME),
    ['rollout_broken'],
  ],
  [
    'an untrusted planner',
    () => judgeWith({ meta: META }, toChatNotice('planner_untrusted')),
    ['notice', 'planner_untrusted'],
  ],
  [
    'a reason nobody knows',
    () => judgeWith({ meta: META }, toChatNotice('felt_like_it')),
    ['notice', 'other_unlisted_reason'],
  ],
  [
    'both, behind one that is listed',
    () =>
      judgeWith(
        { meta: META },
        toChatNotice('upstream_schema_invalid'),
        toChatNotice('felt_like_it'),
        toChatNotice('planner_untrusted'),
      ),
    ['notice', 'planner_untrusted', 'other_unlisted_reason'],
  ],
  ...LISTED_REASONS.filter((reason) => !/^(safety|low|timeout)/.test(reason)).map(
    (reason) => [reason, () => judgeWith({ meta: META }, toChatNotice(reason)), ['notice']] as const,
  ),
];
test.each(FLAG_ROWS)('beside violations it tells %s', (_, judged, flags) => {
  expect(judged()).toMatchObject({ broken: [], flags });
});

test('reasons outside the list are named, each once, whatever else broke', () => {
  const { note } = judgeRedFlag(
    { meta: META },
    toChatNotice('planner_untrusted'),
    toChatNotice('planner_untrusted', []),
    toChatNotice(`long ${'x'.repeat(500)}`),
  );
  expect(note).toMatch(
    /^the notice reason planner_untrusted is not on the list; the notice reason long x{55} is not on the list$/,
  );
  expect(judgeWith({ meta: META }, toChatNotice('low_confidence')).note).toBeUndefined();
  expect(judgeWith({}, toChatNotice('felt_like_it')).note).toContain('; no meta in the body');
});

test('the other routes are judged in their envelope, and tell of no rollout', () => {
  const analysis = (...cards: unknown[]) => judge(toEnvelope(cards), 'analysis', 'analysis_skin');
  expect(analysis(toCard('analysis_summary', { analysis: { strategy: 'Rest.' } }))).toEqual({
    broken: [],
    flags: [],
  });
  expect(analysis(toNotice('timeout_degraded')).flags).toEqual(['notice', 'timeout_degraded']);
  expect(idsOf(analysis())).toEqual(['empty_cards']);
  expect(idsOf(analysis(toNotice('low_confidence', [])))).toEqual(['notice_without_actions']);
  expect(idsOf(analysis(toNotice('low_confidence'), toRecommendations(RETINOL)))).toEqual([
    'low_med_treatment_leak',
  ]);
});

const KEYS = [
  ...['cards', 'ops', 'safety', 'events', 'meta', 'session_patch', 'type', 'payload', 'sections', 'reason'],
  ...[
    'actions',
    'recommendations',
    'items',
    'confidence',
    'level',
    'risk_level',
    'red_flags',
    'step',
    'name',
  ],
  ...['experiment_events', 'event_type', 'event_data', 'product', 'rollout_bucket'],
];
const WORDS = ['confidence_notice', 'recommendations', 'triage', 'high', 'recos_requested', 'cleanser', ''];
const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'medium', withCrossShrink: true },
    fc.oneof(fc.constantFrom<unknown>(...WORDS, null, true, 0.5), fc.jsonValue({ maxDepth: 1 })),
    fc.array(tie('tree'), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom(...KEYS), tie('tree'), { maxKeys: 6 }),
  ),
}));

test('any JSON is judged, never thrown on, and only in known words', () => {
  const flags = new Set(FLAG_ROWS.flatMap(([, , names]) => names));
  fc.assert(
    fc.property(tree, tree, fc.constantFrom('reco_chat', 'red_flag_chat'), (body, cards, step) => {
      for (const json of [body, toChat(cards), toChat([toChatCard('recommendations', body), cards])]) {
        const judged = judge(json, step);
        expect(VIOLATIONS).toEqual(expect.arrayContaining(idsOf(judged)));
        expect([...flags]).toEqual(expect.arrayContaining([...judged.flags]));
        expect(new Set(judged.flags).size).toBe(judged.flags.length);
      }
    }),
    { numRuns: 300, seed: 10 },
  );
});
