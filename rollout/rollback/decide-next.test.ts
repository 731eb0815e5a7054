import { describe, expect, it, test } from 'vitest';
import { ActuatorError, type Standing, TROUBLES, type Trouble } from './actuator.ts';
import { createState, decideNext, noteAct, noteLook, type RollbackState, type Seen } from './decide-next.ts';
import type { PathSight } from './path-sight.ts';
import { ROLLBACK_SETTINGS as S } from './settings.ts';

const T0 = 1_000_000;
const QUIET: PathSight = {
  ...{ looks: 100, answered: 100, named: 100, bad: 0, serverErrors: 0 },
  ...{ quietSinceMs: T0, version: 'v2', spanMs: S.quietMs },
};
const stand = (state: Standing['state']): Standing => ({
  state,
  version: 'v2',
  next: 'set it',
  text: 'so it is',
});
const error = (trouble: Trouble, retryAfterMs = 0) =>
  new ActuatorError(`it is ${trouble}`, trouble, retryAfterMs);
const OURS = { is: 'ours', untilMs: T0 + 3_600_000 } as const;

const see = (nowMs: number, state: Standing['state'] | Trouble, more: Partial<Seen> = {}): Seen => ({
  nowMs,
  lease: OURS,
  reading: (TROUBLES as readonly string[]).includes(state)
    ? { error: error(state as Trouble) }
    : { standing: stand(state as Standing['state']) },
  path: QUIET,
  ...more,
});

/** Looks at each of these, one after the other. @returns the last step */
function decideAfter(looks: readonly Seen[], from: RollbackState = createState(T0)) {
  let state = from;
  let step: ReturnType<typeof decideNext> = { do: 'wait', ms: 0 };
  for (const seen of looks) {
    state = noteLook(state, seen);
    step = decideNext(state, seen, S);
  }
  return step;
}
const during = (ms: number, state: Standing['state'] | Trouble, more: Partial<Seen> = {}): Seen[] =>
  Array.from({ length: Math.floor(ms / 500) + 1 }, (_, n) => see(T0 + n * 500, state, more));

describe('it acts', () => {
  it('where the version serves, and the lock is ours', () => {
    expect(decideAfter([see(T0, 'serves')])).toEqual({ do: 'act' });
  });

  test.each<[string, readonly Seen[]]>([
    ['the lock is held by another', [see(T0, 'serves', { lease: { is: 'theirs', holder: 'b' } })]],
    ['the lock cannot be had', [see(T0, 'serves', { lease: { is: 'unknown', error: error('unreached') } })]],
    [
      'the lock ends before the call could',
      [see(T0, 'serves', { lease: { is: 'ours', untilMs: T0 + S.callMs } })],
    ],
    ['it was told, and works on it', [see(T0, 'leaving')]],
    ['it is gone', [see(T0, 'gone')]],
    ['nobody can take it back', [see(T0, 'stuck')]],
    ['it cannot be read', [see(T0, 'unreached')]],
  ])('not where %s', (_, looks) => {
    expect(decideAfter(looks)).toMatchObject({ do: 'wait' });
  });

  it('again after a pause that grows, and is never past its bound', () => {
    let state = createState(T0);
    const pauses: number[] = [];
    let nowMs = T0;
    for (let n = 0; n < 8; n++) {
      state = noteAct(noteLook(state, see(nowMs, 'serves')), undefined, nowMs, S);
      pauses.push(state.actNotBeforeMs - nowMs);
      nowMs = state.actNotBeforeMs;
    }
    expect(pauses).toEqual([1, 2, 4, 8, 15, 15, 15, 15].map((s) => s * 1_000));
  });

  it('later where the actuator asks for it', () => {
    const state = noteAct(createState(T0), error('busy', 7_000), T0, S);
    expect(decideNext(state, see(T0 + 6_999, 'serves'), S).do).toBe('wait');
    expect(decideNext(state, see(T0 + 7_000, 'serves'), S).do).toBe('act');
  });
});

