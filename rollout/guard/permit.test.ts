import { describe, expect, test } from 'vitest';
import { decideMode, parsePermit } from './permit.ts';

describe('the mode', () => {
  test.each([
    ['serve', { serve: true }, 'serve'],
    ['serve', { serve: false }, 'divert'],
    ['divert', { serve: true }, 'serve'],
    ['divert', { serve: false }, 'divert'],
    ['serve', undefined, 'serve'],
    ['divert', undefined, 'divert'],
  ] as const)('is, after %s and %j, %s', (now, answer, next) => expect(decideMode(now, answer)).toBe(next));
});

test.each([
  [{ serve: true, why: 'no decision yet' }, { serve: true }],
  [{ serve: false }, { serve: false }],
  [{ serve: 'false' }, undefined],
  [{}, undefined],
  [null, undefined],
  ['serve', undefined],
])('a permit is read from %j', (json, permit) => expect(parsePermit(json)).toEqual(permit));
