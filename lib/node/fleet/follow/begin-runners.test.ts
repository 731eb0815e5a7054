import { describe, expect, it } from 'vitest';
import { type FakeAnswer, refuse, serveFake } from '../../../../test/running/fake-kubernetes.ts';
import { beginRunners } from './begin-runners.ts';

const MAKES_USERS = 1;
const WAITS = 4;
const RUNS = 7;

/** Runners by how often they are looked at before they have each status; `refused` takes no word from us. */
async function begin(runners: Readonly<Record<string, readonly number[]>>, refused?: FakeAnswer) {
  const statuses = new Map(Object.entries(runners).map(([name, all]) => [name, [...all]]));
  await using fake = await serveFake((asked): FakeAnswer | undefined => {
    const left = statuses.get(/pods\/(\w+):6565/.exec(asked)?.[1] ?? '');
    if (!left) return undefined;
    if (asked.startsWith('PATCH')) {
      if (refused) return refused;
      // As k6 does it.
      if (left.includes(RUNS)) return refuse(500, 'Pause error', 'does not support pause and resume');
      left.splice(0, left.length, RUNS);
    }
    const status = left.length > 1 ? left.shift() : left[0];
    return { body: { data: { attributes: { status } } } };
  });
  const stop = new AbortController().signal;
  const done = beginRunners({ api: fake.api, namespace: 'n', pods: Object.keys(runners), stop });
  return { error: await done.then(() => undefined, String), asked: [...fake.asked] };
}
const toBegun = (asked: readonly string[]) =>
  asked.flatMap((what) => /^PATCH .*pods\/(\w+):6565\/proxy\/v1\/status$/.exec(what)?.[1] ?? []).sort();

describe('runners that wait', () => {
  it('are begun once all do, and not before', async () => {
    const { error, asked } = await begin({ a: [WAITS], b: [MAKES_USERS, MAKES_USERS, WAITS] });
    expect([error, toBegun(asked)]).toEqual([undefined, ['a', 'b']]);
    const first = asked.findIndex((what) => what.startsWith('PATCH'));
    expect(asked.slice(0, first).filter((what) => what.includes('/b:'))).toHaveLength(3);
  });
  it('are all begun where somebody else begins with one', async () => {
    const { error, asked } = await begin({ a: [RUNS], b: [MAKES_USERS] });
    expect([error, toBegun(asked)]).toEqual([undefined, ['a', 'b']]);
  });
  it('may have been begun a moment ago, before k6 says so', async () => {
    const { error, asked } = await begin({ a: [WAITS, WAITS, RUNS], b: [WAITS] });
    expect([error, toBegun(asked)]).toEqual([undefined, ['a', 'b']]);
  });
  it('are left to others where nobody lets us', async () => {
    const { error } = await begin({ a: [WAITS], b: [WAITS] }, refuse(403, 'Forbidden', 'may not patch'));
    expect(error).toContain('may not patch');
  });
});
