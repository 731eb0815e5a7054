// What a check comes to after an earlier call failed: a check without its precondition is inconclusive.
import { describe, expect, test } from 'vitest';
import type { SmokeAnswer } from '../../../lib/core/smoke/answer.ts';
import { type Flow, judgeStep, pass, type Scene } from '../../../lib/core/smoke/flow.ts';
import { playFlows } from '../../../lib/core/smoke/play.ts';
import { SERVICE } from '../service.ts';
import { noRecommendations } from './checks.ts';
import { toSetUp, toStep } from './journey-steps.ts';
import { SMOKE } from './runtime.ts';

const toAnswer = (status: number, body: unknown): SmokeAnswer => {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const parsed = typeof body === 'string' ? { notJson: 'not JSON' } : { json: body };
  return { kind: 'answer', status, headers: {}, text, body: parsed };
};
const toCards = (...cards: readonly (readonly [string, object])[]): SmokeAnswer =>
  toAnswer(200, { cards: cards.map(([type, payload]) => ({ type, payload })) });
const BASELINE = toCards(['note', { text: 'well' }], ['profile', { profile: {} }]);
const DEGRADED = toCards(
  ['confidence_notice', { reason: 'timeout_degraded', actions: ['retry'] }],
  ['profile', { profile: {} }],
);
const LEAK = toCards(
  ['confidence_notice', { reason: 'timeout_degraded', actions: ['retry'] }],
  ['recommendations', { recommendations: [{ name: 'a cream' }] }],
);

/** The answer with the trace that was sent, where it is an envelope. */
const withTrace = (answer: SmokeAnswer, traceId: string): SmokeAnswer =>
  answer.kind === 'answer' && 'json' in answer.body
    ? { ...answer, body: { json: { ...(answer.body.json as object), trace_id: traceId } } }
    : answer;

const play = async (flow: Flow, answers: readonly SmokeAnswer[], missing = '') => {
  const left = [...answers];
  const rows = await playFlows({
    service: SERVICE,
    smoke: { ...SMOKE, flows: [flow] },
    variants: ['EN'],
    origin: 'https://page.example',
    findMissing: (check) => (check === missing ? { part: 'db', shows: false } : undefined),
    embedded: false,
    run: 'r',
    now: () => 0,
    send: async (_, { traceId }) => withTrace(left.shift() ?? BASELINE, traceId),
    contracts: () => () => undefined,
    onProgress: () => {},
  });
  return Object.fromEntries(rows.map(({ id, outcome }) => [id.slice(id.indexOf('.') + 1), outcome]));
};

const FLOW: Flow = {
  id: 'f',
  variants: 'once',
  steps: [
    toSetUp('photo_usable', 'profile_update'),
    toStep('photo_usable', 'reco_chat', [{ id: 'own', why: 'w', judge: () => pass() }, noRecommendations]),
  ],
};
const LOST = { reco_chat: 'inconclusive', own: 'inconclusive', no_recommendations: 'inconclusive' };

describe('a set-up that fails is broken, and what builds on it is inconclusive', () => {
  test.each<[string, SmokeAnswer, string]>([
    ['no answer', { kind: 'no_answer', why: 'reset' }, 'fail'],
    ['a 500', toAnswer(500, { cards: [] }), 'fail'],
    ['a page', toAnswer(200, '<html>'), 'fail'],
    ['a page of a proxy', toAnswer(503, '<h1>Service Unavailable</h1>'), 'fail'],
    ['a refusal in front', toAnswer(429, '<h1>Too Many Requests</h1>'), 'inconclusive'],
  ])('%s', async (_, answer, outcome) => {
    expect(await play(FLOW, [answer])).toEqual({ profile_update: outcome, ...LOST });
  });

  test('a photo without an id is not analysed', async () => {
    const flow = { ...FLOW, steps: [toSetUp('photo_usable', 'photo_upload'), ...FLOW.steps.slice(1)] };
    expect(await play(flow, [toCards(['photo_confirm', { qc_status: 'passed' }])])).toEqual(LOST);
  });

  test('but calls that do not build on each other are all judged', async () => {
    const events = SMOKE.flows.find(({ id }) => id === 'events') as Flow;
    const said = await play(events, [toAnswer(500, 'x'), toAnswer(204, '')]);
    expect(said).toMatchObject({ taken: 'fail', taken_50: 'pass', no_source: 'fail' });
  });
});

describe('an upstream that is away', () => {
  test.each<[string, readonly SmokeAnswer[], object]>([
    ['nothing of it', [], { own: 'pass', no_recommendations: 'pass' }],
    [
      'in the answer itself',
      [BASELINE, DEGRADED],
      { own: 'inconclusive', no_recommendations: 'inconclusive' },
    ],
    ['in the one before', [DEGRADED, BASELINE], { own: 'inconclusive', no_recommendations: 'inconclusive' }],
    ['what must never be there is', [BASELINE, LEAK], { own: 'inconclusive', no_recommendations: 'fail' }],
  ])('%s', async (_, answers, outcomes) => {
    expect(await play(FLOW, answers)).toEqual({ reco_chat: 'pass', ...outcomes });
  });
});

test('a photo that had not passed need not be used', () => {
  const step = SMOKE.flows.find(({ id }) => id === 'photo_usable')?.steps[2];
  if (step === undefined) throw new Error('photo_usable has no third step');
  const judge = (qcStatus: string) => {
    const scene: Scene = {
      ...{ variant: 'EN', uid: 'u', traceId: 't' },
      taken: { photoId: 'p', qcStatus },
      degraded: false,
      origin: '',
      nowMs: 0,
    };
    const answer = withTrace(toCards(['analysis_summary', { used_photos: false }]), 't');
    return judgeStep(FLOW, step, answer, scene, {
      service: SERVICE,
      smoke: SMOKE,
      validate: () => undefined,
    }).rows.find(({ id }) => id === 'f.photo_told');
  };
  expect([judge('failed')?.outcome, judge('passed')?.outcome]).toEqual(['inconclusive', 'fail']);
});

test('a call of a part that is said to be missing may be silent: what follows it is played', async () => {
  const flow: Flow = { ...FLOW, steps: [toSetUp('use_photo_false', 'analysis'), ...FLOW.steps] };
  const rows = await play(flow, [{ kind: 'no_answer', why: 'reset' }], 'f.analysis');
  expect(rows.analysis).toBe('left_out');
  expect(Object.values(rows)).toContain('pass');
});
