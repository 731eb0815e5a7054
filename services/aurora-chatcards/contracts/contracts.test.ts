// The contracts of the newer releases, held against answers typed by hand: what each must take, and what it must not.
import { describe, expect, it, test } from 'vitest';
import {
  toChat,
  toChatCard,
  toChatNotice,
  toChatRecommendations,
  toOps,
  toSafety,
  toTriage,
} from '../../../test/aurora/chat-cards.ts';
import { createFaultFinder, readSchemas } from '../../../test/formats/own-files.ts';
import { toCard, toEnvelope, toNotice } from '../../../test/runs/samples.ts';
import { LISTED_REASONS } from '../answer/cards.ts';

const own = readSchemas('services/aurora-chatcards/contracts');
const findFault = createFaultFinder({ ...readSchemas('services/aurora/contracts'), ...own });

const without = (body: Readonly<Record<string, unknown>>, key: string) =>
  Object.fromEntries(Object.entries(body).filter(([name]) => name !== key));
const many = (count: number, one: unknown) => Array.from({ length: count }, () => one);
const CARD = toChatCard('routine', {});
const answer = (...cards: unknown[]) => toChat(cards);
const telemetry = (more: object) => ({
  telemetry: { intent: 'recommend', intent_confidence: 0.9, entities: [], ...more },
});

describe('chat.chatcards-v1', () => {
  const id = 'chat.chatcards-v1';

  test.each<[string, unknown]>([
    ['one card', toChat()],
    ['no card and a text alone', toChat([], { assistant_text: '' })],
    ['three cards', answer(CARD, CARD, CARD)],
    ['a card of a type it does not know', answer(toChatCard('season_tip', {}))],
    ['a card without payload', answer(toTriage({ risk_level: 'high' }))],
    [
      'every place a card may have',
      answer(
        toChatCard('routine', {}, { priority: 3, tags: ['AM'], sections: [{}], actions: [{ type: 'save' }] }),
      ),
    ],
    ['more keys on a card', answer(toChatCard('routine', {}, { subtitle: '早晚', rank: 1 }))],
    ['products', answer(toChatRecommendations({ name: 'Cream' }))],
    ['an empty list of products', answer(toChatRecommendations())],
    [
      'products that stand in a section',
      answer(toChatCard('recommendations', undefined, { sections: [{ items: [] }] })),
    ],
    ['three questions', toChat([], { follow_up_questions: many(3, { question: '油性？' }) })],
    ['eight quick replies', toChat([], { suggested_quick_replies: many(8, { label: 'Oily' }) })],
    ['events of either spelling', toChat([], toOps({ event_type: 'a' }, { event_name: 'b', data: {} }))],
    ['a high risk', toChat([], toSafety('high', '出血'))],
    ['more keys in telemetry', toChat([], telemetry({ ui_language: 'CN', gate_type: 'none' }))],
    [
      'more root keys',
      toChat([], { assistant_message: null, session_patch: {}, meta: null, beauty_expert_v1: {} }),
    ],
    ...LISTED_REASONS.map((reason): [string, unknown] => [
      `the reason ${reason}`,
      answer(toChatNotice(reason)),
    ]),
    ['a notice with no action (the judge says so)', answer(toChatNotice('low_confidence', []))],
  ])('takes %s', (_, body) => expect(findFault(id, body)).toBe(''));

  test.each(Object.keys(toChat()))('does not take it without %s', (key) =>
    expect(findFault(id, without(toChat(), key))).toContain(key));

  test.each([
    'thread_ops',
    'profile_patch',
    'routine_patch',
    'experiment_events',
  ])('nor without ops.%s, nor with something else for the list', (key) => {
    const { ops } = toOps();
    expect(findFault(id, toChat([], { ops: without(ops, key) }))).toContain(key);
    for (const odd of [{}, 'none', null, ['text']])
      expect(findFault(id, toChat([], { ops: { ...ops, [key]: odd } }))).not.toBe('');
  });

  test.each(['risk_level', 'red_flags', 'disclaimer'])('nor without safety.%s', (key) =>
    expect(findFault(id, toChat([], { safety: without(toSafety('none').safety, key) }))).toContain(key));

  test.each(['intent', 'intent_confidence', 'entities'])('nor without telemetry.%s', (key) =>
    expect(findFault(id, toChat([], { telemetry: without(telemetry({}).telemetry, key) }))).toContain(key));

  test.each<[string, unknown]>([
    ['another version', toChat([], { version: '1.1' })],
    ['a number for the version', toChat([], { version: 1 })],
    ['an empty request_id', toChat([], { request_id: '' })],
    ['an empty trace_id', toChat([], { trace_id: '' })],
    ['null for the text', toChat([], { assistant_text: null })],
    ['four cards', answer(CARD, CARD, CARD, CARD)],
    ['cards that are an object', toChat({ 0: CARD })],
    ['a card that is null', answer(null)],
    ['a card without id behind a good one', answer(CARD, without(CARD, 'id'))],
    ['a card with an empty id', answer({ ...CARD, id: '' })],
    ['a card without type', answer(without(CARD, 'type'))],
    ['a card with an empty type', answer({ ...CARD, type: '' })],
    ['a card without title', answer(without(CARD, 'title'))],
    ['a card with an empty title', answer({ ...CARD, title: '' })],
    ['a card of priority 0', answer({ ...CARD, priority: 0 })],
    ['a card of priority 4', answer({ ...CARD, priority: 4 })],
    ['a card of priority 1.5', answer({ ...CARD, priority: 1.5 })],
    ['a text for a priority', answer({ ...CARD, priority: '1' })],
    ['a tag that is a number', answer({ ...CARD, tags: [1] })],
    ['sections that are text', answer({ ...CARD, sections: ['AM'] })],
    ['actions that are text', answer({ ...CARD, actions: ['save'] })],
    ['a payload that is a list', answer({ ...CARD, payload: [] })],
    ['four questions', toChat([], { follow_up_questions: many(4, {}) })],
    ['nine quick replies', toChat([], { suggested_quick_replies: many(9, {}) })],
    ['quick replies that are null', toChat([], { suggested_quick_replies: null })],
    ['a risk of another word', toChat([], toSafety('severe'))],
    ['no word for the risk', toChat([], toSafety(null))],
    ['a red flag that is a number', toChat([], toSafety('high', 7))],
    ['red flags that are text', toChat([], { safety: { ...toSafety('high').safety, red_flags: 'pus' } })],
    ['null for the disclaimer', toChat([], { safety: { ...toSafety('none').safety, disclaimer: null } })],
    ['ops that are a list', toChat([], { ops: [] })],
    ['safety that is null', toChat([], { safety: null })],
    ['an intent that is null', toChat([], telemetry({ intent: null }))],
    ['a confidence above 1', toChat([], telemetry({ intent_confidence: 1.1 }))],
    ['a confidence below 0', toChat([], telemetry({ intent_confidence: -0.1 }))],
    ['entities that are an object', toChat([], telemetry({ entities: {} }))],
    ['the reason planner_untrusted', answer(toChatNotice('planner_untrusted'))],
    [
      'a reason nobody knows behind a good one',
      answer(toChatNotice('low_confidence'), toChatNotice('because')),
    ],
    ['a notice without a reason', answer(toChatCard('confidence_notice', { actions: ['retry'] }))],
    ['a notice without payload', answer(toChatCard('confidence_notice'))],
    ['actions of a notice that are text', answer(toChatNotice('low_confidence', 'retry'))],
    ['an action of a notice that is empty', answer(toChatNotice('low_confidence', ['']))],
    ['products that are an object', answer(toChatCard('recommendations', { recommendations: {} }))],
    ['a product that is text', answer(toChatRecommendations('Cream'))],
    ['null', null],
    ['a list', []],
    ['text', 'ok'],
  ])('does not take %s', (_, body) => expect(findFault(id, body)).not.toBe(''));

  test.each([
    ...LISTED_REASONS,
  ])('wants actions on a notice for %s, whatever the card itself offers', (reason) => {
    const notice = toChatCard('confidence_notice', { reason }, { actions: [{ type: 'retry' }] });
    expect(findFault(id, answer(notice))).toContain('actions');
  });

  it('is no envelope, nor is an envelope this', () => {
    expect(findFault('chat.v1', toChat())).not.toBe('');
    expect(findFault(id, toEnvelope())).not.toBe('');
  });

  it('lists the reasons that the judge knows', () => {
    const [notice] = own[id]!.$defs.card.allOf;
    expect(notice.then.properties.payload.properties.reason.enum).toEqual(LISTED_REASONS);
  });
});

