// What a run came to, signed: in its folder, and in a log where one is kept.

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { SignedRun } from '../../../core/evidence/gate-run.ts';
import { RUN_SIGN_OPTIONS } from '../../../core/evidence/options.ts';
import { RUN_EVIDENCE_FILE } from '../../../core/evidence/places.ts';
import type { Evidence, GateRunPredicate } from '../../../core/evidence/statement-schema.ts';
import { toStatement } from '../../../core/evidence/to-statement.ts';
import type { OptionValues } from '../../../core/options/option.ts';
import { readOptions } from '../../../core/options/read-options.ts';
import { chooseSigner } from '../choose-signer.ts';
import { openEvidenceLog } from '../log.ts';
import { replaceWhole, toBundleText } from '../log-files.ts';
import { findActor, findSubject } from './under-test.ts';

/** Logs of programs, which they may still be writing: no part of what a run came to. */
const UNSIGNED = /\.log$|^evidence\.sigstore\.json$/;

/** Signs a run. @returns what it wrote, a line each */
export type SignRun = (
  dir: string,
  toPredicate: (run: SignedRun) => GateRunPredicate,
) => Promise<readonly string[]>;

/**
 * What signs a run when it is over, made before it begins.
 * @throws OptionError where it could not be signed
 */
export async function createRunSigner(given: OptionValues): Promise<SignRun> {
  const options = readOptions(RUN_SIGN_OPTIONS, given);
  const signer = await chooseSigner(options);
  const subject = await findSubject(options.text('SIGN_SUBJECT'), given.BASE ?? '');
  const actor = findActor(options.text('SIGN_BY'));
  const environment = options.text('SIGN_ENVIRONMENT');
  const logDir = options.text('EVIDENCE_LOG');
  const log = logDir === '' ? undefined : await openEvidenceLog(logDir, signer);
  return async (dir, toPredicate) => {
    const files = await digestFiles(dir);
    const journal = files.find(({ name }) => name === 'events.ndjson')?.sha256;
    const predicate = {
      ...toPredicate({ actor, files, ...(journal === undefined ? {} : { journal }) }),
      ...(environment === '' ? {} : { environment }),
    };
    const evidence: Evidence<'gate-run'> = { kind: 'gate-run', subjects: [subject], predicate };
    const file = join(dir, RUN_EVIDENCE_FILE);
    // The log's own record, so that the file's hash is found in the log.
    const appended = await log?.append(evidence);
    await replaceWhole(file, toBundleText(appended?.bundle ?? (await signer.sign(toStatement(evidence)))));
    return [
      `signed as ${predicate.outcome}: ${file}`,
      ...(appended ? [`record ${appended.index} of ${logDir}; its head is now ${appended.head}`] : []),
    ];
  };
}

/** Every file of a run that is signed, by its path from the folder, with the SHA-256 of what it holds. */
export async function digestFiles(
  dir: string,
): Promise<readonly { readonly name: string; readonly sha256: string }[]> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => relative(dir, join(parentPath, name)))
    .filter((name) => !UNSIGNED.test(name.split('/').at(-1) ?? ''))
    .sort();
  const digests: { name: string; sha256: string }[] = [];
  // One at a time: the journal of a day has gigabytes.
  for (const name of names) digests.push({ name, sha256: await digestFile(join(dir, name)) });
  return digests;
}

async function digestFile(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}
