import { execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { readJournal } from './journal.ts';
import { MAX_LINE_BYTES } from './lines.ts';
import { openRunFile, RunFileError, readRunLines, readRunText } from './run-file.ts';

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'aurora-run-file-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

const ROW = '{"ts":1,"type":"suite.error","why":"x"}\n';
const utf16 = (text: string, mark: boolean) => Buffer.from(`${mark ? '\ufeff' : ''}${text}`, 'utf16le');

describe('what is no file of a run', () => {
  test.each<[string, (file: string) => unknown, RegExp]>([
    ['is not there', () => {}, /is not there; give the folder of a run/],
    ['a folder', (file) => mkdir(file), /is a folder; give the folder of a run as it was written/],
    ['a named pipe', (file) => execFileSync('mkfifo', [file]), /is no regular file/],
    ['a device', (file) => symlink('/dev/zero', file), /is no regular file/],
    ['packed', (file) => writeFile(file, gzipSync(ROW)), /is packed by gzip; unpack it/],
    ['an archive', (file) => writeFile(file, 'PK\u0003\u0004rest'), /is a zip archive/],
    ['in UTF-16', (file) => writeFile(file, utf16(ROW, true)), /is in UTF-16; write it in UTF-8/],
    ['in UTF-16 without a mark', (file) => writeFile(file, utf16(ROW, false)), /is in UTF-16/],
    ['in UTF-16, the other way round', (file) => writeFile(file, utf16(ROW, true).swap16()), /is in UTF-16/],
    ['a circle of links', (file) => symlink(file, file), /is no regular file/],
  ])('%s', async (name, make, sentence) => {
    const file = join(dir, name);
    await make(file);
    await expect(openRunFile(file)).rejects.toThrow(sentence);
    await expect(openRunFile(file)).rejects.toThrow(RunFileError);
  });

  it.skipIf(process.getuid?.() === 0)('may not be read', async () => {
    const file = join(dir, 'closed');
    await writeFile(file, ROW);
    await chmod(file, 0);
    await expect(openRunFile(file)).rejects.toThrow(/may not be read by this user/);
  });
});

describe('a text', () => {
  it('comes without its byte order mark', async () => {
    await writeFile(join(dir, 'marked'), `\ufeff{"a":1}`);
    expect(await readRunText(join(dir, 'marked'))).toBe('{"a":1}');
  });
  it('may be empty', async () => {
    await writeFile(join(dir, 'empty'), '');
    expect(await readRunText(join(dir, 'empty'))).toBe('');
  });
  it('is no longer than is asked for', async () => {
    await writeFile(join(dir, 'long'), 'x'.repeat(101));
    await expect(readRunText(join(dir, 'long'), 100)).rejects.toThrow(
      /has 101 bytes, and at most 100 are read/,
    );
  });
});

describe('lines', () => {
  it('come with the last one, cut as it is', async () => {
    await writeFile(join(dir, 'cut'), `${ROW}${ROW}{"ts":2,"ty`);
    const lines: (string | undefined)[] = [];
    for await (const some of readRunLines(join(dir, 'cut'))) lines.push(...some.map(({ text }) => text));
    expect(lines).toEqual([ROW.trim(), ROW.trim(), '{"ts":2,"ty']);
  });
});

test.each([
  ['a mark before it', `\ufeff${ROW}${ROW}`, 2, 0],
  ['ends of lines of another system', ROW.replace('\n', '\r\n').repeat(2), 2, 0],
  ['a line cut at its end', `${ROW}{"ts":2,"type":"su`, 1, 1],
  ['no end behind its last line', `${ROW}${ROW}`.trimEnd(), 2, 0],
  ['lines that are no rows', `${ROW}[]\nnull\n7\nhello\n{}\n${ROW}`, 2, 5],
  ['a line longer than any row', `${ROW}"${'x'.repeat(MAX_LINE_BYTES)}"\n${ROW}`, 2, 1],
  ['empty lines', `\n${ROW}\n\n${ROW}\n`, 2, 0],
  ['nothing', '', 0, 0],
  ['bytes that are no text', Buffer.from([...Buffer.from(ROW), 0, 0xff, 0xfe, 0x0a]), 1, 1],
])('a journal with %s is read', async (name, text, rows, malformed) => {
  const file = join(dir, `journal ${name}`);
  await writeFile(file, text);
  let seen = 0;
  expect(await readJournal(file, () => seen++)).toMatchObject({ malformed });
  expect(seen).toBe(rows);
});

const CALL = {
  ...{ ts: 1, type: 'response', n: 0, call: 0, journey: 'a', request_phase: 'b', load_phase: 'baseline' },
  ...{ variant: 'EN', code: 200, duration_ms: 1, request_id: '', violations: [], detail: '' },
  ...{ retried: 0, response_received: 1, judged: 1 },
};
test.each<[string, object, string | undefined]>([
  ['of this version', CALL, undefined],
  ['with a flag of its service', { ...CALL, notice: 1 }, undefined],
  [
    'without a field',
    { ...CALL, load_phase: undefined },
    "line 1, response: the row must have required property 'load_phase'",
  ],
  ['whose field is of another kind', { ...CALL, code: '200' }, 'line 1, response: /code must be integer'],
  [
    'whose value nobody knows',
    { ...CALL, load_phase: 'calm' },
    'line 1, response: /load_phase must be equal to one of the allowed values: "baseline", "chaos", "spike"',
  ],
  [
    'of a later version',
    { ts: 1, type: 'moon.risen' },
    'line 1, a row of type "moon.risen", which this version does not know',
  ],
  [
    'with a field of a later version',
    { ts: 1, type: 'suite.error', why: 'w', line: 3 },
    'line 1, suite.error: /line is an unknown key',
  ],
])('a row %s is told', async (name, row, firstFault) => {
  const file = join(dir, `row ${name}`);
  await writeFile(file, `${JSON.stringify(row)}\n`);
  const unread = await readJournal(file, () => {});
  expect(unread).toEqual(firstFault === undefined ? { malformed: 0 } : { malformed: 1, firstFault });
});