describe('analysis-skin.chatcards-v1', () => {
  const id = 'analysis-skin.chatcards-v1';
  const more = { analysis_meta: { detector_source: 'rules' }, meta: { degraded: false } };
  const summary = (payload: object) => toCard('analysis_summary', { analysis: {}, ...payload });

  test.each<[string, unknown]>([
    ['the envelope', toEnvelope()],
    ['the two root keys of the release', toEnvelope([], more)],
    ['any other root key', toEnvelope([], { ...more, trace: 1 })],
    [
      'the cards of the release',
      toEnvelope([toCard('analysis_story_v2', {}), toCard('ingredient_plan_v2', {})]),
    ],
    ['a notice', toEnvelope([toNotice('low_confidence')], more)],
    ['a photo that was lost', toEnvelope([summary({ photo_notice: { failure_code: 'DOWNLOAD_URL_DNS' } })])],
  ])('takes %s', (_, body) => expect(findFault(id, body)).toBe(''));

  test.each(Object.keys(toEnvelope()))('does not take it without %s', (key) =>
    expect(findFault(id, without(toEnvelope([], more), key))).toContain(key));

  test.each<[string, unknown]>([
    ['ChatCards', toChat()],
    ['an empty trace_id', toEnvelope([], { trace_id: '' })],
    ['text for chips', toEnvelope([], { suggested_chips: 'none' })],
    ['a patch that is a list', toEnvelope([], { session_patch: [] })],
    ['events that are an object', toEnvelope([], { events: {} })],
    ['a message that is text', toEnvelope([], { assistant_message: 'Hello' })],
    ['meta that is text', toEnvelope([], { meta: 'legacy' })],
    ['a card without payload', toEnvelope([{ card_id: 'c', type: 'profile' }])],
    ['a reason that is of the chat alone', toEnvelope([toNotice('upstream_schema_invalid')])],
    ['a notice without actions', toEnvelope([toCard('confidence_notice', { reason: 'low_confidence' })])],
    ['a summary without an analysis', toEnvelope([toCard('analysis_summary', {})])],
    ['a code nobody agreed on', toEnvelope([summary({ photo_notice: { failure_code: 'LOST' } })])],
  ])('does not take %s', (_, body) => expect(findFault(id, body)).not.toBe(''));
});
