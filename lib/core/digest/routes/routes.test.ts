import { describe, expect, it, test } from 'vitest';
import { SERVICE } from '../../../../services/aurora/service.ts';
import { toRow } from '../../../../test/runs/samples.ts';
import { toTransportFindings } from '../../answer/findings.ts';
import type { ResponseRow } from '../../journal/events.ts';
import { readRoutes } from './read-routes.ts';
import { createRouteGroups } from './route-groups.ts';
import { toRouteRows } from './route-rows.ts';

const CHAT = SERVICE.journeys.use_photo_false?.steps.find(({ id }) => id === 'reco_chat')?.route ?? '';
const toGroups = (rows: readonly ResponseRow[]) => {
  const groups = createRouteGroups(SERVICE, {});
  for (const row of rows) groups.add(row);
  return groups.toJSON();
};
const read = (rows: readonly ResponseRow[]) => readRoutes({ routes: toGroups(rows) });

describe('a route', () => {
  it('is counted by phase and as a whole, errors apart from what was broken', () => {
    const { [CHAT]: chat } = read([
      toRow({ duration_ms: 100 }),
      toRow({ duration_ms: 100, code: 404 }),
      toRow({ duration_ms: 3000, load_phase: 'chaos', code: 503 }, { violations: ['http_5xx'] }),
      toRow({ duration_ms: 9000, load_phase: 'chaos', code: 0 }, toTransportFindings('reset')),
    ]);
    expect(chat).toMatchObject({ requests: 4, responses: 3, errors: 3, violations: 2, max_ms: 3000 });
    expect((chat?.p50_ms ?? 0) / 100).toBeCloseTo(1, 1);
    expect(Object.keys(chat?.phases ?? {})).toEqual(['baseline', 'chaos']);
    expect(chat?.phases.baseline).toMatchObject({ requests: 2, errors: 1, violations: 0, max_ms: 100 });
    expect(chat?.phases.chaos).toMatchObject({ requests: 2, responses: 1, errors: 2, max_ms: 3000 });
  });

  it('without an answer has no latency', () => {
    const { [CHAT]: chat } = read([toRow({ code: 0 }, toTransportFindings('reset'))]);
    expect(chat).toMatchObject({ responses: 0, p50_ms: null, p99_ms: null, max_ms: null });
  });

  it('is not held to a call that this machine could not make', () => {
    const unsent = toTransportFindings('dial: too many open files (k6 code 1000)');
    expect(read([toRow({ code: 0 }, { ...unsent, violations: ['call_unsent'] })])[CHAT]?.requests).toBe(0);
  });

  it('goes on from what was written down', () => {
    const rows = [toRow({ duration_ms: 7 }), toRow({ duration_ms: 90, load_phase: 'spike' })];
    const again = createRouteGroups(SERVICE, JSON.parse(JSON.stringify(toGroups(rows.slice(0, 1)))));
    for (const row of rows.slice(1)) again.add(row);
    expect(again.toJSON()).toEqual(toGroups(rows));
  });

  it('takes no row of a phase that there is not', () =>
    expect(toGroups([{ ...toRow(), load_phase: 'calm' as 'chaos' }])).toEqual({}));
});

describe('on a terminal', () => {
  const figures = {
    requests: 4,
    responses: 3,
    errors: 1,
    violations: 0,
    p50_ms: 9.6,
    p95_ms: 20,
    p99_ms: 21,
  };
  const toRoutes = (count: number) =>
    Object.fromEntries(
      Array.from({ length: count }, (_, i) => [
        `route_${i}`,
        { ...figures, p95_ms: 20 + i, max_ms: null, phases: { spike: { ...figures, max_ms: 22 } } },
      ]),
    );

  it('the slowest comes first, what is not known is a dash', () =>
    expect(toRouteRows({ routes: toRoutes(2) }, false)).toEqual([
      ['route', 'requests', 'errors', 'p50 ms', 'p95 ms', 'p99 ms', 'max ms'],
      ['route_1', '4', '1', '10', '21', '21', '–'],
      ['route_0', '4', '1', '10', '20', '21', '–'],
    ]));

  test.each<[number, boolean, number, string]>([
    [8, false, 9, 'route_0'],
    [9, false, 10, 'and 1 faster: --verbose'],
    [9, true, 19, '  spike'],
  ])('of %i routes, verbose %s: %i rows, the last %s', (count, verbose, rows, last) => {
    const told = toRouteRows({ routes: toRoutes(count) }, verbose);
    expect([told.length, told.at(-1)?.[0]]).toEqual([rows, last]);
  });

  it('plain k6 knows none', () => expect(toRouteRows({}, true)).toEqual([]));
});

test('no share of a route is slower than its slowest answer', () => {
  for (let ms = 1; ms < 3000; ms = Math.ceil(ms * 1.01)) {
    const { [CHAT]: chat } = read([toRow({ duration_ms: ms })]);
    expect(chat?.p99_ms).toBeLessThanOrEqual(ms);
    expect(chat?.max_ms).toBe(ms);
  }
});
