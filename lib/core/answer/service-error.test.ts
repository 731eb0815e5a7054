// The error that a service names, wherever it stands in a body.
import { describe, expect, test } from 'vitest';
import { toJsonOrNone } from '../text/json.ts';
import { toServiceError, toToldStatus } from './service-error.ts';

describe('is found', () => {
  test.each([
    [{ error: 'PRODUCT_NOT_FOUND' }, 'PRODUCT_NOT_FOUND'],
    [{ code: 'NO_CATALOG', message: 'no catalogue here' }, 'NO_CATALOG: no catalogue here'],
    [{ error: { code: 'X', message: 'y' }, ok: false }, 'X: y'],
    [{ errors: [{ code: 'FIRST' }, { code: 'SECOND' }] }, 'FIRST'],
    [{ type: 'about:blank', title: 'Not found', detail: 'no such page' }, 'Not found: no such page'],
    [{ detail: 'Not Found' }, 'Not Found'],
    [{ cards: [{ type: 'error', payload: { error: 'MISSING_UID' } }] }, 'MISSING_UID'],
    [{ error: 'same', message: 'same' }, 'same'],
  ])('%j', (body, said) => expect(toServiceError(body)).toBe(said));
});

test.each([undefined, null, 7, 'text', [], {}, { code: 404 }, { error: ' ' }])('%j says nothing', (body) =>
  expect(toToldStatus(404, body)).toBe('status 404'));

test('it is short, on one line, and without secrets', () => {
  const said = toServiceError({
    code: 'A\n::add-mask::x\u001b[2J',
    message: `token=hunter2222 ${'x'.repeat(9_000)}`,
  });
  expect(said.length).toBeLessThanOrEqual(121);
  expect(said).not.toMatch(/hunter2222|[\p{Cc}]/u);
});

test('a body that is huge or deep costs little', () => {
  const deep = JSON.parse(`${'['.repeat(2_000)}${']'.repeat(2_000)}`) as unknown;
  expect(toServiceError(deep)).toBe('');
  expect(toServiceError(Array.from({ length: 100_000 }, () => ({ a: 1 })))).toBe('');
});

test.each([
  ['{"error":"GONE"}', 'status 410 (GONE)'],
  ['<html>', 'status 410'],
  ['', 'status 410'],
])('%s', (text, told) => expect(toToldStatus(410, toJsonOrNone(text))).toBe(told));
