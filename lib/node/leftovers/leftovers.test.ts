import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { findFreePort } from '../process/ports.ts';
import { healKilled } from './leftovers.ts';
import * as notes from './notes.ts';

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'aurora-notes-'));
  vi.stubEnv('AURORA_STATE_DIR', dir);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(dir, { recursive: true, force: true });
});

describe('the note of a run', () => {
  it('goes with it', async () => {
    const note = await notes.noteRun('/results/run');
    expect(await readdir(dir)).toHaveLength(1);
    await note.remove();
    expect(await readdir(dir)).toEqual([]);
  });

  it('names every part of those that start at once', async () => {
    const note = await notes.noteRun('/results/run');
    const names = ['service', 'upstream', 'toxiproxy', 'k6'];
    await Promise.all(names.map((name) => note.addChild(name, process.pid)));
    const found = await notes.findNote('/results/run');
    expect(Object.keys(found?.children ?? {}).toSorted()).toEqual(names.toSorted());
    await note.remove();
    expect(await readdir(dir)).toEqual([]);
  });

  it('stays where the proxy could not be healed', async () => {
    const note = await notes.noteRun('/results/run');
    note.keep();
    await note.remove();
    const [file = ''] = await notes.listNoteFiles();
    expect((await notes.readNote(file))?.runDir).toBe('/results/run');
    await rm(file);
  });
});

describe('healKilled', () => {
  it('leaves to the next start what cannot be reached now', async () => {
    const note = await notes.noteRun('/results/run');
    const [file = ''] = await notes.listNoteFiles();
    const state = (await notes.readNote(file))!;
    const apiUrl = `http://127.0.0.1:${await findFreePort()}`;
    const proxy = { apiUrl, name: 'shop', listen: '127.0.0.1:1', upstream: '127.0.0.1:2' };
    await notes.writeNote(file, { ...state, proxy });
    expect(await healKilled(file, 100)).toMatch(/^could NOT heal shop: /);
    expect(await notes.readNote(file)).toMatchObject({ proxy, healed: '' });
    await note.remove();
    expect(existsSync(file)).toBe(false);
  });
});
