// What results come to, and how an answer that is none is taken.
import { expect, test } from 'vitest';
import { SERVICE } from '../../../services/aurora/service.ts';
import { decideExitCode, decideOutcome } from '../outcome.ts';
import type { SmokeAnswer } from './answer.ts';
import {
  type CheckResult,
  type Finding,
  type Judging,
  judgeAnswered,
  type Scene,
  type Step,
} from './flow.ts';
import { toFinding } from './report.ts';

const toRow = (finding: Finding): CheckResult => ({
  id: 'a.b',
  variant: 'EN',
  why: 'w',
  call: 'GET /',
  ...finding,
});
const toRows = (...outcomes: Finding['outcome'][]) =>
  outcomes.map((outcome) => toRow({ outcome, because: '' }));

test.each([
  [toRows('pass', 'skipped'), 0],
  [toRows('pass', 'inconclusive'), 3],
  [toRows('inconclusive', 'fail', 'pass'), 1],
  [toRows('skipped'), 3],
  [[], 3],
])('%#: exit code %i', (rows, code) => {
  expect(decideExitCode(decideOutcome(rows))).toBe(code);
});

const STEP: Step = {
  id: 'chat',
  why: 'w',
  status: [200],
  contract: 'chat.v1',
  asked: { step: 'reco_chat', route: 'analysis_skin' },
  call: () => ({ method: 'POST', path: '/v1/chat', user: 'own' }),
};
const toAnswer = (status: number, text: string): SmokeAnswer => {
  const isJson = text.startsWith('{');
  return {
    kind: 'answer',
    status,
    headers: {},
    text,
    body: isJson ? { json: JSON.parse(text) } : { notJson: 'not JSON' },
  };
};
const SCENE: Scene = {
  ...{ variant: 'EN', uid: 'u', traceId: 't', taken: {}, degraded: false, origin: '', nowMs: 0 },
};
const judgingBy = (validate: Judging['validate']): Judging => ({
  service: SERVICE,
  smoke: { show: () => 'its cards' },
  validate,
});
const GOOD = '{"trace_id":"t","cards":[{"type":"a","payload":{"b":1}}]}';

test.each<[string, SmokeAnswer, Finding['outcome'], string]>([
  ['a good answer', toAnswer(200, GOOD), 'pass', ''],
  ['no answer', { kind: 'no_answer', why: 'reset' }, 'fail', 'no answer: reset'],
  [
    'a call that this machine could not make',
    { kind: 'no_answer', why: 'getaddrinfo ENOTFOUND shop' },
    'inconclusive',
    'no answer: getaddrinfo ENOTFOUND shop',
  ],
  ['a 500', toAnswer(500, 'x'), 'fail', 'status 500'],
  ['a page', toAnswer(200, '<html>'), 'fail', 'not JSON'],
  ['a firewall', toAnswer(403, '<html>'), 'inconclusive', 'refused in front'],
  ['a CDN', toAnswer(503, 'Error 54113'), 'inconclusive', 'refused in front'],
  ['a 503 of its own', toAnswer(503, 'x'), 'fail', 'status 503'],
  ['no cards', toAnswer(200, '{"trace_id":"t","cards":[]}'), 'fail', 'empty_cards'],
])('%s', (_, answer, outcome, said) => {
  const { finding } = judgeAnswered(
    STEP,
    answer,
    SCENE,
    judgingBy(() => undefined),
  );
  expect(finding).toMatchObject({ outcome, because: expect.stringContaining(said) });
});

test('the part that a JSON Pointer of the contract names is shown', () => {
  const { finding } = judgeAnswered(
    STEP,
    toAnswer(200, GOOD),
    SCENE,
    judgingBy(() => '/cards/0/payload must be better'),
  );
  expect(finding.part).toEqual({ b: 1 });
});

test('what a service says can do nothing to a terminal', () => {
  const line = toFinding(
    toRow({ outcome: 'fail', because: 'bad\u001b[2J', part: { text: '\u009b31m\u202e' } }),
  );
  expect(line).not.toMatch(/[\p{Cc}\p{Cf}]/u);
});
