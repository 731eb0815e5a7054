import { describe, expect, it } from 'vitest';
import { createLineSplitter, MAX_LINE_BYTES } from './lines.ts';

const START = { line: 0, offset: 0 };
const read = (chunks: readonly string[], from = START) => {
  const splitter = createLineSplitter(from);
  const lines = chunks.flatMap((chunk) => splitter.push(Buffer.from(chunk)));
  return { lines, pending: splitter.pendingBytes() };
};

describe('createLineSplitter', () => {
  it('numbers the lines and says where each ends', () => {
    expect(read(['one\ntwo\n']).lines).toEqual([
      { line: 1, offset: 4, text: 'one' },
      { line: 2, offset: 8, text: 'two' },
    ]);
  });

  it('goes on from where it is told', () => {
    expect(read(['x\n'], { line: 41, offset: 1000 }).lines).toEqual([{ line: 42, offset: 1002, text: 'x' }]);
  });

  it('keeps the beginning of a line until its end has come, also cut within a character', () => {
    const splitter = createLineSplitter(START);
    const bytes = Buffer.from('密码\n');
    expect(splitter.push(bytes.subarray(0, 4))).toEqual([]);
    expect(splitter.pendingBytes()).toBe(4);
    expect(splitter.push(bytes.subarray(4))).toEqual([{ line: 1, offset: 7, text: '密码' }]);
    expect(splitter.pendingBytes()).toBe(0);
  });

  it('does not hold on to the bytes it was given', () => {
    const splitter = createLineSplitter(START);
    const bytes = Buffer.from('half');
    splitter.push(bytes);
    bytes.fill('x');
    expect(splitter.push(Buffer.from('\n'))[0]?.text).toBe('half');
  });

  it.each([
    ['of the longest length', MAX_LINE_BYTES, true],
    ['a byte over it', MAX_LINE_BYTES + 1, false],
  ])('a line %s', (_, length, taken) => {
    const { lines, pending } = read(['x'.repeat(length), '\nnext\n']);
    expect(lines.map(({ text }) => text?.length)).toEqual([taken ? length : undefined, 4]);
    expect(lines[1]).toMatchObject({ line: 2, offset: length + 6 });
    expect(pending).toBe(0);
  });

  it('counts empty lines', () => {
    expect(read(['\n\nx\n']).lines.map(({ line, text }) => [line, text])).toEqual([
      [1, ''],
      [2, ''],
      [3, 'x'],
    ]);
  });
});
