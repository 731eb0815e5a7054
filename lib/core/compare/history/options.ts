// What `npm run history` takes.
import type { Command } from '../../options/command.ts';
import { pickOptions, text } from '../../options/option.ts';
import { SHARED_OPTIONS } from '../../plan/run-options.ts';

export const HISTORY: Command = {
  name: 'history',
  does: 'Puts all runs of a folder on one page: verdicts, gates, latency and recovery over time, and where they changed.',
  arguments: [
    {
      name: 'folder',
      doc: 'with the folders of runs, at any depth: an unpacked artifact too; OUTPUT_DIR where left out',
      optional: true,
    },
  ],
  options: [
    text(
      'HISTORY_DIR',
      '',
      'folder that takes history.html, .json and .csv; empty: the one that is read',
      undefined,
      {
        flag: 'to',
      },
    ),
    ...pickOptions(SHARED_OPTIONS, 'OUTPUT_DIR'),
  ],
  target: { none: 'it reads finished runs' },
  examples: [
    ['history', 'all runs of OUTPUT_DIR'],
    ['history -- artifacts --to reports', 'what a CI has kept, unpacked'],
  ],
  exitCodes: { 0: 'it is written', 2: 'usage, or there is no run in the folder' },
};
