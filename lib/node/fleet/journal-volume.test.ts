import { chmod, mkdir, readdir, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { withTemporaryDir } from '../files/temporary.ts';
import {
  makeJournalFolder,
  openJournalVolume,
  removeJournals,
  removeLeftJournals,
  toJournalFile,
} from './journal-volume.ts';

const NAME = 'soak-0123abcd';

describe('a volume', () => {
  it('is none where none is named', async () => {
    expect(await openJournalVolume('', false)).toBeUndefined();
  });
  it('cannot be seen from outside of the cluster, and the remedy is said', async () => {
    await expect(openJournalVolume('journals', false)).rejects.toThrow(
      /^JOURNAL_VOLUME=journals: .*by its pods alone; start the coordinator as a Job \(deploy\/k6-operator\/job-with-volume\.yaml\)/,
    );
  });
  it('has to be mounted in the pod', async () => {
    await expect(openJournalVolume('journals', true, '/no/such/mount')).rejects.toThrow(
      /nothing can be read at \/no\/such\/mount .*mount the claim there/,
    );
  });
});

it('has a folder for each run, to which runners may write as whoever they are', async () => {
  await withTemporaryDir('journals', async (dir) => {
    const volume = { claim: 'journals', dir };
    await makeJournalFolder(volume, NAME);
    expect((await stat(join(dir, NAME))).mode & 0o7777).toBe(0o1777);
    await writeFile(toJournalFile(volume, NAME, 'p1'), 'x');
    expect(await readdir(join(dir, NAME))).toEqual(['p1.ndjson']);
    await expect(makeJournalFolder(volume, NAME)).rejects.toThrow(
      /no folder can be made on it .*may write to it/,
    );
    await removeJournals(volume, NAME);
    expect(await readdir(dir)).toEqual([]);
    await removeJournals(volume, NAME);
  });
});

test('journals of no run that lives are removed once they are old, and nothing else is', async () => {
  await withTemporaryDir('journals', async (dir) => {
    const volume = { claim: 'journals', dir };
    const old = ['soak-00000001', 'soak-00000002', 'lost+found', 'soak-of-another'];
    for (const name of [...old, 'soak-00000003']) await mkdir(join(dir, name));
    await chmod(join(dir, 'lost+found'), 0o700);
    const quiet = join(dir, 'soak-00000004');
    await mkdir(quiet);
    await writeFile(join(quiet, 'p1.ndjson'), 'still written to');
    for (const name of [...old, 'soak-00000004']) await utimes(join(dir, name), 1_000, 1_000);
    expect(await removeLeftJournals(volume, ['soak-00000002'])).toEqual(['soak-00000001']);
    const kept = ['lost+found', 'soak-00000002', 'soak-00000003', 'soak-00000004', 'soak-of-another'];
    expect(await readdir(dir)).toEqual(kept);
  });
});
