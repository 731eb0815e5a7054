// What a flow of steps comes to, whatever answers.
import { describe, expect, it, test } from 'vitest';
import { decideOutcome } from '../../outcome.ts';
import type { SmokeAnswer } from '../answer.ts';
import type { Call } from '../flow.ts';
import { type HttpFlow, type HttpStep, takeSecrets } from './flow.ts';
import type { Expectations } from './flow-schema.ts';
import { playSteps } from './play-steps.ts';

const toStep = (more: Partial<HttpStep> = {}): HttpStep => ({
  ...{ id: 'one', isSession: false, method: 'GET', path: '/a', headers: {}, timeoutMs: 1000, save: {} },
  expect: { status: 200 },
  ...more,
});
const toFlow = (...steps: HttpStep[]): HttpFlow => ({
  id: 'f',
  title: 't',
  variables: { v: 'x y' },
  secrets: [],
  steps,
});
const toAnswer = (body: unknown, more: object = {}): SmokeAnswer => ({
  ...{
    kind: 'answer',
    status: 200,
    headers: {},
    text: JSON.stringify(body),
    body: { json: body },
    durationMs: 5,
  },
  ...more,
});

async function play(flow: HttpFlow, ...answers: SmokeAnswer[]) {
  const calls: Call[] = [];
  const left = [...answers];
  const rows = await playSteps({
    flow,
    secrets: { 'env.TOKEN': 'secret' },
    run: 'r1',
    now: () => 0,
    send: async (call) => {
      calls.push(call);
      return left.shift() ?? { kind: 'no_answer', why: 'no more' };
    },
  });
  return {
    rows,
    calls,
    outcome: decideOutcome(rows),
    said: rows.map(({ id, outcome, because }) => [id, outcome, because].join(' ').trim()),
  };
}

test.each<[string, SmokeAnswer, 'pass' | 'fail' | 'inconclusive']>([
  ['a right answer', toAnswer({}), 'pass'],
  ['a wrong status', toAnswer({}, { status: 500 }), 'fail'],
  ['no answer', { kind: 'no_answer', why: 'connect ECONNREFUSED 127.0.0.1:1' }, 'fail'],
  ['a reset', { kind: 'no_answer', why: 'other side closed' }, 'fail'],
  ['a time-out', { kind: 'no_answer', why: 'not complete within 1000 ms' }, 'fail'],
  ['a name that we cannot look up', { kind: 'no_answer', why: 'getaddrinfo ENOTFOUND shop' }, 'inconclusive'],
  ['no descriptors of ours', { kind: 'no_answer', why: 'EMFILE' }, 'inconclusive'],
  ['a firewall', toAnswer({}, { status: 403 }), 'inconclusive'],
  ['a rate limit', toAnswer({}, { status: 429 }), 'inconclusive'],
])('%s', async (_, answer, outcome) => {
  expect((await play(toFlow(toStep()), answer)).outcome).toBe(outcome);
});

it('a refusal that is expected is right', async () => {
  const flow = toFlow(toStep({ expect: { status: 403 } }));
  expect((await play(flow, toAnswer({}, { status: 403 }))).outcome).toBe('pass');
});

const ITEMS = {
  items: [
    { id: 1, price: 0.4, name: 'a' },
    { id: 2, price: 0, name: 'b' },
  ],
  none: null,
  n: 2,
  s: 'x y',
};
test.each<[NonNullable<Expectations['json']>[number], boolean]>([
  [{ path: '$.items', type: 'list' }, true],
  [{ path: '$.items[*].price', above: 0 }, false],
  [{ path: '$.items[*].price', at_least: 0 }, true],
  [{ path: '$.items[0].price', below: 0.4 }, false],
  [{ path: '$.items[0].price', at_most: 0.4 }, true],
  [{ path: '$.items[*].name', matches: '^[ab]$' }, true],
  [{ path: '$.items[?@.price == 0].name', equals: 'b' }, true],
  [{ path: '$.items', items: { at_least: 2, at_most: 2 } }, true],
  [{ path: '$.items', items: { at_least: 3 } }, false],
  [{ path: '$.items[*]', items: { at_least: 2 } }, true],
  [{ path: '$.gone', items: { at_most: 0 } }, true],
  [{ path: '$.gone', exists: false }, true],
  [{ path: '$.none', exists: true }, true],
  [{ path: '$.none', type: 'nothing' }, true],
  [{ path: '$.gone', type: 'nothing' }, false],
  [{ path: '$.gone', equals: null }, false],
  [{ path: '$.n', type: 'whole' }, true],
  [{ path: '$.n', equals: '2' }, false],
  [{ path: '$.n', one_of: [1, 2] }, true],
  [{ path: '$.s', equals: '${v}' }, true],
  [{ path: '$.items[0]', equals: { name: 'a', price: 0.4, id: 1 } }, true],
  [{ path: '$.items[0]', equals: { name: 'a', price: 0.4 } }, false],
  [{ path: '$.constructor', exists: true }, false],
])('%j: %s', async (one, isRight) => {
  const { outcome } = await play(toFlow(toStep({ expect: { status: 200, json: [one] } })), toAnswer(ITEMS));
  expect(outcome).toBe(isRight ? 'pass' : 'fail');
});

