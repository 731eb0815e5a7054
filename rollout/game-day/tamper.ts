// Evidence that was tampered with, on a copy: whoever verifies must find each. A verification that finds nothing proves nothing.
import { cp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RECORDS_DIR } from '../../lib/core/evidence/places.ts';
import { writeKeyPair } from '../../lib/node/evidence/keys.ts';
import { readKeys } from '../../lib/node/evidence/read-keys.ts';
import { verifyLog } from '../../lib/node/evidence/verify-log.ts';
import { withTemporaryDir } from '../../lib/node/files/temporary.ts';
import { TAMPERINGS, type Tampering } from './parts.ts';

/** Does it to a log. @param records names of its records, in order; three at least */
type Deed = (dir: string, records: readonly string[]) => Promise<void>;

const nth = (records: readonly string[], at: number): string => {
  const name = records.at(at);
  if (name === undefined) throw new Error('the log has too few records to be tampered with');
  return join(RECORDS_DIR, name);
};

const DEEDS: Readonly<Record<Exclude<Tampering, 'other-key'>, Deed>> = {
  async 'changed-byte'(dir, records) {
    const file = join(dir, nth(records, 1));
    const bundle = JSON.parse(await readFile(file, 'utf8'));
    const payload = Buffer.from(bundle.dsseEnvelope.payload, 'base64');
    const at = payload.indexOf('"outcome":"') + '"outcome":"'.length;
    payload[at] = (payload[at] ?? 0) ^ 1;
    bundle.dsseEnvelope.payload = payload.toString('base64');
    await writeFile(file, JSON.stringify(bundle));
  },
  'missing-record': (dir, records) => rm(join(dir, nth(records, 1))),
  'cut-end': (dir, records) => rm(join(dir, nth(records, -1))),
  async 'swapped-records'(dir, records) {
    const [first, second] = [join(dir, nth(records, 0)), join(dir, nth(records, 1))];
    await rename(first, `${first}.aside`);
    await rename(second, first);
    await rename(`${first}.aside`, second);
  },
};

/**
 * Does each to a copy of a log, and sees whether it is found.
 * @param publicKey file of the key that signed it
 * @throws Error where the log has fewer than three records
 */
export async function tryTamperings(
  log: string,
  publicKey: string,
): Promise<Readonly<Record<Tampering, { readonly isFound: boolean }>>> {
  const records = (await readdir(join(log, RECORDS_DIR))).sort();
  if (records.length < 3) throw new Error('the log has too few records to be tampered with');
  const found = async (id: Tampering): Promise<boolean> =>
    withTemporaryDir('tampered', async (dir) => {
      const copy = join(dir, 'log');
      await cp(log, copy, { recursive: true });
      const key = id === 'other-key' ? await makeOtherKey(dir) : publicKey;
      if (id !== 'other-key') await DEEDS[id](copy, records);
      return (await verifyLog(copy, await readKeys([key]))).faults.length > 0;
    });
  const ids = Object.keys(TAMPERINGS) as Tampering[];
  const tried = await Promise.all(ids.map(async (id) => [id, { isFound: await found(id) }] as const));
  return Object.fromEntries(tried) as Record<Tampering, { isFound: boolean }>;
}

const makeOtherKey = async (dir: string): Promise<string> =>
  (await writeKeyPair(join(dir, 'other'), 'p256', undefined)).publicKey;
