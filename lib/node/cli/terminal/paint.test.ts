import { expect, test } from 'vitest';
import { isColoured } from './paint.ts';

test.each<[boolean, Readonly<Record<string, string>>, boolean]>([
  [true, {}, true],
  [false, {}, false],
  [true, { TERM: 'dumb' }, false],
  [true, { NO_COLOR: '1' }, false],
  [true, { NO_COLOR: '' }, true],
  [false, { FORCE_COLOR: '1' }, true],
  [true, { FORCE_COLOR: '0' }, false],
  [false, { FORCE_COLOR: 'false' }, false],
  [false, { FORCE_COLOR: '3', NO_COLOR: '1' }, false],
  [false, { CI: 'true' }, false],
])('a terminal: %s, with %j: %s', (isTTY, env, colours) => expect(isColoured({ isTTY }, env)).toBe(colours));
