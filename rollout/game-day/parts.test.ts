import { describe, expect, it, test } from 'vitest';
import { ADMISSION_IDS, ADMISSIONS, type Admission, type AdmissionAnswer } from './admissions.ts';
import { assessGameDay, type GameDayFacts, PART_IDS, type SeenRollback, TAMPERINGS } from './parts.ts';

const GOOD = { image: 'a@sha256:1', sha256: '1'.repeat(64) };
const BAD = { image: 'a@sha256:2', sha256: '2'.repeat(64) };
const FIGURES = {
  ...{ detectS: 8, backS: 9, argoAbortS: 10, promoteS: null, calls: 500, failedCalls: 12 },
  ...{ failedAfterwards: 0, canaryLooks: 40 },
};
const SIGNED_PART = '4'.repeat(64);
const toAnswer = (id: Admission): AdmissionAnswer => {
  const { says } = ADMISSIONS[id];
  return says === undefined
    ? { refusal: undefined, imageThere: GOOD.image, signedPart: SIGNED_PART }
    : { refusal: `Pod a/b ${says} of x`, imageThere: undefined, signedPart: undefined };
};
const FACTS: GameDayFacts = {
  good: GOOD,
  bad: BAD,
  goodRelease: { id: 'good', reasons: [], figures: { ...FIGURES, end: 'promoted', promoteS: 90 } },
  badCanary: { id: 'bad', reasons: [], figures: { ...FIGURES, end: 'aborted' } },
  rollback: {
    ...{ outcome: 'rolled-back', isAlready: false, ordersGiven: 2, tookMs: 14_000, reasons: ['it is gone'] },
    ...{ before: { answers: 30, ofVersion: 30 }, after: { answers: 31, ofVersion: 0 } },
    images: [GOOD.image, 'guard'],
  },
  log: {
    faults: [],
    records: [
      { index: 0, kind: 'promotion', outcome: 'promoted', subjects: [GOOD.sha256] },
      { index: 1, kind: 'gate-run', outcome: 'pass', subjects: [GOOD.sha256] },
      { index: 3, kind: 'rollback', outcome: 'rolled-back', subjects: [BAD.sha256] },
      { index: 2, kind: 'decision', outcome: 'abort', subjects: [BAD.sha256] },
      { index: 4, kind: 'gate-run', outcome: 'fail', subjects: [BAD.sha256] },
      { index: 5, kind: 'admission', outcome: 'signed', subjects: [SIGNED_PART] },
    ],
  },
  admissions: Object.fromEntries(ADMISSION_IDS.map((id) => [id, toAnswer(id)])),
  tamperings: Object.fromEntries(Object.keys(TAMPERINGS).map((id) => [id, { isFound: true }])),
};
const listFailed = (facts: GameDayFacts) =>
  assessGameDay(facts)
    .filter(({ outcome }) => outcome === 'fail')
    .map(({ id }) => id);

it('passes where every part has happened', () => expect(listFailed(FACTS)).toEqual([]));
it('fails in every part where nothing has', () =>
  expect(listFailed({ admissions: {}, tamperings: {} })).toEqual(PART_IDS));

const without = (kind: string, outcome: string): GameDayFacts => ({
  ...FACTS,
  log: {
    faults: [],
    records: (FACTS.log?.records ?? []).filter((one) => one.kind !== kind || one.outcome !== outcome),
  },
});
const otherwise = <K extends keyof GameDayFacts>(key: K, value: GameDayFacts[K]): GameDayFacts => ({
  ...FACTS,
  [key]: value,
});

