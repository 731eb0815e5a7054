import { describe, expect, it, test } from 'vitest';
import { toView } from '../argo/to-view.ts';
import { createHttpView } from '../http/http-view.ts';
import { createAlerts } from './alerts.ts';
import { type Candidate, decideStart, type Finding } from './finding.ts';
import { listNews, type RolloutView } from './view.ts';

const HOUR_MS = 3_600_000;
const CANARY: Candidate = { version: 'v2', beganAtMs: 0, promotedAtMs: null };
const find = (outcome: Finding['outcome']): Finding => ({ trigger: 'gate', outcome, text: 'so it is' });

describe('a rollback starts', () => {
  test.each<[string, Candidate | undefined, readonly Finding['outcome'][], boolean]>([
    ['by one finding', CANARY, ['fine', 'bad', 'unknown'], true],
    ['not by what cannot be told', CANARY, ['unknown', 'unknown'], false],
    ['not where all is well', CANARY, ['fine'], false],
    ['not where nothing may be taken back', undefined, ['bad'], false],
    ['of what was promoted within its bake time', { ...CANARY, promotedAtMs: HOUR_MS }, ['bad'], true],
    ['not of what was promoted before', { ...CANARY, promotedAtMs: HOUR_MS - 1 }, ['bad'], false],
  ])('%s', (_, candidate, outcomes, starts) => {
    const why = decideStart(candidate, outcomes.map(find), HOUR_MS, 2 * HOUR_MS);
    expect(why !== undefined).toBe(starts);
    if (why) expect(why).toEqual({ trigger: 'gate', reasons: ['gate: so it is'] });
  });
});

describe('news', () => {
  const view = (state: RolloutView['state'], version = 'v2'): RolloutView => ({
    ...{ state, version, candidate: undefined, text: 'so it is', actor: 'Argo' },
  });
  test.each<[RolloutView | undefined, RolloutView, readonly string[]]>([
    [undefined, view('aborted'), []],
    [view('under-way'), view('under-way'), []],
    [view('under-way'), view('promoted'), ['rollout.promoted']],
    [view('under-way'), view('paused'), ['rollout.paused']],
    [view('paused'), view('under-way'), []],
    [view('under-way'), view('aborted'), ['rollout.aborted']],
    [view('under-way'), view('idle'), ['rollout.aborted']],
    [view('idle'), view('under-way'), []],
    [view('promoted', 'v1'), view('promoted'), ['rollout.promoted']],
  ])('%#', (before, after, types) => {
    const events = listNews(before, after, 'shop', 0);
    expect(events.map(({ type }) => type)).toEqual(types);
    for (const { data } of events)
      expect(data).toMatchObject({ rollout: 'shop', version: 'v2', actor: 'Argo' });
  });
});

describe('a Rollout', () => {
  const toSet = (hash: string, day: number) => ({
    metadata: {
      name: hash,
      labels: { 'rollouts-pod-template-hash': hash },
      creationTimestamp: `2027-01-0${day}T00:00:00Z`,
    },
  });
  const SETS = [toSet('a', 1), toSet('b', 2)];
  const done = {
    conditions: [{ type: 'Completed', status: 'True', lastTransitionTime: '2027-01-03T00:00:00Z' }],
  };
  test.each<[string, object, object, RolloutView['state'], boolean]>([
    ['with a canary', {}, { stableRS: 'a', currentPodHash: 'b' }, 'under-way', true],
    ['paused by hand', { paused: true }, { stableRS: 'a', currentPodHash: 'b' }, 'paused', true],
    [
      'undecided',
      {},
      { stableRS: 'a', currentPodHash: 'b', pauseConditions: [{ reason: 'InconclusiveAnalysis' }] },
      'paused',
      true,
    ],
    [
      'at a pause of its steps',
      {},
      { stableRS: 'a', currentPodHash: 'b', pauseConditions: [{ reason: 'CanaryPauseStep' }] },
      'under-way',
      true,
    ],
    ['aborted', {}, { stableRS: 'a', currentPodHash: 'b', abort: true }, 'aborted', false],
    ['promoted', {}, { stableRS: 'b', currentPodHash: 'b', ...done }, 'promoted', true],
    ['gone back to an older version', {}, { stableRS: 'a', currentPodHash: 'a', ...done }, 'promoted', false],
    ['on its way back to an older version', {}, { stableRS: 'b', currentPodHash: 'a' }, 'under-way', false],
    ['with its first version', {}, { currentPodHash: 'b' }, 'under-way', false],
    ['nobody has seen yet', {}, {}, 'idle', false],
  ])('%s', (_, spec, status, state, mayBeTakenBack) => {
    const view = toView({ metadata: { name: 'shop' }, spec, status }, SETS);
    expect([view.state, view.candidate !== undefined]).toEqual([state, mayBeTakenBack]);
  });
});

test('a percentage is under way, promoted, and idle; its version begins with the first look that shows it', () => {
  let nowMs = 1_000;
  const view = createHttpView('shop', 'v2', 5, () => nowMs);
  const look = (percentage: number) => {
    nowMs += 1_000;
    return view({ name: 'shop', percentage });
  };
  expect([look(5), look(20), look(100), look(100), look(0)].map(({ state }) => state)).toEqual([
    'idle',
    'under-way',
    'promoted',
    'promoted',
    'idle',
  ]);
  expect(look(6).candidate).toEqual({ version: 'v2', beganAtMs: 7_000, promotedAtMs: null });
  expect(look(100).candidate).toEqual({ version: 'v2', beganAtMs: 7_000, promotedAtMs: 8_000 });
});

describe('alerts that Alertmanager posts', () => {
  const START = Date.parse('2027-01-01T00:00:00Z');
  const toAlert = (alertname: string, status = 'firing', startsAt = '2027-01-01T00:10:00Z') => ({
    ...{ status, labels: { alertname }, annotations: {}, startsAt, endsAt: startsAt, fingerprint: alertname },
  });
  const toBody = (...alerts: readonly object[]) => ({
    version: '4',
    status: 'firing',
    receiver: 'x',
    alerts,
  });
  const create = () => createAlerts(['BurnFast'], () => START);
  const candidate: Candidate = { version: 'v2', beganAtMs: START, promotedAtMs: null };

  test.each<[string, readonly unknown[], Finding['outcome']]>([
    ['that burns', [toBody(toAlert('ShopBurnFast'))], 'bad'],
    ['that burns slowly', [toBody(toAlert('ShopBurnSlow'))], 'fine'],
    ['that began before', [toBody(toAlert('ShopBurnFast', 'firing', '2026-12-31T00:00:00Z'))], 'fine'],
    ['that is over', [toBody(toAlert('ShopBurnFast')), toBody(toAlert('ShopBurnFast', 'resolved'))], 'fine'],
    ['of no time', [toBody(toAlert('ShopBurnFast', 'firing', 'soon'))], 'fine'],
  ])('one %s', (_, bodies, outcome) => {
    const alerts = create();
    for (const body of bodies) expect(alerts.take(body)).not.toBe('');
    expect(alerts.find(candidate).outcome).toBe(outcome);
  });

  it.each([
    undefined,
    {},
    [],
    { version: '3', alerts: [] },
    { version: '4' },
    toBody({ status: 'firing' }),
  ])('%j is none', (body) => {
    expect(create().take(body)).toBe('');
  });
});
