// The service's contracts, held against answers typed by hand: what each must take, and what it must not.
import { describe, expect, test } from 'vitest';
import { SERVICE } from '../../services/aurora/service.ts';
import { toCard, toEnvelope, toNotice, toRecommendations, toRecosRequested } from '../runs/samples.ts';
import { createFaultFinder, readSchemas } from './own-files.ts';

const schemas = readSchemas('services/aurora/contracts');
const findFault = createFaultFinder(schemas);

const without = (body: Record<string, unknown>, key: string) =>
  Object.fromEntries(Object.entries(body).filter(([name]) => name !== key));
const answer = (...cards: unknown[]) => toEnvelope(cards);
const GOOD_NOTICE = toNotice('low_confidence');
const GOOD_PHOTO = { photo_id: 'photo_1', slot_id: 'daylight', qc_status: 'passed' };
const analysis = (photo_notice?: unknown) => toCard('analysis_summary', { analysis: {}, photo_notice });

const ENVELOPES = ['profile-update.v1', 'photos-upload.v1', 'analysis-skin.v1', 'chat.v1'];

describe.each(ENVELOPES)('%s takes the envelope', (id) => {
  const ROOT = Object.keys(toEnvelope());

  test.each<[string, unknown]>([
    ['without cards', answer()],
    ['with a notice', answer(GOOD_NOTICE)],
    ['with an empty list of products', answer(toRecommendations())],
    ['with a card of a kind it does not know', answer(toCard('weather', { rain: true }))],
    [
      'with more keys on a card',
      answer({ ...GOOD_NOTICE, title: 'Notice', field_missing: [{ field: 'photo' }] }),
    ],
    ['with a message', toEnvelope([], { assistant_message: { role: 'assistant', content: 'Hello' } })],
    ['with meta', toEnvelope([], { meta: { rollout_bucket: 7 } })],
    ['with meta that is null', toEnvelope([], { meta: null })],
    ['with an event', toEnvelope([], { events: [toRecosRequested({ source: 'rules' })] })],
  ])('%s', (_, body) => expect(findFault(id, body)).toBe(''));

  test.each(ROOT)('but not without %s', (key) =>
    expect(findFault(id, without(toEnvelope(), key))).toContain(key));

  test.each<[string, unknown]>([
    ['an extra root key', toEnvelope([], { debug: true })],
    ['an empty request_id', toEnvelope([], { request_id: '' })],
    ['a number for a trace_id', toEnvelope([], { trace_id: 7 })],
    ['text for a message', toEnvelope([], { assistant_message: 'Hello' })],
    ['cards that are null', toEnvelope(null)],
    ['cards that are an object', toEnvelope({ 0: GOOD_NOTICE })],
    ['chips that are text', toEnvelope([], { suggested_chips: ['more'] })],
    ['a patch that is a list', toEnvelope([], { session_patch: [] })],
    ['events that are an object', toEnvelope([], { events: {} })],
    ['meta that is text', toEnvelope([], { meta: 'legacy' })],
    ['null', null],
    ['a list', []],
    ['text', 'ok'],
    ['a card without id behind a good one', answer(GOOD_NOTICE, without(GOOD_NOTICE, 'card_id'))],
    ['a card with an empty type', answer(toCard('', {}))],
    ['a card without payload', answer(without(GOOD_NOTICE, 'payload'))],
    ['a card that is null', answer(null)],
    ['a payload that is a list', answer(toCard('profile', []))],
    ['a reason nobody agreed on', answer(toNotice('because'))],
    ['a notice without a reason', answer(toCard('confidence_notice', { actions: ['retry'] }))],
    ['a notice without actions', answer(toCard('confidence_notice', { reason: 'low_confidence' }))],
    ['actions that are text', answer(toNotice('low_confidence', 'retry'))],
    ['an action that is a number', answer(toNotice('low_confidence', ['retry', 7]))],
    ['a broken notice behind a good one', answer(GOOD_NOTICE, toNotice('because'))],
    ['a broken notice before a good one', answer(toNotice('because'), GOOD_NOTICE)],
    ['products that are no list', answer(toCard('recommendations', { recommendations: {} }))],
    ['products that are missing', answer(toCard('recommendations', {}))],
    ['a product that is text', answer(toRecommendations({ name: 'Cream' }, 'Cream'))],
    ['broken products behind good ones', answer(toRecommendations(), toCard('recommendations', {}))],
  ])('but not %s', (_, body) => expect(findFault(id, body)).not.toBe(''));
});

