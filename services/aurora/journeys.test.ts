import { describe, expect, it, test } from 'vitest';
import {
  computeLongestJourneySec,
  drawJourney,
  listEveryJourney,
  type Mix,
} from '../../lib/core/service/journeys.ts';
import { JOURNEYS, type JourneyId } from './journeys.ts';
import { SERVICE } from './service.ts';

const JOURNEY_IDS = Object.keys(JOURNEYS) as JourneyId[];
const shares = (cnPercent: number) => ({ CN: cnPercent, EN: 100 - cnPercent });
const toRequestBody = (
  journey: JourneyId,
  id: string,
  variant: string,
  taken: Readonly<Record<string, string>> = {},
) =>
  JOURNEYS[journey].steps
    .find((step) => step.id === id)!
    .body?.({ uid: 'u', traceId: 't', journey, variant, taken });

const WEIGHTS = { use_photo_false: 40, photo_usable: 30, photo_forced_fail: 20, safety_block: 10 };
const MIX: Mix = { weights: WEIGHTS, variants: shares(50) };
const DRAWS = 20_000;
const threeSigma = (share: number) => 3 * Math.sqrt((share * (1 - share)) / DRAWS);
const drawAll = (mix: Mix, seed: number) =>
  Array.from({ length: DRAWS }, (_, n) => drawJourney(mix, seed, n));

test('the runbook: weights 40/30/20/10 and 3.2 calls a journey on average', () => {
  expect(Object.fromEntries(JOURNEY_IDS.map((id) => [id, JOURNEYS[id].weight]))).toEqual(WEIGHTS);
  const calls = JOURNEY_IDS.reduce((sum, id) => sum + JOURNEYS[id].steps.length * JOURNEYS[id].weight, 0);
  expect(calls / 100).toBeCloseTo(3.2);
});

test('the longest journey is a photo journey whose four calls all run into their time-outs', () => {
  expect(computeLongestJourneySec(SERVICE)).toBe(10 + 15 + 15 + 12);
});

describe('drawJourney', () => {
  const drawn = drawAll(MIX, 42);

  it('draws the same journey for the same seed and number, another run for another seed', () => {
    expect(drawAll(MIX, 42)).toEqual(drawn);
    expect(drawAll(MIX, 43)).not.toEqual(drawn);
  });

  test.each(JOURNEY_IDS)('%s comes as often as its weight says, in each language', (journey) => {
    const share = WEIGHTS[journey] / 100;
    const own = drawn.filter((one) => one.journey === journey);
    expect(Math.abs(own.length / DRAWS - share)).toBeLessThan(threeSigma(share));
    for (const variant of SERVICE.variantIds) {
      const inLang = own.filter((one) => one.variant === variant).length / DRAWS;
      expect(Math.abs(inLang - share / 2)).toBeLessThan(threeSigma(share / 2));
    }
  });

  test.each([0, 20, 100])('%d %% of it is Chinese', (cnPercent) => {
    const share =
      drawAll({ ...MIX, variants: shares(cnPercent) }, 7).filter(({ variant }) => variant === 'CN').length /
      DRAWS;
    expect(Math.abs(share - cnPercent / 100)).toBeLessThanOrEqual(threeSigma(cnPercent / 100));
  });

  it('never draws a journey of weight 0', () => {
    const weights = { ...WEIGHTS, photo_usable: 0 };
    expect(drawAll({ ...MIX, weights }, 1).some(({ journey }) => journey === 'photo_usable')).toBe(false);
  });
});

test.each<[string, Mix, number, readonly string[]]>([
  ['all', MIX, 8, ['CN', 'EN']],
  ['only Chinese', { ...MIX, variants: shares(100) }, 4, ['CN']],
  ['only English', { ...MIX, variants: shares(0) }, 4, ['EN']],
  ['without one journey', { ...MIX, weights: { ...WEIGHTS, safety_block: 0 } }, 6, ['CN', 'EN']],
])('every journey once: %s', (_, mix, count, langs) => {
  const every = listEveryJourney(mix);
  expect(every).toHaveLength(count);
  expect(new Set(every.map(({ journey, variant }) => `${journey} ${variant}`)).size).toBe(count);
  expect([...new Set(every.map(({ variant }) => variant))].sort()).toEqual(langs);
});

describe('toRequestBody', () => {
  const photo = { photoId: 'photo_1', qcStatus: 'passed' };

  test.each<[JourneyId, typeof photo | undefined, unknown]>([
    ['use_photo_false', undefined, { use_photo: false }],
    [
      'photo_usable',
      photo,
      { use_photo: true, photos: [{ photo_id: 'photo_1', slot_id: 'daylight', qc_status: 'passed' }] },
    ],
    [
      'photo_forced_fail',
      undefined,
      { use_photo: true, photos: [{ photo_id: 'missing_photo_forced_fail', qc_status: 'failed' }] },
    ],
  ])('analysis of %s with photo %o', (journey, given, want) => {
    expect(toRequestBody(journey, 'analysis', 'EN', given ?? {})).toMatchObject(want as object);
  });

  it('tells the red flag in the language of the user, and asks for products all the same', () => {
    expect(toRequestBody('safety_block', 'red_flag_chat', 'EN')).toMatchObject({
      message: expect.stringContaining('bleeding'),
    });
    expect(toRequestBody('safety_block', 'red_flag_chat', 'CN')).toMatchObject({
      message: expect.stringContaining('出血'),
    });
    expect(toRequestBody('use_photo_false', 'reco_chat', 'CN')).toMatchObject({
      message: 'recommend products',
    });
  });

  it('leaves the upload to a form', () => {
    expect(toRequestBody('photo_usable', 'photo_upload', 'EN')).toBeUndefined();
  });
});
