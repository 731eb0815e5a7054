import { describe, expect, test } from 'vitest';
import type { Asked } from '../../../lib/core/service/service.ts';
import { findStranger } from './ours.ts';

const SENT = 'trace_uid_soak_r1_7_use_photo_false_baseline_1';
const OTHER = 'trace_uid_soak_r1_8_use_photo_false_baseline_1';
const OWN = '0e6bd9a4-58a3-4c11-9a57-5f6f9d1c2b77';
const toAsked = (route: string): Asked => ({
  ...{ uid: 'uid_soak_r1_7', journey: 'use_photo_false', variant: 'EN', traceId: SENT, taken: {} },
  ...{ step: 's', route },
});
const isStrange = (route: string, json: unknown) => findStranger(toAsked(route), json) !== undefined;

describe('on every route', () => {
  test.each<[string, unknown, boolean]>([
    ['the trace that was sent', { trace_id: SENT }, false],
    ["another user's", { trace_id: OTHER }, true],
    ['that of the call before', { trace_id: SENT.replace(/1$/, '0') }, true],
    ['one that is cut', { trace_id: SENT.slice(0, -2) }, true],
    ['one in capitals', { trace_id: SENT.toUpperCase() }, true],
    ['one with a space behind', { trace_id: `${SENT} ` }, true],
    ['none', {}, true],
    ['an empty one', { trace_id: '' }, true],
    ['null', { trace_id: null }, true],
    ['a number', { trace_id: 7 }, true],
    ['a list of it', { trace_id: [SENT] }, true],
    ['no object at all', null, true],
    ['a text', 'oops', true],
  ])('%s', (_, json, strange) => {
    for (const route of ['chat', 'analysis_skin', 'profile_update', 'photos_upload', ''])
      expect(isStrange(route, json), route).toBe(strange);
  });
});

describe("an id of the service's own making", () => {
  test('is somebody else’s, but for an upload', () => {
    expect(isStrange('chat', { trace_id: OWN })).toBe(true);
    expect(isStrange('photos_upload', { trace_id: OWN })).toBe(false);
  });

  test.each<[string, unknown, boolean]>([
    ['no events', [], false],
    ['an event of this user', [{ aurora_uid: 'uid_soak_r1_7' }], false],
    ['an event of nobody', [{ aurora_uid: null }, {}], false],
    ['an event of another user', [{ aurora_uid: 'uid_soak_r1_7' }, { aurora_uid: 'uid_soak_r1_8' }], true],
    ['no list', 'soon', false],
  ])('of an upload with %s', (_, events, strange) => {
    expect(isStrange('photos_upload', { trace_id: OWN, events })).toBe(strange);
  });
});

test('says which trace came, and which was sent', () => {
  expect(findStranger(toAsked('chat'), { trace_id: OTHER })).toBe(
    `the trace id ${OTHER} where ${SENT} was sent`,
  );
});
