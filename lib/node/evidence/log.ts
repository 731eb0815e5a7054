// An evidence log: a folder of bundles, each of which commits to the one before.
import { randomBytes } from 'node:crypto';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { SerializedBundle } from '@sigstore/bundle';
import { lock } from 'proper-lockfile';
import { findIndex, HEAD_FILE, RECORDS_DIR, toRecordName } from '../../core/evidence/places.ts';
import type { Evidence, Head } from '../../core/evidence/statement-schema.ts';
import { toHeadStatement, toStatement } from '../../core/evidence/to-statement.ts';
import { OptionError } from '../../core/options/option-error.ts';
import { toJsonOrNone, toList, toObject } from '../../core/text/json.ts';
import { toMessage } from '../../core/text/message.ts';
import { addWhole, readIfThere, removeDrafts, replaceWhole, toBundleText, toSha256 } from './log-files.ts';
import type { Signer } from './signer.ts';
import { type Payload, readPayload } from './statement-form.ts';

/** What was written. */
export interface Appended {
  readonly index: number;
  readonly bundle: SerializedBundle;
  /** SHA-256 of the record's file: the head of the log, worth keeping elsewhere. */
  readonly head: string;
  /** Its file. */
  readonly file: string;
}
export interface EvidenceLog {
  /** Signs and writes a record; it is on the disk when this is over. @throws LogError where it could not be; nothing was written then */
  append(evidence: Evidence): Promise<Appended>;
  /** Waits for what is being written. */
  close(): Promise<void>;
}

/** A log that cannot be continued. The message is a sentence that names the log and the remedy. */
export class LogError extends Error {
  override readonly name = 'LogError';
}

/** Signing keyless takes seconds; a writer that died holding the lock is overruled after this time. */
const STALE_MS = 15_000;
const LOCK_TRIES = { retries: 300, factor: 1, minTimeout: 50, maxTimeout: 150, randomize: true };

/**
 * Opens a log, or begins one in a folder that is new or empty. Others may append meanwhile: each record is written under a lock.
 * @throws OptionError where the folder cannot be used
 */
export async function openEvidenceLog(
  dir: string,
  signer: Signer,
  now = () => new Date(),
): Promise<EvidenceLog> {
  try {
    await mkdir(join(dir, RECORDS_DIR), { recursive: true });
  } catch (error) {
    throw new OptionError(
      `EVIDENCE_LOG=${dir} cannot be written (${toMessage(error)}); give a folder that can`,
    );
  }
  let known: Head | undefined;
  const write = async (evidence: Evidence): Promise<Appended> => {
    await using held = await takeLock(dir);
    const end = await readEnd(dir);
    requireGrown(dir, known, end);
    const appended = await appendRecord(dir, signer, end, evidence, now(), held);
    known = appended.next;
    return appended;
  };
  let last: Promise<unknown> = Promise.resolve();
  return {
    append(evidence) {
      const written = last.then(() => write(evidence));
      last = written.catch(() => {});
      return written;
    },
    close: async () => void (await last),
  };
}

export interface Lock extends AsyncDisposable {
  /** @throws LogError where another may have taken it meanwhile */
  require(): void;
}

export async function takeLock(dir: string): Promise<Lock> {
  let isLost = false;
  const release = await lock(join(dir, RECORDS_DIR), {
    lockfilePath: join(dir, 'lock'),
    stale: STALE_MS,
    retries: LOCK_TRIES,
    onCompromised: () => {
      isLost = true;
    },
  }).catch((error: unknown) => {
    throw new LogError(
      `the evidence log ${dir} cannot be locked (${toMessage(error)}); another writer holds it, or the folder cannot be written`,
    );
  });
  return {
    require() {
      if (isLost)
        throw new LogError(`the lock of the evidence log ${dir} was lost; nothing was written, try again`);
    },
    [Symbol.asyncDispose]: () => release().catch(() => {}),
  };
}

/**
 * Reads where the log ends, and sees that it is whole there: the whole of it is for whoever verifies.
 * @returns undefined for a new log
 * @throws LogError where the end is not as a writer leaves it
 */