test.each<[Expectations, boolean]>([
  [{ within: '5ms' }, true],
  [{ within: '4ms' }, false],
  [{ headers: { ETag: { exists: true } } }, true],
  [{ headers: { etag: { equals: 'W/1' } } }, true],
  [{ headers: { etag: { matches: '^"' } } }, false],
  [{ headers: { age: { exists: false } } }, true],
  [{ text: { matches: 'items' } }, true],
  [{ text: { lacks: 'items' } }, false],
])('%j: %s', async (wanted, isRight) => {
  const answer = toAnswer(ITEMS, { headers: { etag: 'W/1' } });
  expect((await play(toFlow(toStep({ expect: wanted })), answer)).outcome).toBe(isRight ? 'pass' : 'fail');
});

it('a body that is no JSON breaks what is asked of JSON', async () => {
  const flow = toFlow(toStep({ expect: { json: [{ path: '$.gone', exists: false }] } }));
  const { said } = await play(flow, toAnswer('', { text: '<html>', body: { notJson: 'not JSON' } }));
  expect(said).toEqual(['f.one.answered pass', 'f.one.json.1.exists fail not JSON']);
});

describe('variables', () => {
  it('come from answers, and go into what is sent', async () => {
    const first = toStep({ save: { id: { json: '$.id' }, next: { header: 'Location' } } });
    const second = toStep({
      ...{ id: 'two', method: 'POST', path: '/a/${id}?q=${v}', headers: { a: 'Bearer ${env.TOKEN}' } },
      body: { json: { id: '${id}', price: 'a $$ and ${run.id}', n: 1 } },
    });
    const third = toStep({ id: 'three', path: '${next}/x' });
    const { calls } = await play(
      toFlow(first, second, third),
      toAnswer({ id: 'a/b' }, { headers: { location: '/n/1' } }),
      toAnswer({}),
      toAnswer({}),
    );
    expect(calls.slice(1)).toMatchObject([
      {
        path: '/a/a%2Fb?q=x%20y',
        headers: { a: 'Bearer secret' },
        json: { id: 'a/b', price: 'a $ and r1', n: 1 },
      },
      { path: '/n/1/x' },
    ]);
  });

  it('that an answer does not hold fail the flow, and end it', async () => {
    const flow = toFlow(toStep({ save: { id: { json: '$.id' } } }), toStep({ id: 'two', path: '/${id}' }));
    const { said, calls } = await play(flow, toAnswer({}));
    expect(calls).toHaveLength(1);
    expect(said).toEqual([
      'f.one.answered pass',
      'f.one.status pass',
      'f.one.save.id fail nothing at $.id',
      'f.two.answered inconclusive not played: one left no id',
      'f.two.status inconclusive not played: one left no id',
    ]);
  });

  test.each([
    ['the end of a header', { headers: { a: '${id}' } }, 'a\r\nb: c'],
    ['another host', { path: '${id}' }, '//evil.example/'],
  ])('lead to no call with %s', async (_, more, id) => {
    const flow = toFlow(toStep({ save: { id: { json: '$.id' } } }), toStep({ id: 'two', ...more }));
    const { calls, outcome } = await play(flow, toAnswer({ id }));
    expect([calls.length, outcome]).toEqual([1, 'inconclusive']);
  });

  it('of the environment must be set', () => {
    expect(() => takeSecrets({ id: 'f', secrets: ['TOKEN'] }, {})).toThrow(
      'the flow f needs the variable TOKEN, which is not set; set it',
    );
    expect(takeSecrets({ id: 'f', secrets: ['TOKEN'] }, { TOKEN: 'x' })).toEqual({ 'env.TOKEN': 'x' });
  });
});
