import { describe, expect, it } from 'vitest';
import { sayLine } from './say-line.ts';

const SENTENCES = [
  'short',
  'aurora-gate: BASE=http://127.0.0.1:1 does not answer (connect ECONNREFUSED 127.0.0.1:1); start the service, or name another with --base',
  '  | a further line of what went wrong, which is told below the first one and is as long as that',
  'Prometheus    a server that keeps what the service says of itself, asked every few seconds, for as long as there is room',
  '✗  checkout: fail, step pay: status: 500 is not one of 200, 201, 204; body: $.total: is not there (1250 ms)',
];

function hear(line: string, terminal: { isTTY?: boolean; columns?: number }): string {
  const written: string[] = [];
  sayLine({ ...terminal, write: (text: string) => written.push(text) }, line);
  return written.join('');
}
const toWords = (text: string) => text.trim().split(/\s+/);

describe.each(SENTENCES)('%j', (line) => {
  it.each([60, 80, 200])('is no wider than %i columns, and all of it is said', (columns) => {
    const said = hear(line, { isTTY: true, columns });
    for (const one of said.split('\n')) expect(one.length).toBeLessThanOrEqual(columns);
    expect(toWords(said)).toEqual(toWords(line));
    expect(said.endsWith('\n')).toBe(true);
  });
  it.each([
    ['is piped', {}],
    ['goes to a terminal that does not say its width', { isTTY: true, columns: 0 }],
  ])('is one line where it %s', (_, stream) => expect(hear(line, stream)).toBe(`${line}\n`));
});

it('each line has the colour of the whole', () => {
  const written: string[] = [];
  const stream = { isTTY: true, columns: 10, write: (text: string) => written.push(text) };
  sayLine(stream, 'one two three', (text) => `<${text}>`);
  expect(written).toEqual(['<one two>\n<  three>\n']);
});