async function readEnd(dir: string): Promise<Head | undefined> {
  const broken = (why: string) =>
    new LogError(
      `the evidence log ${dir} cannot be continued: ${why}; verify it, keep it as it is, and begin another`,
    );
  await Promise.all([removeDrafts(dir), removeDrafts(join(dir, RECORDS_DIR))]);
  const headBytes = await readIfThere(join(dir, HEAD_FILE));
  if (headBytes === undefined) return readFirst(dir, broken);
  const payload = readUnverified(headBytes);
  if (payload?.kind !== 'head') throw broken('its head cannot be read');
  const { head } = payload;
  const named = await readIfThere(join(dir, toRecordName(head.size - 1)));
  if (named === undefined) throw broken(`record ${head.size - 1}, which its head names, is missing`);
  if (toSha256(named) !== head.head)
    throw broken(`record ${head.size - 1} is not the one that its head names`);
  return addUnnamed(dir, head, broken);
}

/** Of a log without a head: none for a new one, and the first record where its writer was killed before it wrote the head. */
async function readFirst(dir: string, broken: (why: string) => LogError): Promise<Head | undefined> {
  const indices = (await readdir(join(dir, RECORDS_DIR)))
    .map(findIndex)
    .filter((index) => index !== undefined);
  if (indices.length === 0) return undefined;
  const bytes = await readIfThere(join(dir, toRecordName(0)));
  const payload = bytes && readUnverified(bytes);
  const log = payload && 'statement' in payload ? payload.statement.predicate.log : undefined;
  if (indices.length > 1 || bytes === undefined || log === undefined || log.index !== 0)
    throw broken('its head is missing');
  return { id: log.id, size: 1, head: toSha256(bytes), at: log.recordedAt };
}

/** The head with the one record that a killed writer left beyond it, if it did. */
async function addUnnamed(dir: string, head: Head, broken: (why: string) => LogError): Promise<Head> {
  const bytes = await readIfThere(join(dir, toRecordName(head.size)));
  if (bytes === undefined) return head;
  const payload = readUnverified(bytes);
  const log = payload && 'statement' in payload ? payload.statement.predicate.log : undefined;
  if (log?.id !== head.id || log.index !== head.size || log.previous !== head.head)
    throw broken(`record ${head.size} does not follow the one before`);
  return { id: head.id, size: head.size + 1, head: toSha256(bytes), at: log.recordedAt };
}

/** What a bundle says, whoever signed it. */
function readUnverified(bytes: Buffer): Payload | undefined {
  const dsse = toObject(toObject(toJsonOrNone(bytes.toString('utf8'))).dsseEnvelope);
  if (typeof dsse.payload !== 'string' || toList(dsse.signatures).length !== 1) return undefined;
  const payload = readPayload(Buffer.from(dsse.payload, 'base64'));
  return typeof payload === 'string' ? undefined : payload;
}

/** What this writer has seen in the log once must still be there. */
function requireGrown(dir: string, known: Head | undefined, found: Head | undefined): void {
  if (known === undefined) return;
  const isSame = found?.size === known.size && found.head === known.head;
  if (
    found === undefined ||
    found.id !== known.id ||
    found.size < known.size ||
    (found.size === known.size && !isSame)
  )
    throw new LogError(
      `the evidence log ${dir} had ${known.size} records and the head ${known.head}, and now it has ${found?.size ?? 0}: it was cut or exchanged while it was open; keep it as it is, and begin another`,
    );
}

async function appendRecord(
  dir: string,
  signer: Signer,
  head: Head | undefined,
  evidence: Evidence,
  at: Date,
  held: Lock,
): Promise<Appended & { readonly next: Head }> {
  const index = head?.size ?? 0;
  const id = head?.id ?? randomBytes(16).toString('hex');
  // Clocks differ between machines, and a log that goes back in time would be refused.
  const recordedAt = head !== undefined && head.at > at.toISOString() ? head.at : at.toISOString();
  const statement = toStatement(evidence, { id, index, previous: head?.head ?? null, recordedAt });
  const payload = readPayload(Buffer.from(JSON.stringify(statement)));
  if (typeof payload === 'string') throw new LogError(`the statement for the evidence log ${payload}`);
  const bundle = await signer.sign(statement);
  const text = toBundleText(bundle);
  const next = { id, size: index + 1, head: toSha256(Buffer.from(text)), at: recordedAt };
  const headText = toBundleText(await signer.sign(toHeadStatement(next)));
  held.require();
  const file = join(dir, toRecordName(index));
  await addWhole(file, text).catch((error: unknown) => {
    throw new LogError(`record ${index} of the evidence log ${dir} cannot be written (${toMessage(error)})`);
  });
  // The record stands without it, and the next one mends it: nobody is to be told that nothing was written.
  await replaceWhole(join(dir, HEAD_FILE), headText).catch(() => {});
  return { index, bundle, head: next.head, file, next };
}
