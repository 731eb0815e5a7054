// The journeys of a service as a smoke: judged by its own judge, and gone on with only where its user could.
import { expect, it } from 'vitest';
import { SERVICE as EXAMPLE } from '../../../services/example/service.ts';
import { decideOutcome } from '../outcome.ts';
import type { SmokeAnswer } from './answer.ts';
import { toJourneySmoke } from './journeys.ts';
import { playFlows } from './play.ts';

const toAnswer = (json: unknown, status = 200): SmokeAnswer => ({
  ...{ kind: 'answer', status, headers: {}, text: JSON.stringify(json), body: { json } },
});

async function play(...answers: SmokeAnswer[]) {
  const paths: string[] = [];
  const left = [...answers];
  const rows = await playFlows({
    service: EXAMPLE,
    smoke: toJourneySmoke(EXAMPLE, []),
    variants: EXAMPLE.variantIds,
    origin: '',
    findMissing: () => undefined,
    embedded: false,
    run: 'r',
    now: () => 0,
    send: async ({ path }) => {
      paths.push(path);
      return left.shift() ?? { kind: 'no_answer', why: 'reset' };
    },
    contracts: () => () => undefined,
    onProgress: () => {},
  });
  return { paths, outcome: decideOutcome(rows), broken: rows.filter(({ outcome }) => outcome === 'fail') };
}

it('goes on with what an answer left', async () => {
  const { paths, outcome } = await play(toAnswer([{ id: 7 }]), toAnswer({ id: 7, price: 1 }));
  expect([paths, outcome]).toEqual([['/items', '/items/7'], 'pass']);
});

it('fails where a promise is broken', async () => {
  const { broken } = await play(toAnswer([{ id: 7 }]), toAnswer({ id: 7, price: 0 }));
  expect(broken).toMatchObject([{ id: 'look.item', because: expect.stringContaining('given_away') }]);
});

it('fails where the user cannot go on', async () => {
  const { paths, broken } = await play(toAnswer([]));
  expect(paths).toEqual(['/items']);
  expect(broken).toMatchObject([{ id: 'look.goes_on', because: 'the answer leaves no itemId' }]);
});

it('tells a wrong status by its range', async () => {
  const { broken } = await play(toAnswer({}, 404));
  expect(broken).toMatchObject([{ because: 'status 404 where 200 to 399 is right' }]);
});

it('knows no journey that the service has not', () => {
  expect(() => toJourneySmoke(EXAMPLE, ['lok'])).toThrow('example has no journey lok; it has look');
});
