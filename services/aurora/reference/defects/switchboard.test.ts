// Which calls a switched-on defect is meant for, and which of them its rate hits.
import { describe, expect, it } from 'vitest';
import { applyDefects, createSwitchboard, type DefectCall } from './switchboard.ts';

const CALL: DefectCall = {
  route: '/v1/chat',
  lang: 'EN',
  header: (name) => ({ 'x-trace-id': 'trace_u_use_photo_false_chaos_2' })[name],
  upstreamFailing: false,
};

/** Which of `count` equal calls a spec hits, 1-based. */
function listHits(spec: string, count: number, call: DefectCall = CALL): readonly number[] {
  const switchboard = createSwitchboard(spec, () => 0);
  return Array.from({ length: count }, (_, index) => index + 1).filter(() =>
    applyDefects(
      switchboard.select(call, 'delay'),
      false,
      () => true,
      () => {},
    ),
  );
}

describe('a rule', () => {
  it.each([
    { spec: 'slow', call: {}, meant: true },
    { spec: 'slow', call: { route: '/healthz' }, meant: false },
    { spec: 'slow', call: { route: '/v1/events' }, meant: false },
    { spec: 'slow,route=/healthz', call: { route: '/healthz' }, meant: true },
    { spec: 'slow,route=/v1/chat', call: { route: '/v1/profile/update' }, meant: false },
    { spec: 'slow,lang=CN', call: {}, meant: false },
    { spec: 'slow,lang=CN', call: { lang: 'CN' as const }, meant: true },
    { spec: 'slow,header=x-trace-id:_chaos_', call: {}, meant: true },
    { spec: 'slow,header=X-Trace-ID:use_photo_false', call: {}, meant: true },
    { spec: 'slow,header=x-trace-id:_spike_', call: {}, meant: false },
    { spec: 'slow,header=x-none:a', call: {}, meant: false },
    { spec: 'slow,while=upstream_failing', call: {}, meant: false },
    { spec: 'slow,while=upstream_failing', call: { upstreamFailing: true }, meant: true },
    { spec: 'slow,lang=EN,route=/v1/analysis/skin', call: {}, meant: false },
  ])('$spec is meant for $call: $meant', ({ spec, call, meant }) => {
    expect(createSwitchboard(spec, () => 0).select({ ...CALL, ...call }, 'delay')).toHaveLength(
      meant ? 1 : 0,
    );
  });

  it('acts from after= for as long as for= says, counted from the first call of a user', () => {
    let nowMs = 5_000;
    const switchboard = createSwitchboard('slow,after=10s,for=5s', () => nowMs);
    // Who looks at it is no user.
    switchboard.select({ ...CALL, route: '/metrics' }, 'delay');
    const isOnAt = (elapsedMs: number) => {
      nowMs = 60_000 + elapsedMs;
      return switchboard.select(CALL, 'delay').length === 1;
    };
    expect([0, 9_999, 10_000, 14_999, 15_000].map(isOnAt)).toEqual([false, false, true, true, false]);
  });
});

describe('a rate', () => {
  it.each([
    { rate: '1', count: 3, hits: [1, 2, 3] },
    { rate: '0.5', count: 6, hits: [2, 4, 6] },
    { rate: '0.25', count: 8, hits: [4, 8] },
    { rate: '0.01', count: 300, hits: [100, 200, 300] },
    { rate: '0.3', count: 10, hits: [4, 7, 10] },
  ])('of $rate hits exactly its share', ({ rate, count, hits }) => {
    expect(listHits(`slow,rate=${rate}`, count)).toEqual(hits);
  });

  it('that is drawn is hit by chance, and the same each time for its seed', () => {
    const spec = (seed: number) => `slow,rate=0.1,draw=${seed}`;
    const hits = listHits(spec(1), 1_000);
    expect(listHits(spec(1), 1_000)).toEqual(hits);
    expect(listHits(spec(2), 1_000)).not.toEqual(hits);
    // Three standard deviations of a binomial around 100.
    expect(Math.abs(hits.length - 100)).toBeLessThan(29);
    expect(new Set(hits.map((hit, i) => hit - (hits[i - 1] ?? 0))).size).toBeGreaterThan(10);
    expect(listHits(`${spec(1)},times=3`, 1_000)).toEqual(hits.slice(0, 3));
  });

  it.each([
    { spec: 'slow,times=2', hits: [1, 2] },
    { spec: 'slow,rate=0.25,times=1', hits: [4] },
  ])('$spec hits no more than it says', ({ spec, hits }) => {
    expect(listHits(spec, 20)).toEqual(hits);
  });

  it('counts only calls on which the defect finds something to change', () => {
    const switchboard = createSwitchboard('slow,rate=0.5', () => 0);
    const hit = (finds: boolean) =>
      applyDefects(
        switchboard.select(CALL, 'delay'),
        false,
        () => (finds ? true : undefined),
        () => {},
      );
    expect([hit(false), hit(false), hit(true), hit(false), hit(true)]).toEqual([
      false,
      false,
      false,
      false,
      true,
    ]);
  });

  it('starts again when the rules are set', () => {
    const switchboard = createSwitchboard('slow,rate=0.5', () => 0);
    const hit = () =>
      applyDefects(
        switchboard.select(CALL, 'delay'),
        false,
        () => true,
        () => {},
      );
    hit();
    switchboard.set('slow,rate=0.5');
    expect([hit(), hit()]).toEqual([false, true]);
  });
});

it('keeps its rules when the new ones cannot be read', () => {
  const switchboard = createSwitchboard('slow', () => 0);
  expect(() => switchboard.set('slow;nonsense')).toThrow('nonsense');
  expect(switchboard.spec()).toBe('slow');
  expect(switchboard.select(CALL, 'delay')).toHaveLength(1);
});
