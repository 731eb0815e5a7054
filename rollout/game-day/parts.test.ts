import { describe, expect, it, test } from 'vitest';
import { assessGameDay, type GameDayFacts, PART_IDS, TAMPERINGS } from './parts.ts';

const GOOD = { image: 'a@sha256:1', sha256: '1'.repeat(64) };
const BAD = { image: 'a@sha256:2', sha256: '2'.repeat(64) };
const FIGURES = {
  ...{ detectS: 8, backS: 9, argoAbortS: 10, promoteS: null, calls: 500, failedCalls: 12 },
  ...{ failedAfterwards: 0, canaryLooks: 40 },
};
const FACTS: GameDayFacts = {
  good: GOOD,
  bad: BAD,
  goodRelease: { id: 'good', reasons: [], figures: { ...FIGURES, end: 'promoted', promoteS: 90 } },
  badCanary: { id: 'bad', reasons: [], figures: { ...FIGURES, end: 'aborted' } },
  log: {
    faults: [],
    records: [
      { index: 0, kind: 'promotion', outcome: 'promoted', subjects: [GOOD.sha256] },
      { index: 1, kind: 'gate-run', outcome: 'pass', subjects: [GOOD.sha256] },
      { index: 2, kind: 'decision', outcome: 'abort', subjects: [BAD.sha256] },
      { index: 4, kind: 'gate-run', outcome: 'fail', subjects: [BAD.sha256] },
    ],
  },
  tamperings: Object.fromEntries(Object.keys(TAMPERINGS).map((id) => [id, { isFound: true }])),
};
const listFailed = (facts: GameDayFacts) =>
  assessGameDay(facts)
    .filter(({ outcome }) => outcome === 'fail')
    .map(({ id }) => id);

it('passes where every part has happened', () => expect(listFailed(FACTS)).toEqual([]));
it('fails in every part where nothing has', () => expect(listFailed({ tamperings: {} })).toEqual(PART_IDS));

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
    ['a fail of the gate that nobody signed', without('gate-run', 'fail'), 'bad-gate'],
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
    ]);
  });

  it('is two versions that are one image', () =>
    expect(listFailed(otherwise('bad', { ...BAD, sha256: GOOD.sha256 }))).toContain('versions'));

  test.each(Object.keys(TAMPERINGS))('is %s that was not tried, or not found', (id) => {
    const { [id as keyof typeof TAMPERINGS]: _, ...others } = FACTS.tamperings;
    expect(listFailed(otherwise('tamperings', others))).toEqual([`tampering:${id}`]);
    expect(listFailed(otherwise('tamperings', { ...others, [id]: { isFound: false } }))).toEqual([
      `tampering:${id}`,
    ]);
  });
});
