import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Attempt, assessAttempt } from './samples.ts';

const GOOD = JSON.stringify({ meta: { rollout_variant: 'v2', rollout_bucket: 1, policy_version: 'p' } });
const HEADERS = { 'x-aurora-variant': 'v2', 'x-aurora-bucket': '1', 'x-aurora-policy-version': 'p' };
const answer = (status: number, body: string, headers: Record<string, string> = HEADERS): Attempt => ({
  kind: 'answer',
  status,
  headers,
  body,
  latencyMs: 5,
});

test.each<[string, Attempt, string, boolean]>([
  ['a good answer', answer(200, GOOD), 'judged', false],
  ['an object that is no envelope', answer(200, '{"ok":true}'), 'judged', false],
  ['a 500', answer(500, '{"error":"INTERNAL"}'), 'non_200', false],
  ['a 500 whose body is good', answer(500, GOOD), 'non_200', false],
  ['a 204', answer(204, ''), 'non_200', false],
  ['a redirect', answer(302, ''), 'non_200', false],
  ['a 403', answer(403, '<html>'), 'non_200', true],
  ['a 429', answer(429, '{}'), 'non_200', true],
  ['a 503 with the number of the CDN', answer(503, 'Error 54113\nDetails: cache'), 'non_200', true],
  ['a 503 with a longer number', answer(503, 'order 154113'), 'non_200', false],
  ['a 200 page with the number of the CDN', answer(200, '<p>Error 54113</p>'), 'parse_error', true],
  ['HTML', answer(200, '<html>'), 'parse_error', false],
  ['an empty body', answer(200, ''), 'parse_error', false],
  ['a list', answer(200, '[]'), 'parse_error', false],
  ['a number', answer(200, '7'), 'parse_error', false],
  ['no answer', { kind: 'no_answer', why: 'refused', latencyMs: 1 }, 'no_answer', false],
])('%s', (_, attempt, kind, infraFlake) => {
  expect(assessAttempt(attempt)).toMatchObject({ kind, infraFlake });
});

test('a failed request breaks no invariant, whatever its body and headers say', () => {
  const status = fc.integer({ min: 100, max: 599 }).filter((code) => code !== 200);
  fc.assert(
    fc.property(status, fc.oneof(fc.json(), fc.string()), (code, body) => {
      const { kind, broken } = assessAttempt(answer(code, body, { 'x-aurora-bucket': '500' }));
      expect([kind, broken]).toEqual(['non_200', []]);
    }),
  );
});

test('an object under a 200 is judged: without meta it says so, and shows how it begins', () => {
  const { broken, excerpt } = assessAttempt(answer(200, '{"ok":true}'));
  expect(broken).toContain('meta_missing');
  expect(excerpt).toBe('{"ok":true}');
});
