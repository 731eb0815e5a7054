// A whole evidence log: every bundle by itself, and all of them as one chain.
import { readFileSync, statSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { assessChain, type Expected, NOTHING_EXPECTED } from '../../core/evidence/chain.ts';
import type { Fault } from '../../core/evidence/faults.ts';
import type { Kind } from '../../core/evidence/kinds.ts';
import {
  BASE_FILE,
  findIndex,
  HEAD_FILE,
  isDraft,
  RECORDS_DIR,
  toRecordName,
} from '../../core/evidence/places.ts';
import type { Base, Head, Statement } from '../../core/evidence/statement-schema.ts';
import { OptionError } from '../../core/options/option-error.ts';
import { toMessage } from '../../core/text/message.ts';
import { toPlain } from '../../core/text/plain-text.ts';
import { readIfThere, toSha256 } from './log-files.ts';
import type { Keys } from './read-keys.ts';
import { MAX_BUNDLE_BYTES, type SignedBy, verifyPayload } from './verify-bundle.ts';

/** A record that was verified by itself. */
export interface VerifiedRecord {
  readonly index: number;
  readonly file: string;
  readonly sha256: string;
  readonly kind: Kind;
  readonly statement: Statement;
  readonly signedBy: SignedBy;
}
export interface LogVerification {
  /** Those that could be verified, in their order. */
  readonly records: readonly VerifiedRecord[];
  /** What is wrong; empty for a whole log. */
  readonly faults: readonly Fault[];
  /** What is odd, and no fault. */
  readonly notes: readonly string[];
  /** What could not be looked at, a sentence each: nobody can tell then. */
  readonly unread: readonly string[];
  readonly head: Head | undefined;
  readonly base: Base | undefined;
}

/** After so many records others have their turn. */
const TURN = 256;

/**
 * Verifies a log. It changes nothing, and may run while a writer appends.
 * @param expected what was known of it elsewhere: without that, a log that was cut at its end together with its head, or removed, cannot be told from a shorter one
 * @throws OptionError where there is no such folder
 */
export async function verifyLog(
  dir: string,
  keys: Keys,
  expected: Expected = NOTHING_EXPECTED,
): Promise<LogVerification> {
  const found = await stat(dir).catch((error: unknown) => {
    throw new OptionError(`${dir} cannot be read (${toMessage(error)}); give the folder of an evidence log`);
  });
  if (!found.isDirectory()) throw new OptionError(`${dir} is no folder; give the folder of an evidence log`);
  const reader = createReader(dir, keys);
  const headText = () => readIfThere(join(dir, HEAD_FILE)).catch(() => undefined);
  const before = await headText();
  const head = reader.readHead();
  const base = reader.readBase();
  const listed = await reader.list();
  // A writer that appends meanwhile: what the head named is judged, for it was there before.
  const isGrowing = before !== undefined && (await headText())?.equals(before) === false;
  const names = isGrowing && head ? listed.filter((index) => index < head.size) : listed;
  if (isGrowing) reader.notes.push('records were added meanwhile, and are not looked at');
  const records: ReadRecord[] = [];
  for (const index of names) {
    records.push(reader.readRecord(index));
    if (records.length % TURN === 0) await setImmediate();
  }
  const isEmpty = names.length === 0 && head === undefined && reader.faults.length === 0;
  if (isEmpty) reader.faults.push({ kind: 'truncated', file: '', text: 'no evidence log is in this folder' });
  const chain = assessChain(
    records.map(({ index, sha256, verified }) => ({
      index,
      sha256,
      place: verified?.statement.predicate.log,
    })),
    head,
    base,
    expected,
  );
  return {
    records: records.flatMap(({ verified }) => verified ?? []),
    faults: [...reader.faults, ...chain.faults],
    notes: [...reader.notes, ...chain.notes],
    unread: reader.unread,
    head,
    base,
  };
}

interface ReadRecord {
  readonly index: number;
  readonly sha256: string;
  readonly verified: VerifiedRecord | undefined;
}

/** Reads the parts of a log, and gathers what is wrong with each by itself. */
function createReader(dir: string, keys: Keys) {
  const faults: Fault[] = [];
  const notes: string[] = [];
  const unread: string[] = [];
  const add = (kind: Fault['kind'], file: string, text: string) => void faults.push({ kind, file, text });

  // In one go: four turns of the thread pool for each of ten thousand small files take longer than all signatures.
  const readBytes = (file: string): Buffer | undefined => {
    const path = join(dir, file);
    try {
      const found = statSync(path);
      if (!found.isFile() || found.size > MAX_BUNDLE_BYTES) {
        add('unreadable', file, found.isFile() ? 'is larger than any bundle' : 'is no file');
        return undefined;
      }
      return readFileSync(path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
        unread.push(`${file} cannot be read (${toMessage(error)})`);
      return undefined;
    }
  };
  const readPart = (file: string) => {
    const bytes = readBytes(file);
    if (bytes === undefined) return undefined;
    const verified = verifyPayload(bytes.toString('utf8'), keys);
    if (!('fault' in verified)) return verified.payload;
    add(verified.kind, file, verified.fault);
    return undefined;
  };

  return {
    faults,
    notes,
    unread,
    readHead(): Head | undefined {
      const payload = readPart(HEAD_FILE);
      if (payload?.kind === 'head') return payload.head;
      if (payload) add('head', HEAD_FILE, `is a statement of the kind ${payload.kind}, and no head`);
      return undefined;
    },
    readBase(): Base | undefined {
      const payload = readPart(BASE_FILE);
      if (payload?.kind === 'base') return payload.base;
      if (payload)
        add(
          'head',
          BASE_FILE,
          `is a statement of the kind ${payload.kind}, and not one of records that were pruned`,
        );
      return undefined;
    },
    /** The indices of the records by the names of their files, in order. */
    async list(): Promise<readonly number[]> {
      const names = await readdir(join(dir, RECORDS_DIR)).catch((): string[] => []);
      const atTop = await readdir(dir);
      for (const name of atTop) {
        if (isDraft(name))
          notes.push(`${name} was left by a writer that was ended; the next record removes it`);
        else if (![HEAD_FILE, BASE_FILE, RECORDS_DIR, 'lock'].includes(name))
          add('stray', toPlain(name, 200), 'does not belong to the log');
      }
      for (const name of names.filter((one) => findIndex(one) === undefined)) {
        if (isDraft(name))
          notes.push(
            `${RECORDS_DIR}/${name} was left by a writer that was ended; the next record removes it`,
          );
        else add('stray', `${RECORDS_DIR}/${toPlain(name, 200)}`, 'is no record');
      }
      const indices = names.flatMap((name) => findIndex(name) ?? []).sort((a, b) => a - b);
      if (indices.length > 1 && !atTop.includes(HEAD_FILE)) add('head', HEAD_FILE, 'is missing');
      if (indices.length === 1 && !atTop.includes(HEAD_FILE))
        notes.push(
          `${HEAD_FILE} is not there yet: the writer of the first record was ended before it; the next record mends that`,
        );
      return indices;
    },
    readRecord(index: number): ReadRecord {
      const file = toRecordName(index);
      const bytes = readBytes(file) ?? Buffer.alloc(0);
      const sha256 = toSha256(bytes);
      if (bytes.length === 0) {
        if (unread.every((line) => !line.startsWith(file))) add('unreadable', file, 'is empty');
        return { index, sha256, verified: undefined };
      }
      const verified = verifyPayload(bytes.toString('utf8'), keys);
      if ('fault' in verified) {
        add(verified.kind, file, verified.fault);
        return { index, sha256, verified: undefined };
      }
      const { payload, signedBy } = verified;
      if (!('statement' in payload) || payload.statement.predicate.log === undefined) {
        add(
          'form',
          file,
          'statement' in payload
            ? 'was not signed for a log'
            : `is the ${payload.kind} of a log, and no record`,
        );
        return { index, sha256, verified: undefined };
      }
      const { kind, statement } = payload;
      return { index, sha256, verified: { index, file, sha256, kind, statement, signedBy } };
    },
  };
}