describe('a part that did not happen', () => {
  test.each<[string, GameDayFacts, string]>([
    ['a promotion that nobody signed', without('promotion', 'promoted'), 'good-release'],
    ['a pass of the gate that nobody signed', without('gate-run', 'pass'), 'good-gate'],
    ['a decision that nobody signed', without('decision', 'abort'), 'bad-canary'],
    ['a rollback that nobody signed', without('rollback', 'rolled-back'), 'rollback'],
    ['a fail of the gate that nobody signed', without('gate-run', 'fail'), 'bad-gate'],
    ['an admission that nobody signed', without('admission', 'signed'), 'admission:good-image'],
    ['a good version that was not promoted', otherwise('goodRelease', FACTS.badCanary!), 'good-release'],
    ['a bad version that was promoted', otherwise('badCanary', FACTS.goodRelease!), 'bad-canary'],
    [
      'a bad version without users',
      otherwise('badCanary', {
        ...FACTS.badCanary!,
        figures: { ...FACTS.badCanary!.figures, canaryLooks: 0 },
      }),
      'bad-canary',
    ],
    [
      'a log with a fault',
      otherwise('log', { records: FACTS.log?.records ?? [], faults: ['record 3 is missing'] }),
      'evidence',
    ],
  ])('%s', (_, facts, part) => expect(listFailed(facts)).toEqual([part]));

  it('is one of which a record tells about another version', () => {
    const records = FACTS.log!.records.map((one) => ({ ...one, subjects: ['3'.repeat(64)] }));
    expect(listFailed(otherwise('log', { faults: [], records }))).toEqual([
      'good-release',
      'good-gate',
      'bad-canary',
      'bad-gate',
      'rollback',
      'admission:good-image',
    ]);
  });

  it('is two versions that are one image', () =>
    expect(listFailed(otherwise('bad', { ...BAD, sha256: GOOD.sha256 }))).toContain('versions'));

  test.each<[string, Partial<SeenRollback>]>([
    ['stayed unresolved', { outcome: 'unresolved' }],
    ['found nothing to do', { isAlready: true, ordersGiven: 0 }],
    ['took back what no user had', { before: { answers: 30, ofVersion: 0 } }],
    ['left users on the version', { after: { answers: 31, ofVersion: 1 } }],
    ['nobody looked at afterwards', { after: { answers: 0, ofVersion: 0 } }],
    ['left pods of the version', { images: [GOOD.image, BAD.image] }],
    ['went back to another version', { images: ['a@sha256:3'] }],
    ['left no pods', { images: [] }],
  ])('is a rollback that %s', (_, seen) =>
    expect(listFailed(otherwise('rollback', { ...FACTS.rollback!, ...seen }))).toEqual(['rollback']));

  const REFUSED = ADMISSION_IDS.filter((id) => ADMISSIONS[id].says !== undefined);
  const answered = (id: Admission, answer: Partial<AdmissionAnswer> | undefined) => {
    const { [id]: usual, ...others } = FACTS.admissions;
    return listFailed(
      otherwise('admissions', answer === undefined ? others : { ...others, [id]: { ...usual!, ...answer } }),
    );
  };
  test.each(ADMISSION_IDS)('is %s that nobody asked the API server about', (id) =>
    expect(answered(id, undefined)).toEqual([`admission:${id}`]));
  test.each(
    REFUSED.flatMap(
      (id) =>
        [
          [id, 'was taken', { refusal: undefined, imageThere: BAD.image }],
          [id, 'was refused since nobody answered', { refusal: 'failed calling webhook: refused' }],
          [id, 'was refused, and is there', { imageThere: BAD.image }],
        ] as const,
    ),
  )('is %s that %s', (id, _, answer) => expect(answered(id, answer)).toEqual([`admission:${id}`]));
  test.each<[string, Partial<AdmissionAnswer>]>([
    ['was refused', { refusal: 'is not signed', imageThere: undefined }],
    ['was taken, and is not there', { imageThere: undefined }],
    ['was taken, and is another image', { imageThere: BAD.image }],
    ['was taken unsigned', { signedPart: undefined }],
    ['is another manifest than the record tells of', { signedPart: '5'.repeat(64) }],
  ])('is a good image that %s', (_, answer) =>
    expect(answered('good-image', answer)).toEqual(['admission:good-image']));
  it('shows the sentence of each refusal', () => {
    const shown = assessGameDay(FACTS).filter(({ id }) => id.startsWith('admission:'));
    for (const id of REFUSED)
      expect(shown.find((one) => one.id === `admission:${id}`)?.text).toBe(FACTS.admissions[id]?.refusal);
  });

  test.each(Object.keys(TAMPERINGS))('is %s that was not tried, or not found', (id) => {
    const { [id as keyof typeof TAMPERINGS]: _, ...others } = FACTS.tamperings;
    expect(listFailed(otherwise('tamperings', others))).toEqual([`tampering:${id}`]);
    expect(listFailed(otherwise('tamperings', { ...others, [id]: { isFound: false } }))).toEqual([
      `tampering:${id}`,
    ]);
  });
});
