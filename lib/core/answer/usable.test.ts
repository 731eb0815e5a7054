import { expect, test } from 'vitest';
import { findFailure, findMissing } from './usable.ts';

const toFindings = (...violations: string[]) => ({ violations, detail: '', judged: true, flags: [] });

test.each<[number, string[], string | undefined]>([
  [200, [], undefined],
  [204, [], undefined],
  [303, [], undefined],
  [0, ['transport_error'], 'no answer'],
  [0, ['call_unsent'], 'not sent'],
  [503, ['http_5xx', 'schema_violation'], 'status 503'],
  [404, ['http_4xx'], 'status 404'],
  [99, ['http_5xx'], 'status 99'],
  [200, ['schema_violation'], 'a broken contract'],
  [301, ['schema_violation'], 'status 301 and a broken contract'],
  [200, ['promise', 'schema_violation'], 'a broken contract'],
  [200, ['promise'], undefined],
])('status %i with %j: %s', (status, violations, why) => {
  expect(findFailure(status, toFindings(...violations))).toBe(why);
});

test.each<[readonly string[] | undefined, string | undefined]>([
  [undefined, undefined],
  [['item'], undefined],
  [['item', 'cart', 'order'], 'no cart'],
])('a step that needs %j', (needs, missing) => {
  expect(findMissing(needs ? { needs } : {}, { item: '1' })).toBe(missing);
});
