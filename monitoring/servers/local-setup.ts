// The note that `up` leaves beside the configuration: what the rules there were generated for.
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import { toObject } from '../../lib/core/text/json.ts';
import type { ApiServer } from '../../lib/node/prometheus/api.ts';
import type { LocalSetup } from './configuration.ts';
import { readFlags } from './prometheus.ts';

const FILE = 'up.json';

/** Leaves the note in the folder of a configuration. */
export async function writeSetup(configDir: string, { service, timeScale, feed }: LocalSetup): Promise<void> {
  await writeFile(join(configDir, FILE), JSON.stringify({ service, timeScale, feed }), { mode: 0o600 });
}

/** The note in the folder of a configuration; undefined where there is none. */
export async function readSetup(configDir: string): Promise<LocalSetup | undefined> {
  try {
    const note = toObject(JSON.parse(await readFile(join(configDir, FILE), 'utf8')));
    const { service, timeScale, feed } = note;
    if (typeof service !== 'string' || typeof timeScale !== 'number') return undefined;
    return { service, timeScale, feed: feed === true };
  } catch {
    return undefined;
  }
}

/**
 * The configuration file that Prometheus says it reads, where that is an absolute path.
 * @throws ApiError
 */
export async function findConfigFile(prometheus: ApiServer): Promise<string | undefined> {
  const file = (await readFlags(prometheus))['config.file'] ?? '';
  return isAbsolute(file) ? file : undefined;
}

/**
 * What the rules of this Prometheus were generated for, where `up` started it on this machine; undefined elsewhere.
 * @throws ApiError
 */
export async function findSetup(prometheus: ApiServer): Promise<LocalSetup | undefined> {
  const file = await findConfigFile(prometheus);
  return file === undefined ? undefined : readSetup(dirname(file));
}
