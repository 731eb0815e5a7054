import { describe, expect, test } from 'vitest';
import { judgeAnswer } from '../../lib/core/answer/findings.ts';
import { SERVICE } from '../../services/aurora/service.ts';
import { createAnswer, isChat, LANGS, META_HEADERS, RECORDED, STEP_IDS } from './answers.ts';

const STEPS = SERVICE.journeyIds.flatMap((journey) =>
  SERVICE.journeys[journey]!.steps.map(({ id, route }) => ({ journey, step: id, route })),
);
const countValues = (value: unknown): number =>
  typeof value === 'object' && value !== null
    ? Object.values(value).reduce<number>((sum, one) => sum + countValues(one), 1)
    : 1;

describe.each(STEP_IDS)('the answer to %s', (step) => {
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
    const asked = {
      ...STEPS.find((one) => one.step === step)!,
      variant: lang,
      traceId: (json as { readonly trace_id: string }).trace_id,
      uid: 'u',
      taken: {},
    };
    const found = judgeAnswer(
      SERVICE,
      asked,
      200,
      { json },
      () => undefined,
      (name) => (isChat(step) ? new Map(META_HEADERS).get(name) : undefined),
    );
    expect(found.violations).toEqual([]);
    // The rollout facts, the language and all else that is no more than noted, too.
    expect(found.detail).toBe('');
    expect(found.flags).not.toContain('rollout_broken');
  });
});
