// npm run rollout -- figures [folder]: the table of all drills that were played, by however many commands.
import { readFile } from 'node:fs/promises';
import { replaceBlock } from '../../../lib/core/power/report.ts';
import { repoPath } from '../../../lib/node/files/paths.ts';
import { writeWhole } from '../../../lib/node/files/write-whole.ts';
import { readPlayed } from '../../drills/figures/read-played.ts';
import { type PlayedDrill, toDrillBlock } from '../../drills/figures/report.ts';
import type { Action } from '../context.ts';

const PAGE = 'docs/rollout.md';

/** Prints the table of the drills in a folder; 1 where one did not end as it must. */
export const runFigures: Action = async ({ options, word, print, tell }) => {
  const runs = await readPlayed(word === '' ? options.text('OUTPUT_DIR') : word);
  print(toDrillBlock(runs).trimEnd());
  if (options.isOn('ROLLOUT_WRITE')) {
    await writeDrillPage(runs);
    tell(`wrote ${PAGE}`);
  }
  return runs.every(({ isAsItMust }) => isAsItMust) ? 0 : 1;
};

/** Writes the table of these drills into docs/rollout.md. */
export async function writeDrillPage(runs: readonly PlayedDrill[]): Promise<void> {
  const page = replaceBlock(await readFile(repoPath(PAGE), 'utf8'), 'drills', toDrillBlock(runs));
  await writeWhole(repoPath(PAGE), page);
}
