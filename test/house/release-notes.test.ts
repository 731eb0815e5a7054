// The notes of a release are its section of the changelog, with links that lead somewhere from the page of the release.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { repoPath } from '../../lib/node/files/paths.ts';
import { runProgram } from '../../lib/node/process/run-program.ts';

const CHANGELOG = `# Changelog

## Unreleased: more

- Not yet.

## 1.2.3: evidence

- One thing ([docs/evidence.md](docs/evidence.md), [k6](https://k6.io)).

## 1.2.0

- Another.
`;

let dir = '';
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'aurora-release-notes-'));
  await writeFile(join(dir, 'CHANGELOG.md'), CHANGELOG);
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const toNotes = (tag: string) =>
  runProgram(process.execPath, [repoPath('.github/release-notes.mjs'), tag], { cwd: dir });

it.each([
  ['v1.2.3', '- One thing ([docs/evidence.md](../blob/v1.2.3/docs/evidence.md), [k6](https://k6.io)).\n'],
  ['v1.2.0', '- Another.\n'],
])('%s', async (tag, notes) => {
  expect(await toNotes(tag)).toMatchObject({ code: 0, stdout: notes });
});

it.each(['v1.2.4', 'v1.2', 'vUnreleased', ''])('no release without a section: %s', async (tag) => {
  const { code, output } = await toNotes(tag);
  expect([code, output]).toEqual([1, expect.stringContaining('has no section')]);
});
