import { beforeEach, describe, expect, it, test, vi } from 'vitest';
import { type KubeApi, KubeError } from '../../cluster/kube-api.ts';
import type { Pod } from '../pods.ts';
import { AWAY_AFTER_MS, createRunnerCheck, LOST_AFTER_MS, START_AFTER_MS } from './runner-check.ts';

const STEP_MS = 5_000;
const RUNNERS = [1, 2].map((runner) => ({ runner, pod: `p${runner}`, isBegun: true }));
const refusal = new KubeError('GET …: error trying to reach service', 502, 'ServiceUnavailable');
const away = new KubeError('the API server does not answer', 0, 'Unreachable');

let nowMs = 0;
let answer: (path: string) => Error | undefined = () => undefined;
const breakUp = vi.fn<(why: string, runner?: number) => void>();
const api = {
  get: async (path: string) => {
    const error = answer(path);
    if (error) throw error;
    return {};
  },
} as KubeApi;

beforeEach(() => {
  nowMs = 0;
  answer = () => undefined;
  breakUp.mockReset();
});
const create = () => createRunnerCheck({ api, namespace: 'n', name: 'soak-1', breakUp, nowMs: () => nowMs });
const lookFor = async (check: ReturnType<typeof create>, ms: number, runners = RUNNERS) => {
  for (const untilMs = nowMs + ms; nowMs <= untilMs; nowMs += STEP_MS) await check.look(runners);
};
const told = () => breakUp.mock.calls[0];

it('says nothing of runners that answer', async () => {
  await lookFor(create(), 2 * AWAY_AFTER_MS);
  expect(breakUp).not.toHaveBeenCalled();
});

describe('a runner that does not answer, while the API server does', () => {
  it('is lost after its time', async () => {
    answer = (path) => (path.includes('p2') ? refusal : undefined);
    await lookFor(create(), LOST_AFTER_MS);
    expect(told()).toEqual([expect.stringMatching(/^runner 2 has not answered for 30 s/), 2]);
  });
  it.each([
    new KubeError('Unauthorized', 401, 'Unauthorized'),
    new KubeError('pods "p2" is forbidden: User "u" cannot get resource "pods/proxy"', 403, 'Forbidden'),
  ])('is not blamed where the coordinator may not ask: %s', async (error) => {
    answer = (path) => (path.includes('p2') ? error : undefined);
    await lookFor(create(), LOST_AFTER_MS);
    expect(told()).toEqual([
      expect.stringMatching(/^runner 2 could not be asked for 30 s: a right or a token/),
      2,
    ]);
  });
  it('is lost also where it is frozen, so that calls to it take too long, and no API server is away', async () => {
    answer = (path) => (path.includes('p2') ? away : undefined);
    await lookFor(create(), LOST_AFTER_MS);
    expect(told()).toEqual([expect.stringMatching(/^runner 2 has not answered for 30 s.*frozen/), 2]);
  });
  it('is not blamed for an API server that is asked too much', async () => {
    const busy = new KubeError('try again later', 429, 'TooManyRequests');
    answer = (path) => (path.includes('p2') ? busy : undefined);
    await lookFor(create(), 2 * LOST_AFTER_MS);
    expect(breakUp).not.toHaveBeenCalled();
    answer = () => busy;
    await lookFor(create(), AWAY_AFTER_MS);
    expect(told()?.[0]).toMatch(/^the API server has been away for 120 s/);
  });
  it('and is not before', async () => {
    answer = (path) => (path.includes('p2') ? refusal : undefined);
    const check = create();
    await lookFor(check, LOST_AFTER_MS - 2 * STEP_MS);
    answer = () => undefined;
    await lookFor(check, LOST_AFTER_MS);
    expect(breakUp).not.toHaveBeenCalled();
  });
});

describe('an API server that is away', () => {
  test.each([
    [AWAY_AFTER_MS - 2 * STEP_MS, 0],
    [AWAY_AFTER_MS, 1],
  ])('for %i ms breaks it up %i times', async (ms, times) => {
    answer = () => away;
    const check = create();
    await lookFor(check, ms);
    expect(breakUp).toHaveBeenCalledTimes(times);
    if (times > 0) expect(told()?.[0]).toContain('the API server has been away for 120 s');
  });
  it('keeps no runner from its start for longer', async () => {
    answer = () => away;
    await lookFor(create(), AWAY_AFTER_MS - 2 * STEP_MS, [{ runner: 1, pod: 'p1', isBegun: false }]);
    expect(breakUp).not.toHaveBeenCalled();
  });
});

test('a log that nobody can read is lost, and one that is read again is not', async () => {
  const check = create();
  check.noteRows(1, { sinceMs: nowMs, why: 'connection refused' });
  check.noteRows(2, { sinceMs: nowMs, why: 'connection refused' });
  check.noteRows(2, undefined);
  await lookFor(check, LOST_AFTER_MS);
  expect(breakUp.mock.calls).toEqual([
    [expect.stringMatching(/the log of runner 1 could not be read for 30 s: connection refused/), 1],
  ]);
});

test('a log is not lost that nobody can read since the API server is away, and for as long again', async () => {
  answer = () => away;
  const check = create();
  check.noteRows(1, { sinceMs: nowMs, why: 'no answer' });
  await lookFor(check, LOST_AFTER_MS + STEP_MS);
  answer = () => undefined;
  await lookFor(check, LOST_AFTER_MS - 2 * STEP_MS);
  expect(breakUp).not.toHaveBeenCalled();
});

describe('a runner that waits to be started', () => {
  const WAITING = [{ runner: 1, pod: 'p1', isBegun: false }];
  const starter = (state: object): Pod =>
    ({ metadata: { name: 's' }, status: { containerStatuses: [{ state }] } }) as Pod;
  test.each<[string, Pod | undefined, number, RegExp]>([
    ['no starter', undefined, START_AFTER_MS, /k6-operator made no starter/],
    [
      'one that failed',
      starter({ terminated: { exitCode: 7 } }),
      START_AFTER_MS,
      /ended with exit code 7.*curl/,
    ],
    ['one that says it did', starter({ terminated: { exitCode: 0 } }), START_AFTER_MS, /says that it was/],
    ['one that is at it', starter({ running: {} }), START_AFTER_MS, /is at it/],
    [
      'one that never will',
      starter({ waiting: { reason: 'ImagePullBackOff' } }),
      0,
      /its starter waits: ImagePull/,
    ],
  ])('%s', async (_, pod, ms, says) => {
    const check = create();
    check.noteLeft();
    if (pod) check.notePod('starter', pod);
    await lookFor(check, ms, WAITING);
    expect(told()?.[0]).toMatch(says);
  });
  test('by us needs no starter', async () => {
    const check = create();
    check.notePod('starter', starter({ waiting: { reason: 'ImagePullBackOff' } }));
    await lookFor(check, 0, WAITING);
    expect(told()).toBeUndefined();
  });
});
