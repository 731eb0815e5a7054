import { describe, expect, test } from 'vitest';
import { hasAction, isVisible } from './visible.ts';

const toNest = (depth: number, inside: unknown): unknown =>
  depth === 0 ? inside : { in: [toNest(depth - 1, inside)] };

describe('a person could see', () => {
  test.each<[string, unknown]>([
    ['a text', 'Rest your skin.'],
    ['a number', { ess: 47 }],
    ['a share', { confidence: -0.5 }],
    ['something that is so', { checkin_due: true }],
    ['a text deep inside', { plan: { steps: [[], [{ what: 'Cleanse' }]] } }],
    ['a text behind empty ones', ['', ' ', null, { a: [] }, '好']],
    ['the status of a photo', { photo_id: 'photo_1', qc_status: 'passed' }],
    ['the place of a photo', { photo_id: 'photo_1', slot_id: 'daylight', qc: { state: 'done' } }],
    ['an error', { error: 'MISSING_UID' }],
    ['a key that only ends like one of the machine', { hybrid: 'x' }],
    ['what lies 14 deep', toNest(14, 'x')],
  ])('%s', (_, value) => expect(isVisible(value)).toBe(true));

  test.each<[string, unknown]>([
    ['nothing', null],
    ['nothing at all', undefined],
    ['an empty object', {}],
    [
      'empty texts and lists',
      { profile: { goals: [], region: '', notes: [' ', '\u200b'], itinerary: null } },
    ],
    ['lists in lists', [[[]], [{}], [null, [{ a: [] }]]]],
    ['zeros and what is not so', { count: 0, score: -0, shown: false }],
    ['ids', { card_id: 'c_1', ids: ['a', 'b'], productId: 'p', uuid: 'u', 'trace-id': 't' }],
    [
      'what the machine notes',
      { schema_version: 'v2', kind: 'x', type: 'y', created_at: '2026', updatedAt: 7, lang: 'EN' },
    ],
    ['what lies past any card', toNest(40, 'x')],
  ])('%s cannot be seen', (_, value) => expect(isVisible(value)).toBe(false));
});

describe('a way on', () => {
  test.each<[string, unknown]>([
    ['a name', ['retry']],
    ['a name behind blanks', [' ', null, 'retry']],
    ['a button with a label', [{ label: 'Try again' }]],
    ['a button with a title', [{ title: '重试', id: '' }]],
    ['a button with a name alone', [{ action_id: 'retry' }]],
    ['a button with an id alone', [{ id: 'retry' }]],
  ])('%s', (_, actions) => expect(hasAction(actions)).toBe(true));

  test.each<[string, unknown]>([
    ['no list', 'retry'],
    ['an object', { label: 'Try again' }],
    ['an empty list', []],
    ['a blank', [' ']],
    ['an empty text', ['']],
    ['what takes no width', ['\u200b\u00ad', '\u3000']],
    ['null', [null]],
    ['an empty object', [{}]],
    ['an empty list inside', [[]]],
    ['numbers and truths', [0, 7, true, false]],
    ['a button without a label', [{ label: '' }]],
    ['a button whose label is blank, for all its id', [{ label: '\u200b', action_id: 'retry' }]],
    ['a button whose label is null', [{ label: null, id: 'retry' }]],
    ['a button with data alone', [{ data: { id: 'x' } }]],
  ])('%s is none', (_, actions) => expect(hasAction(actions)).toBe(false));
});
