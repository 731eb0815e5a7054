// The drills that lie in a folder of results, however many commands played them.
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { OptionError } from '../../../lib/core/options/option-error.ts';
import { toJsonOrNone } from '../../../lib/core/text/json.ts';
import { listFormFaults } from '../../../lib/node/yaml/form-faults.ts';
import { PlayedFileForm } from './played-schema.ts';
import type { PlayedDrill } from './report.ts';

/**
 * Reads every `drills.json` at or below a folder, the earliest first.
 * @throws OptionError where there is none, or one is not what a drill writes
 */
export async function readPlayed(dir: string): Promise<readonly PlayedDrill[]> {
  const all = await readdir(dir, { recursive: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return [];
    throw error;
  });
  const names = all.filter((name) => basename(name) === 'drills.json');
  if (names.length === 0)
    throw new OptionError(`${dir} holds no drills.json; \`npm run rollout -- drill all\` writes one`);
  const files = names.toSorted().map((name) => join(dir, name));
  return (await Promise.all(files.map(readFileOfDrills))).flat();
}

async function readFileOfDrills(file: string): Promise<readonly PlayedDrill[]> {
  const value = toJsonOrNone(await readFile(file, 'utf8'));
  if (value === undefined) throw new OptionError(`${file} is not what a drill writes: it is no JSON`);
  const [fault] = listFormFaults(value, PlayedFileForm);
  if (fault)
    throw new OptionError(`${file} is not what a drill writes: ${`${fault.path} ${fault.says}`.trim()}`);
  return (value as { readonly runs: readonly PlayedDrill[] }).runs;
}
