import { beforeEach, describe, expect, it, test } from 'vitest';
import { resetWorld, world } from '../../../test/k6/world.ts';
import type { Call, Person, Smoke } from '../../core/smoke/flow.ts';
import type { SmokeSettings } from '../../core/smoke/settings.ts';
import { createSend, findUnreachable } from './call.ts';

beforeEach(resetWorld);

const SETTINGS: SmokeSettings = {
  base: 'http://shop:8080',
  variant: 'all',
  timeoutMs: 5000,
  origin: '',
  without: [],
};
const SMOKE = { toHeaders: () => ({ 'x-user': 'u1' }) } as unknown as Smoke;
const FORMS = { receipt: { contentType: 'multipart/form-data; boundary=b', content: new ArrayBuffer(2) } };
const PERSON = {} as Person;

const send = (call: Partial<Call>, settings = SETTINGS) =>
  createSend(settings, SMOKE, FORMS)({ method: 'GET', path: '/v1/items', ...call } as Call, PERSON);
/** What k6 throws where nothing came back. */
const fail = (reason: string) => () => {
  throw `Get "http://shop:8080/v1/items": ${reason}`;
};

describe('a call', () => {
  it('is made once, within its time, and follows nowhere', async () => {
    world.answers.push({});
    await send({});
    expect(world.sent).toMatchObject([
      {
        method: 'GET',
        url: 'http://shop:8080/v1/items',
        body: null,
        params: { timeout: 5000, redirects: 0, tags: { name: '/v1/items' }, headers: { 'x-user': 'u1' } },
      },
    ]);
  });

  test.each<[string, Partial<Call>, unknown, string]>([
    ['JSON', { json: { item: 1 } }, '{"item":1}', 'application/json'],
    ['a form', { form: 'receipt' }, FORMS.receipt.content, 'multipart/form-data; boundary=b'],
  ])('sends %s under its type', async (_, call, body, type) => {
    world.answers.push({});
    await send({ method: 'POST', ...call });
    expect(world.sent[0]?.body).toEqual(body);
    expect(world.sent[0]?.params.headers).toMatchObject({ 'content-type': type });
  });

  it('shows the credentials of an address in a header, and not in the address', async () => {
    world.answers.push({});
    await send({}, { ...SETTINGS, base: 'http://me:secret@shop:8080' });
    expect(world.sent[0]?.url).toBe('http://shop:8080/v1/items');
    expect(world.sent[0]?.params.headers).toMatchObject({ authorization: 'Basic bWU6c2VjcmV0' });
  });

  it('brings status, headers by their small names, text and body', async () => {
    world.answers.push({ status: 404, headers: { 'X-Shop-Note': 'gone' }, body: '{"id":1}' });
    expect(await send({})).toEqual({
      kind: 'answer',
      status: 404,
      headers: { 'x-shop-note': 'gone' },
      text: '{"id":1}',
      durationMs: expect.any(Number),
      body: { json: { id: 1 } },
    });
  });

  it('brings what is no JSON as it is', async () => {
    world.answers.push({ body: 'oops' });
    expect(await send({})).toMatchObject({
      text: 'oops',
      body: { notJson: expect.stringMatching(/^not JSON/) },
    });
  });

  test.each([
    ['connection refused', 'connection refused'],
    ['request timeout', 'not complete within 5000 ms'],
  ])('says why it got no answer, and does not throw: %s', async (reason, why) => {
    world.answers.push(fail(reason));
    expect(await send({})).toEqual({ kind: 'no_answer', why });
  });
});

test.each<[string, () => object, string | undefined]>([
  ['answers', () => ({}), undefined],
  ['answers with an error', () => ({ status: 500 }), undefined],
  ['hangs, which is for the checks to tell', fail('request timeout'), undefined],
  ['is not there', fail('connection refused'), 'connection refused'],
])('a service that %s', (_, answer, why) => {
  world.answers.push(answer);
  expect(findUnreachable(SETTINGS)).toBe(why);
  expect(world.sent[0]?.url).toBe('http://shop:8080/healthz');
});
