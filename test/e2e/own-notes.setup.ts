// Each file of tests keeps the notes of its runs to itself: some kill a run and look at what the next start finds.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

const dir = mkdtempSync(join(tmpdir(), 'aurora-notes-'));
process.env.AURORA_STATE_DIR = dir;
afterAll(() => rmSync(dir, { recursive: true, force: true }));
