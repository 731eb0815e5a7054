import { expect, it, test } from 'vitest';
import { countLooks, type PathLook, sayPath } from './path-sight.ts';

const look = (atMs: number, version: string, status = 200): PathLook => ({ atMs, status, version });
const count = (looks: readonly PathLook[], version = 'v2') => countLooks(looks, version, 0, 10_000, 5_000);

it('counts the last while, and knows the quiet from all of it', () => {
  const looks = [
    look(1_000, 'v2'),
    look(4_000, 'v2'),
    look(6_000, 'v1'),
    look(7_000, 'v1', 503),
    look(8_000, '', 0),
  ];
  expect(count(looks)).toMatchObject({
    looks: 3,
    answered: 2,
    named: 2,
    bad: 0,
    serverErrors: 1,
    quietSinceMs: 4_000,
  });
});

test.each([
  ['nobody was seen', [], 0],
  ['others were seen', [look(9_000, 'v1')], 0],
  ['it was seen', [look(9_000, 'v2')], 9_000],
])('quiet since, where %s', (_, looks, sinceMs) => {
  expect(count(looks).quietSinceMs).toBe(sinceMs);
});

it('an unknown version is never away', () => {
  expect(count([look(9_000, 'v1')], '').quietSinceMs).toBe(10_000);
});

test.each<[string, readonly PathLook[], string]>([
  ["the users' path was not called yet", [], 'v2'],
  ["none of 1 calls by the users' path within 5 s was answered", [look(9_000, '', 0)], 'v2'],
  [
    "none of 1 calls by the users' path within 5 s was answered with the version in its header",
    [look(9_000, '')],
    'v2',
  ],
  [
    "none of 2 calls by the users' path within 5 s was answered by v2, and 1 were 5xx",
    [look(9_000, 'v1'), look(9_000, 'v1', 500)],
    'v2',
  ],
  [
    "1 of 2 calls by the users' path within 5 s were answered by v2",
    [look(9_000, 'v1'), look(9_000, 'v2')],
    'v2',
  ],
])('%s', (says, looks, version) => {
  expect(sayPath(count(looks, version))).toBe(says);
});
