import { describe, expect, test } from 'vitest';
import { isLowPayload, isLowRequest } from './confidence.ts';

const LEVELS = [
  'low',
  'LOW',
  ' Low ',
  'Medium',
  'med',
  'MID',
  'moderate',
  'very_low',
  'low confidence',
  'medium-high',
];
const LEVELS_CN = ['低', '中', '较低', '中等', '低置信度'];
const DISGUISED = ['ｌｏｗ', 'l\u200bow', 'me\u00addium', '\u3000low'];
const HIGH_LEVELS: readonly unknown[] = [
  ...['high', 'HIGH', '高', 'very high', 'slow', 'flow', 'humid', '', ' ', 'unknown'],
  `${'x'.repeat(60)} low`,
  ...[null, undefined, 3, true, ['low'], { level: 'low' }],
];
const SCORES: readonly unknown[] = [
  ...[0, 0.4, 0.75, -1, 40, 75],
  ...['0.4', ' 0.75 ', '.4', '0,4', '4e-1', '40%', '40 %', '75%', '０.４', '40', '0'],
];
const HIGH_SCORES: readonly unknown[] = [
  ...[0.7500001, 0.76, 1, 76, 100, Number.NaN, Number.POSITIVE_INFINITY],
  // Of a scale of 5 or of 10, which the service has not: it says nothing.
  ...[1.5, 4, 9],
  ...[
    '0.76',
    '76%',
    '100%',
    '4',
    '',
    ' ',
    '%',
    'NaN',
    'none',
    '0.4 of 1',
    null,
    undefined,
    true,
    false,
    [],
    [0.4],
    {},
  ],
];

describe('a low or medium confidence', () => {
  test.each([...LEVELS, ...LEVELS_CN, ...DISGUISED])('by the level %j', (level) => {
    expect(isLowPayload({ confidence: { level } })).toBe(true);
    expect(isLowPayload({ confidence: level })).toBe(true);
    expect(isLowPayload({ recommendation_confidence_level: level })).toBe(true);
    expect(isLowRequest({ confidence_level: level })).toBe(true);
  });
  test.each(SCORES)('by the score %j', (score) => {
    expect(isLowPayload({ confidence: { score } })).toBe(true);
    expect(isLowPayload({ confidence: score })).toBe(true);
    expect(isLowPayload({ recommendation_confidence_score: score })).toBe(true);
    expect(isLowRequest({ confidence_score: score })).toBe(true);
  });
  test.each<unknown>([true, 'true', 'TRUE', ' yes', 1, '1', '是'])('by low_confidence %j', (said) => {
    expect(isLowPayload({ low_confidence: said })).toBe(true);
    expect(isLowRequest({ low_confidence: said })).toBe(true);
  });
  test('by any one of them, whatever the others say', () => {
    expect(isLowPayload({ confidence: { level: 'high', score: '0.4' } })).toBe(true);
    expect(isLowPayload({ confidence: { level: 'high', score: 0.9 }, confidence_level: 'low' })).toBe(true);
  });
});

describe('no low confidence', () => {
  test.each(HIGH_LEVELS)('by the level %j', (level) => {
    expect(isLowPayload({ confidence: { level } })).toBe(false);
    expect(isLowPayload({ recommendation_confidence_level: level })).toBe(false);
    expect(isLowRequest({ confidence_level: level })).toBe(false);
  });
  test.each(HIGH_SCORES)('by the score %j', (score) => {
    expect(isLowPayload({ confidence: { score } })).toBe(false);
    expect(isLowPayload({ recommendation_confidence_score: score })).toBe(false);
    expect(isLowRequest({ confidence_score: score })).toBe(false);
  });
  test.each<unknown>([
    false,
    'false',
    'no',
    0,
    '0',
    '',
    null,
    undefined,
    [],
    {},
  ])('by low_confidence %j', (said) => {
    expect(isLowPayload({ low_confidence: said })).toBe(false);
    expect(isLowRequest({ low_confidence: said })).toBe(false);
  });
  test('where nothing is said', () => {
    expect(isLowPayload({})).toBe(false);
    expect(isLowRequest({})).toBe(false);
  });
});
