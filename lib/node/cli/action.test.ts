import { afterEach, expect, it, vi } from 'vitest';
import { createVoice } from './action.ts';

afterEach(() => vi.unstubAllEnvs());

/** What a voice says of this line, where FORCE_COLOR is so. */
function hear(forceColor: string, ...said: Parameters<ReturnType<typeof createVoice>['say']>): unknown {
  vi.stubEnv('NO_COLOR', '');
  vi.stubEnv('FORCE_COLOR', forceColor);
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  createVoice({ secrets: ['hush-hush'] }).say(...said);
  return log.mock.lastCall?.[0];
}

it.each([
  ['a failure is red where colours are taken', '1', 'rules', 'fail', '\u001b[31mrules\u001b[39m'],
  ['it is plain elsewhere', '0', 'rules', 'fail', 'rules'],
  ['a mark at its beginning says the outcome', '1', '  ✗ rules', undefined, '\u001b[31m  ✗ rules\u001b[39m'],
  ['one that is no mark of it does not', '1', '✗rules', undefined, '✗rules'],
  ['a line without an outcome has no colour', '1', 'rules', undefined, 'rules'],
  ['the colour that a line brings is shown, and not obeyed', '1', '\u001b[31mno', undefined, '\\x1b[31mno'],
  ['in a colour too', '1', '\u001b[2Jno', 'fail', '\u001b[31m\\x1b[2Jno\u001b[39m'],
  ['no secret is said', '0', 'token hush-hush', 'pass', 'token ***'],
] as const)('%s', (_, forceColor, line, outcome, expected) => {
  expect(hear(forceColor, line, outcome)).toBe(expected);
});
