// The backups of a folder, by the moment in their names.
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

const NAME = /^(\d{4}-\d{2}-\d{2})_(\d{2})-(\d{2})(?:_\d{1,3})?$/;

/** `YYYY-MM-DD_HH-mm`, in UTC. */
export function toBackupName(at: Date): string {
  return at.toISOString().slice(0, 16).replace('T', '_').replace(':', '-');
}

/** When a backup of this name was made; undefined for another name. */
export function parseBackupName(name: string): Date | undefined {
  const [, day, hour, minute] = NAME.exec(name) ?? [];
  if (day === undefined) return undefined;
  const at = new Date(`${day}T${hour}:${minute}:00Z`);
  return Number.isNaN(at.getTime()) ? undefined : at;
}

/** In the order in which they were made: `…_2` and `…_10` are of the same minute. */
const byAge = new Intl.Collator('en', { numeric: true }).compare;

/** The newest backup that lies in a folder; undefined where there is none. */
export async function findNewestBackup(
  parent: string,
): Promise<{ readonly dir: string; readonly at: Date } | undefined> {
  const names = await readdir(parent).catch(() => []);
  const name = names
    .filter((one) => parseBackupName(one) !== undefined)
    .sort(byAge)
    .at(-1);
  const at = name === undefined ? undefined : parseBackupName(name);
  return name === undefined || at === undefined ? undefined : { dir: join(parent, name), at };
}

/** A path for a backup that is made now, which nobody has taken. */
export async function chooseBackupDir(parent: string, now: Date): Promise<string> {
  const taken = new Set(await readdir(parent).catch(() => []));
  const name = toBackupName(now);
  for (let n = 1; ; n++) {
    const one = n === 1 ? name : `${name}_${n}`;
    if (!taken.has(one)) return join(parent, one);
  }
}
