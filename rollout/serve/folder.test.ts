// Store and journal on a disk.
import { appendFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OptionError } from '../../lib/core/options/option-error.ts';
import { createState } from '../decision/observe.ts';
import { JOURNAL_FILE, openJournal } from './journal.ts';
import { type Known, openStore } from './store.ts';

let dir = '';
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'aurora-decisions-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const KNOWN: Known = {
  namespace: 'shop',
  rollout: 'web',
  state: createState({ canary: 'new', stable: 'old', nowMs: 5, countFromMs: 1, slos: [] }),
  override: { to: 'hold', canary: 'new', by: 'Ann', reason: 'a freeze', atMs: 1, untilMs: 2 },
};

describe('the store', () => {
  it('gives back what was written', async () => {
    const store = await openStore(join(dir, 'deep', 'state'));
    await store.write({ ...KNOWN, override: null });
    await store.write(KNOWN);
    await store.write({ ...KNOWN, rollout: 'shop' });
    expect(await store.readAll()).toEqual({ known: [{ ...KNOWN, rollout: 'shop' }, KNOWN], unusable: [] });
  });

  it.each<[string, string]>([
    ['half a file', '{"namespace":"shop"'],
    ['no object', '[]'],
    ['another form', JSON.stringify({ ...KNOWN, state: { ...KNOWN.state, version: 2 } })],
    ['a number that is none', JSON.stringify(KNOWN).replace('"step":0', '"step":-1')],
    ['an unknown key', JSON.stringify({ ...KNOWN, more: 1 })],
  ])('leaves out %s, and says which file', async (_, text) => {
    const store = await openStore(dir);
    await store.write(KNOWN);
    await writeFile(join(dir, 'shop.bad.state.json'), text);
    await writeFile(join(dir, 'notes.txt'), 'mine');
    expect(await store.readAll()).toEqual({ known: [KNOWN], unusable: [join(dir, 'shop.bad.state.json')] });
  });

  it('is refused where there can be no folder', async () => {
    await writeFile(join(dir, 'file'), '');
    await expect(openStore(join(dir, 'file', 'state'))).rejects.toThrow(OptionError);
  });
});

describe('the journal', () => {
  it('gives back its last rows, after a restart, too, and without half a line', async () => {
    const journal = await openJournal(dir);
    await Promise.all(Array.from({ length: 600 }, (_, n) => journal.append({ n })));
    expect(journal.rows()).toHaveLength(500);
    await appendFile(join(dir, JOURNAL_FILE), '{"n":6');
    const again = await openJournal(dir);
    expect(again.rows()).toEqual(journal.rows());
    expect((await readFile(join(dir, JOURNAL_FILE), 'utf8')).split('\n')).toHaveLength(602);
  });

  it('goes on behind half a line', async () => {
    await writeFile(join(dir, JOURNAL_FILE), '{"n":0}\n{"n":1');
    await (await openJournal(dir)).append({ n: 2 });
    expect((await openJournal(dir)).rows()).toEqual([{ n: 0 }, { n: 2 }]);
  });

  it('is set aside when it is long', async () => {
    const row = { text: 'x'.repeat(1_000_000) };
    const journal = await openJournal(dir);
    for (let n = 0; n < 10; n++) await journal.append(row);
    expect((await readdir(dir)).sort()).toEqual([JOURNAL_FILE, `${JOURNAL_FILE}.1`]);
  });
});
