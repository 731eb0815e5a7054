import { describe, expect, test } from 'vitest';
import { judgeAnswer } from '../services/aurora/answer/invariants.ts';
import { LANGS, type StepId } from '../services/aurora/journeys.ts';
import { createAnswer, RECORDED } from './answers.ts';

const STEPS = Object.keys(RECORDED) as StepId[];
const countValues = (value: unknown): number =>
  typeof value === 'object' && value !== null
    ? Object.values(value).reduce<number>((sum, one) => sum + countValues(one), 1)
    : 1;

describe.each(STEPS)('the answer to %s', (step) => {
  test.each(LANGS)('in %s is as big as the recorded one', (lang) => {
    const text = createAnswer(step, lang);
    const { bytes, values } = RECORDED[step];
    expect(Math.abs(Buffer.byteLength(text) - bytes)).toBeLessThanOrEqual(bytes * 0.01);
    const share = countValues(JSON.parse(text)) / values;
    expect(share).toBeGreaterThan(0.75);
    expect(share).toBeLessThan(1.25);
  });

  test.each(LANGS)('in %s breaks no invariant', (lang) => {
    const json: unknown = JSON.parse(createAnswer(step, lang));
    expect(judgeAnswer(step, 200, { json }, () => undefined)).toMatchObject({ violations: [], detail: '' });
  });
});