test.each<[string, string, unknown]>([
  ['profile-update.v1', 'a profile', answer(toCard('profile', { profile: { skinType: 'oily' } }))],
  ['profile-update.v1', 'no profile yet', answer(toCard('profile', { profile: null }))],
  ['photos-upload.v1', 'a photo', answer(toCard('photo_confirm', GOOD_PHOTO))],
  [
    'photos-upload.v1',
    'a photo that was not taken',
    answer(toCard('photo_confirm', { photo_id: null, qc_status: null })),
  ],
  ['analysis-skin.v1', 'no photo', answer(analysis())],
  ['analysis-skin.v1', 'a photo that is fine', answer(analysis(null))],
  ...['GENERATE_FAILED', 'FETCH_4XX', 'FETCH_5XX', 'TIMEOUT', 'EXPIRED', 'DNS'].map(
    (code): [string, string, unknown] => [
      'analysis-skin.v1',
      `a photo lost by ${code}`,
      answer(analysis({ failure_code: `DOWNLOAD_URL_${code}` })),
    ],
  ),
  [
    'chat.v1',
    'rollout meta',
    toEnvelope([], { meta: { rollout_variant: 'legacy', rollout_bucket: '81', policy_version: 'p0' } }),
  ],
])('%s takes %s', (id, _, body) => expect(findFault(id, body)).toBe(''));

test.each<[string, string, unknown]>([
  ['profile-update.v1', 'a profile card without a profile', answer(toCard('profile', {}))],
  [
    'profile-update.v1',
    'one behind a good one',
    answer(toCard('profile', { profile: {} }), toCard('profile', {})),
  ],
  ['photos-upload.v1', 'a photo without a status', answer(toCard('photo_confirm', { photo_id: 'photo_1' }))],
  ['photos-upload.v1', 'a number for an id', answer(toCard('photo_confirm', { ...GOOD_PHOTO, photo_id: 7 }))],
  [
    'photos-upload.v1',
    'one behind a good one',
    answer(toCard('photo_confirm', GOOD_PHOTO), toCard('photo_confirm', {})),
  ],
  ['analysis-skin.v1', 'a failure code nobody agreed on', answer(analysis({ failure_code: 'FETCH_FAILED' }))],
  [
    'analysis-skin.v1',
    'one behind a good one',
    answer(analysis(), analysis({ failure_code: 'DOWNLOAD_URL' })),
  ],
  ['analysis-skin.v1', 'a summary without an analysis', answer(toCard('analysis_summary', {}))],
  ['analysis-skin.v1', 'a photo notice that is text', answer(analysis('DOWNLOAD_URL_DNS'))],
  ['chat.v1', 'a variant that is a number', toEnvelope([], { meta: { rollout_variant: 7 } })],
])('%s does not take %s', (id, _, body) => expect(findFault(id, body)).not.toBe(''));

/** The envelope that they share. */
const WITHOUT_ROUTE = ['envelope.v1'];

test('every route has a contract, and every other contract a route', () => {
  expect(
    Object.values(SERVICE.routes)
      .map(({ contract }) => contract)
      .sort(),
  ).toEqual(
    Object.keys(schemas)
      .filter((id) => !WITHOUT_ROUTE.includes(id))
      .sort(),
  );
});
