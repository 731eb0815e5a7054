import { afterEach, describe, expect, it, test, vi } from 'vitest';
import type { FailureRow } from '../core/journal/events.ts';

/** The journal of a VU that has just been made, with the lines that it writes. */
async function makeVu(env: Readonly<Record<string, string>> = { EVENTS: 'on' }) {
  vi.resetModules();
  vi.stubGlobal('__ENV', env);
  const lines: string[] = [];
  vi.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(line));
  const { world } = await import('../../test/k6/world.ts');
  const rows = () => lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  return { world, lines, rows, ...(await import('./journal.ts')) };
}

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

const failureAt = (ts: number, more: Partial<FailureRow> = {}): FailureRow => ({
  ts,
  type: 'failure',
  n: 0,
  call: 0,
  violations: ['http_5xx'],
  detail: 'status 500',
  request: { path: '/v1/items', headers: { 'Content-Type': 'application/json' }, body: '{}' },
  status: 500,
  headers: {},
  body: '',
  ...more,
});

it('is one line of JSON a row', async () => {
  const { writeRow, rows, lines } = await makeVu();
  writeRow({ ts: 1, type: 'phase.entered', phase: 'chaos' });
  writeRow({ ts: 2, type: 'suite.error', why: 'two\nlines' });
  expect(rows()).toEqual([
    { ts: 1, type: 'phase.entered', phase: 'chaos' },
    { ts: 2, type: 'suite.error', why: 'two\nlines' },
  ]);
  expect(lines.join('')).not.toContain('\n');
});

it('masks a secret in a row of any kind', async () => {
  const { writeRow, lines } = await makeVu();
  writeRow({ ts: 1, type: 'suite.error', why: 'http://user:hunter2@host' });
  expect(lines.join()).not.toContain('hunter2');
});

it.each([{}, { EVENTS: 'off' }])('is not there with %j', async (env) => {
  const { writeRow, writeFailure, lines } = await makeVu(env);
  writeRow({ ts: 1, type: 'phase.entered', phase: 'chaos' });
  writeFailure({}, failureAt(1), true);
  expect(lines).toEqual([]);
});

describe('failing samples', () => {
  /** All VUs together may write 50 a second: each of 100 VUs one in 2 s. */
  test.each<[string, number, readonly (readonly [number, boolean])[], readonly number[]]>([
    ['of one VU, 50 a second', 1, [0, 0.01, 0.02, 0.04].map((ts) => [ts, false]), [0, 0.02, 0.04]],
    ['of each of 100 VUs, one in 2 s', 100, [0, 1, 1.9, 2, 3.9, 4].map((ts) => [ts, false]), [0, 2, 4]],
    [
      'that end the run, whatever came before',
      100,
      [
        [0, false],
        [0.1, true],
        [0.2, false],
      ],
      [0, 0.1],
    ],
    ['the first one, always', 1000, [[0, false]], [0]],
  ])('are written %s', async (_, vus, samples, written) => {
    const { world, writeFailure, rows } = await makeVu();
    world.vusInitialized = vus;
    for (const [ts, always] of samples) writeFailure({}, failureAt(ts), always);
    expect(rows().map(({ ts }) => ts)).toEqual(written);
  });

  it('show only the headers that may be shown, of both sides', async () => {
    const { writeFailure, lines, rows } = await makeVu();
    const headers = {
      'Content-Type': 'application/json',
      Authorization: 'Bearer abc123abc',
      Cookie: 'sid=1',
    };
    writeFailure({}, failureAt(1, { headers, request: { path: '/', headers, body: '{}' } }), false);
    expect(lines.join()).not.toMatch(/abc123abc|sid=1/);
    expect(rows()[0]).toMatchObject({
      headers: { 'Content-Type': 'application/json' },
      request: { headers: { 'Content-Type': 'application/json' } },
    });
  });

  it('have a body that is masked, and cut to 64 KiB', async () => {
    const { writeFailure, rows } = await makeVu();
    writeFailure({}, failureAt(1, { body: '{"password":"hunter2"}' }), true);
    writeFailure({}, failureAt(2, { body: 'x'.repeat(70_000) }), true);
    expect(rows()[0]?.body).toBe('{"password":"***"}');
    expect(rows()[1]?.body).toBe('x'.repeat(65_536));
  });

  it('are cut after the mask too, where that is longer than what it hides', async () => {
    const { writeFailure, rows } = await makeVu();
    writeFailure({}, failureAt(1, { body: `${'x'.repeat(65_524)} "token":"a"` }), true);
    expect(rows()[0]?.body).toHaveLength(65_536);
    expect(rows()[0]?.body).not.toContain('"a"');
  });
});

describe('a text of the service', () => {
  test.each<[string, string, string]>([
    ['a number in hex', '0f9b-12', '0f9b-12'],
    ['nothing', '', ''],
    ['a sentence', 'the list is empty', 'the list is empty'],
    ['a secret', 'token=hunter2', 'token=***'],
    ['300 characters', 'x'.repeat(300), 'x'.repeat(300)],
    ['more', 'x'.repeat(301), 'x'.repeat(300)],
    ['hex that is too long for an id', 'a'.repeat(400), 'a'.repeat(300)],
    ['a secret at the cut', `${'x'.repeat(290)} token=hunter2`, `${'x'.repeat(290)} token=***`],
  ])('is masked and cut: %s', async (_, text, safe) => {
    const { toSafeText } = await makeVu();
    expect([toSafeText(text), toSafeText(text)]).toEqual([safe, safe]);
  });

  it('is masked the same when more were kept than there is room for', async () => {
    const { toSafeText } = await makeVu();
    const texts = Array.from({ length: 1200 }, (_, i) => `reason no. ${i}, token=hunter2`);
    const masked = (i: number) => `reason no. ${i}, token=***`;
    expect(texts.map(toSafeText)).toEqual(texts.map((_, i) => masked(i)));
    expect(texts.map(toSafeText)).toEqual(texts.map((_, i) => masked(i)));
  });
});
