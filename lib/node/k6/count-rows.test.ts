// The k6 of a runner that counts: what it writes to its console goes to the journal as counts, its own words stay where they are.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SERVICE } from '../../../services/aurora/service.ts';
import { toRow } from '../../../test/runs/samples.ts';
import { countSteps } from '../../core/journal/counts/numbers.ts';
import { isRow, parseRow } from '../../core/journal/events.ts';
import { repoPath } from '../files/paths.ts';
import { toProgram } from '../files/programs.ts';
import { withTemporaryDir } from '../files/temporary.ts';
import { runProgram } from '../process/run-program.ts';
import { toFlagsVariable } from './counted-flags.ts';

const ANSWERS = [0, 1, 2].map((n) => JSON.stringify(toRow({ ts: 1_800_000_000 + n / 10, n })));
/** Stands for k6: a program that writes these lines to its error stream, and ends with this code. */
const K6 = ['/bin/sh', '-c', 'printf "%s\\n" "$@" >&2; exit 3', 'k6', ...ANSWERS, 'a word of k6'];

const run = (file: string) =>
  runProgram(process.execPath, [...toProgram(repoPath('lib/node/k6/count-rows.ts')), '--', ...K6], {
    env: { ...process.env, ...toFlagsVariable(SERVICE), K6_CONSOLE_OUTPUT: file },
  });

describe('the console of a k6 that counts', () => {
  it('goes to the file that is named for it, with the exit code of the k6', async () => {
    await withTemporaryDir('counts', async (dir) => {
      const file = join(dir, 'journal.ndjson');
      const { code, output } = await run(file);
      expect([code, output]).toEqual([3, 'a word of k6\n']);
      const rows = (await readFile(file, 'utf8')).trim().split('\n').map(parseRow);
      const numbers = rows.filter(isRow('counts')).flatMap((row) => row.numbers);
      expect(numbers.reduce((sum, { n }) => sum + countSteps(n), 0)).toBe(ANSWERS.length);
    });
  });
  it('says in the words of k6 that a file takes no more, and k6 goes on to its end', async () => {
    const { code, output } = await run('/dev/full');
    expect(code).toBe(3);
    expect(output).toMatch(/^Failed to write to log, .*no space left on device/m);
  });
});
