import { describe, expect, it, test } from 'vitest';
import type { Command } from '../../../core/options/command.ts';
import { choice, text } from '../../../core/options/option.ts';
import { toHelp } from '../command-line.ts';

const LONG =
  'what is told of it in a sentence that is longer than any line of a narrow terminal has room for, and goes on';
const COMMAND: Command = {
  name: 'soak',
  does: `Does ${LONG}.`,
  arguments: [{ name: 'run', doc: LONG, many: true }],
  options: [
    text('A', '', LONG),
    text('A_NAME_THAT_IS_RATHER_LONG', '', LONG, undefined, { secret: true }),
    choice('MODE', 'b', ['b', 'c'], 'short'),
  ],
  target: { none: 'a test' },
  notes: [LONG, '', 'Modes:', `  latency      ${LONG}`, '  mix          short'],
  examples: [[`soak -- --a-name-that-is-rather-long value`, LONG]],
  exitCodes: { 0: LONG, 2: 'usage' },
  endsInOrder: true,
};
const widthOf = (help: string) => Math.max(...help.split('\n').map((line) => line.length));

describe.each([60, 80, 200])('at %i columns', (columns) => {
  const help = toHelp(COMMAND, { isTTY: true, columns });
  it('--help is no wider', () => expect(widthOf(help)).toBeLessThanOrEqual(columns));
  it('--help leaves nothing out', () => {
    const whole = toHelp(COMMAND, {}).replace(/\s+/g, ' ');
    expect(help.replace(/\s+/g, ' ')).toBe(whole);
  });
});

test('where there is no terminal each option is one line, to be searched', () => {
  expect(toHelp(COMMAND, {}).split('\n')).toContain(`  --a <value>                           ${LONG}  A`);
});