describe('it is rolled back', () => {
  it('when it is gone, and was not seen by users for long enough', () => {
    expect(decideAfter(during(S.quietMs, 'gone'))).toMatchObject({ do: 'end', outcome: 'rolled-back' });
    expect(decideAfter(during(S.quietMs - 500, 'gone')).do).toBe('wait');
  });

  test.each<[string, readonly Seen[]]>([
    [
      'users still get it',
      during(S.quietMs, 'gone', { path: { ...QUIET, bad: 1, quietSinceMs: T0 + S.quietMs } }),
    ],
    [
      'too few calls were looked at',
      during(S.quietMs, 'gone', { path: { ...QUIET, named: S.quietLooks - 1 } }),
    ],
    ['nobody answers users', during(S.quietMs, 'gone', { path: { ...QUIET, answered: 0, named: 0 } })],
    [
      'it came back in between',
      [...during(S.quietMs - 500, 'gone'), see(T0 + S.quietMs, 'serves'), see(T0 + S.quietMs + 1, 'gone')],
    ],
    [
      'it was not told in between',
      [...during(S.quietMs - 500, 'gone'), see(T0 + S.quietMs, 'unreached'), see(T0 + S.quietMs + 1, 'gone')],
    ],
    ['it is only on its way', during(S.quietMs, 'leaving')],
  ])('not where %s', (_, looks) => {
    expect(decideAfter(looks)).not.toMatchObject({ outcome: 'rolled-back' });
  });
});

describe('it is unresolved', () => {
  test.each([
    'serves',
    'leaving',
    'unreached',
    'busy',
    'conflict',
  ] as const)('at the deadline, where it is %s', (state) => {
    expect(decideAfter([see(T0, state), see(T0 + S.deadlineMs - 1, state)]).do).not.toBe('end');
    const end = decideAfter([see(T0, state), see(T0 + S.deadlineMs, state)]);
    expect(end).toMatchObject({ do: 'end', outcome: 'unresolved' });
  });

  test.each([
    'denied',
    'missing',
    'refused',
    'strange',
    'stuck',
  ] as const)('early, where only a person can mend that it is %s', (state) => {
    expect(decideAfter(during(S.hopelessMs - 500, state)).do).toBe('wait');
    expect(decideAfter(during(S.hopelessMs, state))).toMatchObject({ outcome: 'unresolved' });
  });

  it('not by what was mended in between', () => {
    const looks = [...during(S.hopelessMs - 500, 'denied'), see(T0 + S.hopelessMs, 'serves')];
    expect(decideAfter(looks)).toEqual({ do: 'act' });
  });

  it('where orders are refused for good, and says that', () => {
    const refused = noteAct(createState(T0), error('denied'), T0, S);
    expect(decideAfter(during(S.hopelessMs, 'serves'), refused)).toMatchObject({
      outcome: 'unresolved',
      reasons: expect.arrayContaining(['its newest no: it is denied']),
    });
  });

  it('where the lock is refused for good', () => {
    const lease = { is: 'unknown', error: error('denied') } as const;
    expect(decideAfter(during(S.hopelessMs, 'serves', { lease }))).toMatchObject({ outcome: 'unresolved' });
  });

  it('naming who holds the lock', () => {
    const lease = { is: 'theirs', holder: 'engine b' } as const;
    const looks = [see(T0, 'serves', { lease }), see(T0 + S.deadlineMs, 'serves', { lease })];
    expect(decideAfter(looks)).toMatchObject({
      reasons: expect.arrayContaining(['the lock is held by engine b']),
    });
  });
});

it.each(['unreached', 'leaving'] as const)('acts at once where it was %s after orders in vain', (between) => {
  let state = createState(T0);
  for (let n = 0; n < 6; n++) state = noteAct(state, error('unreached'), T0, S);
  expect(decideAfter([see(T0 + 1_000, 'serves')], state).do).toBe('wait');
  expect(decideAfter([see(T0 + 1_000, between), see(T0 + 1_500, 'serves')], state).do).toBe('act');
});

it('looks again within two seconds, however long nobody has answered', () => {
  expect(decideAfter(during(60_000, 'unreached'))).toEqual({ do: 'wait', ms: 2_000 });
});

it('waits no longer than until the deadline', () => {
  const state = noteLook(createState(T0), see(T0 + S.deadlineMs - 100, 'busy'));
  expect(decideNext(state, see(T0 + S.deadlineMs - 100, 'busy'), S)).toEqual({ do: 'wait', ms: 100 });
});
