import { describe, expect, it } from 'vitest';
import { PushError, type Snapshot } from './push.ts';
import { type PusherOptions, startPusher } from './pusher.ts';

const NEVER_MS = 1e9;
/** A pusher without turns of its own, on a clock that goes on by a second at each look, whose writes do as they are told. */
function createPushes(push: (n: number) => Promise<void>, change: Partial<PusherOptions> = {}) {
  const taken: (readonly number[])[] = [];
  const told: string[] = [];
  let writes = 0;
  let nowMs = 0;
  const pusher = startPusher({
    push: async (snapshots: readonly Snapshot[]) => {
      await push(writes++);
      taken.push(snapshots.map(({ atMs }) => atMs));
    },
    read: () => [],
    onTrouble: (why) => told.push(why),
    everyMs: NEVER_MS,
    now: () => {
      nowMs += 500;
      return nowMs;
    },
    ...change,
  });
  return { pusher, taken, told };
}
const away = async () => {
  throw new PushError('no answer', 0);
};

describe('a pusher', () => {
  it('writes at its start, at each change and at its end, each moment once and in order', async () => {
    const { pusher, taken, told } = createPushes(async () => {});
    pusher.note();
    pusher.note();
    expect(await pusher.end()).toEqual({ taken: 4, lost: 0, why: '' });
    const moments = taken.flat();
    expect(moments).toHaveLength(4);
    expect(moments).toEqual([...new Set(moments)].sort((a, b) => a - b));
    expect(told).toEqual([]);
  });

  it('takes a turn by itself', async () => {
    const { pusher, taken } = createPushes(async () => {}, { everyMs: 1 });
    await expect.poll(() => taken.length).toBeGreaterThan(2);
    await pusher.end();
    const then = taken.length;
    pusher.note();
    expect(taken).toHaveLength(then);
  });

  it('keeps what does not get through, and writes it when it does', async () => {
    const { pusher, taken, told } = createPushes(async (n) => {
      if (n < 2) throw new PushError('it answered 503', 503);
    });
    for (let n = 0; n < 3; n++) {
      pusher.note();
      await new Promise(setImmediate);
    }
    expect(await pusher.end()).toMatchObject({ taken: 5, lost: 0, why: 'it answered 503' });
    expect(taken.flat()).toHaveLength(5);
    expect(told).toEqual(['it answered 503']);
  });

  it('holds a bounded number, and counts what it had to let go', async () => {
    const { pusher, told } = createPushes(away);
    for (let n = 0; n < 100; n++) pusher.note();
    expect(await pusher.end()).toMatchObject({ taken: 102, lost: 102 });
    expect(told).toEqual(['no answer']);
  });

  it('does not repeat what is refused for what it is', async () => {
    const { pusher, taken } = createPushes(async (n) => {
      if (n === 0) throw new PushError('it answered 400', 400);
    });
    await new Promise(setImmediate);
    expect(await pusher.end()).toMatchObject({ taken: 2, lost: 1 });
    expect(taken.flat()).toHaveLength(1);
  });

  it.each<[string, readonly number[]]>([
    ['stands still', [7]],
    ['goes back', [9_000, 100, 100, 200]],
  ])('writes no moment twice where its clock %s, also after each write', async (_, clock) => {
    let looks = 0;
    const { pusher, taken } = createPushes(async () => {}, {
      now: () => clock[Math.min(looks++, clock.length - 1)] ?? 0,
    });
    for (let n = 0; n < 3; n++) {
      await new Promise(setImmediate);
      pusher.note();
    }
    await pusher.end();
    const moments = taken.flat();
    expect(moments).toHaveLength(5);
    expect(moments).toEqual([...new Set(moments)].sort((a, b) => a - b));
  });
});
