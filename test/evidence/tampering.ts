// Ways of tampering with an evidence log, as data: docs/evidence.md lists them, and each is tried.
import { mkdir, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Expected } from '../../lib/core/evidence/chain.ts';
import type { FaultKind } from '../../lib/core/evidence/faults.ts';
import { BASE_FILE, HEAD_FILE, RECORDS_DIR, toRecordName } from '../../lib/core/evidence/places.ts';
import { toBaseStatement } from '../../lib/core/evidence/to-statement.ts';
import { toHint } from '../../lib/node/evidence/keys.ts';
import {
  keptCount,
  keptHead,
  SIGNERS,
  SIZE,
  type Spoilt,
  type TamperedLog,
  toEvidence,
  writeWholeLog,
} from './tampered-log.ts';

export interface Way {
  /** What is done, as docs/evidence.md has it. */
  readonly does: string;
  readonly finds: FaultKind;
  /** A part of the sentence that tells it. */
  readonly says: string;
  readonly harm: (log: TamperedLog) => Promise<unknown>;
  /** What was kept elsewhere, where it is found only by that. */
  readonly kept?: (log: TamperedLog) => Expected;
}

const LAST = SIZE - 1;
const UNFIT = 'does not fit what it says';
const changed = (what: string, change: (statement: Spoilt) => void): Way => ({
  does: `${what} in a record`,
  finds: 'signature',
  says: UNFIT,
  harm: (log) => log.statement(2, change),
});
/** A record that who holds a trusted key signs past the log, in the place of the last. */
const within = (
  does: string,
  finds: FaultKind,
  says: string,
  signer: keyof typeof SIGNERS,
  change?: (statement: Spoilt) => void,
): Way => ({
  does,
  finds,
  says,
  harm: async (log) => {
    await log.sign(LAST, SIGNERS[signer], change);
    await log.signHead(SIZE, SIGNERS.ci);
  },
});
/** Sets one place of a bundle or a statement, as `subject[0].name`. */
const put =
  (path: string, value: unknown) =>
  (whole: Spoilt): void => {
    const parts = path.split(/[.[\]]+/).filter(Boolean);
    const holder = parts.slice(0, -1).reduce((part, name) => part[name], whole);
    holder[parts.at(-1) ?? ''] = value;
  };
const move = async (log: TamperedLog, from: number, to: number) => {
  await log.copy(log.path(from), log.path(to));
  await log.remove(from);
};
/** The order of the group of P-256 (SEC 2, 2.4.2): with s, n − s is a signature as well. */
const ORDER = BigInt('0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551');

/** The same ECDSA signature in its other form, which fits as well. */
function toTwin(signature: string): string {
  const der = Buffer.from(signature, 'base64');
  const rLength = der[3] ?? 0;
  const r = der.subarray(2, 4 + rLength);
  const s = BigInt(`0x${der.subarray(6 + rLength).toString('hex')}`);
  const hex = (ORDER - s).toString(16).padStart(64, '0');
  const bytes = Buffer.from(hex.replace(/^(?:00)+/, ''), 'hex');
  const padded = (bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes;
  const body = Buffer.concat([r, Buffer.from([2, padded.length]), padded]);
  return Buffer.concat([Buffer.from([0x30, body.length]), body]).toString('base64');
}

export const WAYS: readonly Way[] = [
  changed('the outcome changed', put('predicate.outcome', 'promote')),
  changed('the actor changed', put('predicate.actor', 'Ann')),
  changed('the time of the decision changed', put('predicate.at', '2026-03-01T11:00:00.000Z')),
  changed('a reason removed', (said) => said.predicate.reasons.pop()),
  changed('a figure changed', put('predicate.metrics.p95Ms', 1)),
  changed('the hash of the policy changed', put('predicate.policyHash', 'd1'.repeat(32))),
  changed('the environment changed', put('predicate.environment', 'staging')),
  changed('the digest of the subject changed', put('subject[0].digest.sha256', 'ff'.repeat(32))),
  changed('the name of the subject changed', put('subject[0].name', 'registry.example/other')),
  changed('a subject added', (said) => said.subject.push({ name: 'x', digest: { sha256: 'ff'.repeat(32) } })),
  changed('the kind changed', put('predicateType', 'https://aurora-gate.dev/rollback/v1')),
  changed('its index changed', put('predicate.log.index', 3)),
  changed('the hash of the record before changed', put('predicate.log.previous', 'ff'.repeat(32))),
  changed('the time of the log changed', put('predicate.log.recordedAt', '2026-02-01T00:00:00.000Z')),
  {
    does: 'a byte of a signature changed',
    finds: 'signature',
    says: UNFIT,
    harm: (log) =>
      log.bundle(2, ({ dsseEnvelope: { signatures } }) => {
        const sig = Buffer.from(signatures[0].sig, 'base64');
        sig[20] = (sig[20] ?? 0) ^ 1;
        signatures[0].sig = sig.toString('base64');
      }),
  },
  {
    does: 'a signature emptied',
    finds: 'unreadable',
    says: 'no Sigstore bundle',
    harm: (log) => log.bundle(2, put('dsseEnvelope.signatures[0].sig', '')),
  },
  {
    does: 'the signature of another record put in',
    finds: 'signature',
    says: UNFIT,
    harm: async (log) => {
      let sig = '';
      await log.bundle(1, (bundle) => {
        sig = bundle.dsseEnvelope.signatures[0].sig;
      });
      await log.bundle(2, put('dsseEnvelope.signatures[0].sig', sig));
    },
  },
  {
    does: 'a second signature added',
    finds: 'unreadable',
    says: 'no Sigstore bundle',
    harm: (log) =>
      log.bundle(2, ({ dsseEnvelope }) => dsseEnvelope.signatures.push(dsseEnvelope.signatures[0])),
  },
  {
    does: 'all signatures removed',
    finds: 'unreadable',
    says: 'no Sigstore bundle',
    harm: (log) => log.bundle(2, put('dsseEnvelope.signatures', [])),
  },
  {
    does: 'the name of the key changed to that of another key that is trusted',
    finds: 'signature',
    says: 'signature of engine',
    harm: (log) => log.bundle(2, put('verificationMaterial.publicKey.hint', toHint(SIGNERS.other.id))),
  },
  {
    does: 'the name of the key changed to one that nobody has',
    finds: 'unknown-key',
    says: 'nobody who is trusted has it',
    harm: (log) => log.bundle(2, put('verificationMaterial.publicKey.hint', toHint('f'.repeat(64)))),
  },
  {
    does: 'the name of the key removed, and the outcome changed',
    finds: 'unknown-key',
    says: 'fits no key that is trusted',
    harm: async (log) => {
      await log.statement(2, put('predicate.outcome', 'promote'));
      await log.bundle(2, put('verificationMaterial.publicKey.hint', ''));
    },
  },
  {
    does: 'the name of the key removed, and nothing else',
    finds: 'chain',
    says: 'follows a record 2 with the hash',
    harm: (log) => log.bundle(2, put('verificationMaterial.publicKey.hint', '')),
  },
  {
    does: 'the type of the payload changed',
    finds: 'form',
    says: 'text/plain in place of a statement',
    harm: (log) => log.bundle(2, put('dsseEnvelope.payloadType', 'text/plain')),
  },
  {
    does: 'the version of the bundle changed',
    finds: 'unreadable',
    says: 'another version',
    harm: (log) => log.bundle(2, put('mediaType', 'application/vnd.dev.sigstore.bundle.v0.9+json')),
  },
  {
    does: 'a certificate put in place of the key',
    finds: 'unreadable',
    says: 'no Sigstore bundle',
    harm: (log) => log.bundle(2, put('verificationMaterial', { certificate: { rawBytes: 'AAAA' } })),
  },
  {
    does: 'a space added to the file of a record',
    finds: 'chain',
    says: 'follows a record 2 with the hash',
    harm: (log) => log.text(2, (text) => `${text} `),
  },
  {
    does: 'a key added to the file of a record',
    finds: 'chain',
    says: 'follows a record 2 with the hash',
    harm: (log) => log.bundle(2, put('note', 'seen by Ann')),
  },
  {
    does: 'the keys of the file of a record put in another order',
    finds: 'chain',
    says: 'follows a record 2 with the hash',
    harm: (log) =>
      log.text(2, (text) => JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(text)).reverse()))),
  },
  {
    does: 'the signature of a record put in its other valid form (s → n − s)',
    finds: 'chain',
    says: 'follows a record 2 with the hash',
    harm: (log) =>
      log.bundle(2, ({ dsseEnvelope: { signatures } }) => {
        signatures[0].sig = toTwin(signatures[0].sig);
      }),
  },
  {
    does: 'a space added to the file of the last record',
    finds: 'head',
    says: `the head names record ${LAST} with the hash`,
    harm: (log) => log.text(LAST, (text) => `${text} `),
  },
  {
    does: 'the file of a record cut in half',
    finds: 'unreadable',
    says: 'no Sigstore bundle',
    harm: (log) => log.text(2, (text) => text.slice(0, text.length / 2)),
  },
  {
    does: 'the file of a record emptied',
    finds: 'unreadable',
    says: 'is empty',
    harm: (log) => log.text(2, () => ''),
  },
  {
    does: 'the file of a record filled with zeros',
    finds: 'unreadable',
    says: 'no Sigstore bundle',
    harm: (log) => log.text(2, ({ length }) => new Uint8Array(length)),
  },
  {
    does: 'a byte order mark put before a record',
    finds: 'unreadable',
    says: 'no Sigstore bundle',
    harm: (log) => log.text(2, (text) => `\uFEFF${text}`),
  },
  {
    does: 'the file of a record made larger than any bundle',
    finds: 'unreadable',
    says: 'larger than any bundle',
    harm: (log) => log.text(2, (text) => text + ' '.repeat(4 * 1024 * 1024)),
  },
  {
    does: 'a folder put in place of a record',
    finds: 'unreadable',
    says: 'is no file',
    harm: async (log) => {
      await log.remove(2);
      await mkdir(log.path(2));
    },
  },
  {
    does: 'a link to another record put in place of a record',
    finds: 'place',
    says: 'says that it is record 1',
    harm: async (log) => {
      await log.remove(2);
      await symlink(log.path(1), log.path(2));
    },
  },
  { does: 'a record removed', finds: 'gap', says: 'record 3 is missing', harm: (log) => log.remove(3) },
  {
    does: 'several records removed',
    finds: 'gap',
    says: 'records 2 to 4 are missing',
    harm: (log) => log.remove(2, 3, 4),
  },
  {
    does: 'the first record removed',
    finds: 'gap',
    says: 'record 0 is missing',
    harm: (log) => log.remove(0),
  },
  {
    does: 'the last record removed',
    finds: 'truncated',
    says: `record ${LAST} is missing at the end`,
    harm: (log) => log.remove(LAST),
  },
  {
    does: 'the last records removed, with the head',
    finds: 'head',
    says: 'is missing',
    harm: async (log) => {
      await log.remove(LAST, LAST - 1);
      await rm(log.head);
    },
  },
  {
    does: 'the last record removed, and the head of before put back; a later head was kept',
    finds: 'truncated',
    says: 'which was the head once',
    kept: keptHead,
    harm: async (log) => {
      await log.remove(LAST);
      await log.oldHead(LAST);
    },
  },
  {
    does: 'the last record removed, and the head of before put back; the count was kept',
    finds: 'truncated',
    says: `${SIZE} records or more were expected, and the log has ${LAST}`,
    kept: keptCount,
    harm: async (log) => {
      await log.remove(LAST);
      await log.oldHead(LAST);
    },
  },
  {
    does: 'every file removed',
    finds: 'truncated',
    says: 'no evidence log is in this folder',
    harm: async (log) => {
      await rm(log.dir, { recursive: true });
      await mkdir(log.dir);
    },
  },
  {
    does: 'another log by the same key put in its place; a head was kept',
    finds: 'truncated',
    says: 'is another',
    kept: keptHead,
    harm: async (log) => {
      await rm(log.dir, { recursive: true });
      await writeWholeLog(log.dir);
    },
  },
  {
    does: 'two records exchanged',
    finds: 'place',
    says: 'says that it is record 3, and lies at the place of record 2',
    harm: async (log) => {
      await move(log, 2, 9);
      await move(log, 3, 2);
      await move(log, 9, 3);
    },
  },
  {
    does: 'a record copied over the next',
    finds: 'doubled',
    says: 'is the same as record 2',
    harm: (log) => log.copy(log.path(2), log.path(3)),
  },
  {
    does: 'a record added once more at the end',
    finds: 'doubled',
    says: 'is the same as record 2',
    harm: (log) => log.copy(log.path(2), log.path(SIZE)),
  },
  {
    does: 'a record removed, and those behind it moved up',
    finds: 'place',
    says: 'says that it is record 4, and lies at the place of record 3',
    harm: async (log) => {
      await log.remove(3);
      for (let index = 4; index < SIZE; index++) await move(log, index, index - 1);
    },
  },
  {
    does: 'a record moved far beyond the end',
    finds: 'gap',
    says: 'records 5 to 98 are missing',
    harm: (log) => move(log, LAST, 99),
  },
  {
    does: 'a copy of a record under another name',
    finds: 'stray',
    says: 'is no record',
    harm: (log) => log.copy(log.path(2), join(log.dir, RECORDS_DIR, '2.sigstore.json')),
  },
  {
    does: 'a file put beside the records',
    finds: 'stray',
    says: 'does not belong to the log',
    harm: (log) => writeFile(join(log.dir, 'README'), 'trust me'),
  },
  {
    does: 'a record of another log by the same key put in place of one',
    finds: 'foreign',
    says: 'belongs to the log',
    harm: (log) => log.copy(join(log.otherDir, toRecordName(2)), log.path(2)),
  },
  {
    does: 'the first record of another log put in place of the first',
    finds: 'chain',
    says: 'follows a record 0 with the hash',
    harm: (log) => log.copy(join(log.otherDir, toRecordName(0)), log.path(0)),
  },
  { does: 'the head removed', finds: 'head', says: 'is missing', harm: (log) => rm(log.head) },
  {
    does: 'the head of another log put in place',
    finds: 'foreign',
    says: 'belongs to the log',
    harm: (log) => log.copy(join(log.otherDir, HEAD_FILE), log.head),
  },
  {
    does: 'an older head put back',
    finds: 'head',
    says: 'it is an older head',
    harm: (log) => log.oldHead(3),
  },
  {
    does: 'a record put in place of the head',
    finds: 'head',
    says: 'and no head',
    harm: (log) => log.copy(log.path(LAST), log.head),
  },
  {
    does: 'the size in the head changed',
    finds: 'signature',
    says: UNFIT,
    harm: (log) => log.statement('head', put('predicate.size', 4)),
  },
  {
    does: 'the head signed by a stranger',
    finds: 'unknown-key',
    says: 'nobody who is trusted has it',
    harm: (log) => log.signHead(SIZE, SIGNERS.stranger),
  },
  {
    does: 'the older records removed, as if they had been pruned, with an old head for a proof',
    finds: 'head',
    says: 'not one of records that were pruned',
    harm: async (log) => {
      await log.copy(log.head, join(log.dir, BASE_FILE));
      await log.remove(0, 1, 2);
    },
  },
  {
    does: 'the older records removed, as if they had been pruned, with a proof by a stranger',
    finds: 'unknown-key',
    says: 'nobody who is trusted has it',
    harm: async (log) => {
      const base = { id: '0'.repeat(32), size: 3, head: log.hashes[2] ?? '', at: '2026-03-02T00:00:00.000Z' };
      await log.signAs(BASE_FILE, SIGNERS.stranger, toBaseStatement({ ...base, actor: 'x', reason: 'x' }));
      await log.remove(0, 1, 2);
    },
  },
  {
    does: 'a record signed anew by a stranger',
    finds: 'unknown-key',
    says: 'nobody who is trusted has it',
    harm: (log) => log.sign(2, SIGNERS.stranger),
  },
  {
    does: 'a whole log by a stranger put in its place',
    finds: 'unknown-key',
    says: 'nobody who is trusted has it',
    harm: async (log) => {
      await rm(log.dir, { recursive: true });
      await writeWholeLog(log.dir, SIZE, SIGNERS.stranger);
    },
  },
  within('a record by a key that was revoked before', 'untrusted', 'the laptop was stolen', 'revoked'),
  within('a record by a key whose time is over', 'untrusted', 'last year counts until', 'expired'),
  within(
    'a record by a key that may state other kinds only',
    'untrusted',
    'may state admission only',
    'probes',
  ),
  within('a record by a key of another environment', 'untrusted', 'may speak of staging only', 'staging'),
  within('a record of a kind that is unknown', 'form', 'none of ours', 'ci', (said) => {
    said.predicateType = 'https://slsa.dev/provenance/v1';
  }),
  within(
    'a record of a kind whose form it has not',
    'form',
    'has not the form of its kind, gate-run',
    'ci',
    (said) => {
      said.predicateType = 'https://aurora-gate.dev/gate-run/v1';
    },
  ),
  within('a record about nothing', 'form', '/subject', 'ci', (said) => {
    said.subject = [];
  }),
  within('a record whose subject has no digest', 'form', '/subject/0/digest', 'ci', (said) => {
    said.subject[0].digest = {};
  }),
  within('a statement that was signed for no log', 'form', 'was not signed for a log', 'ci', (said) => {
    delete said.predicate.log;
  }),
  within('a record that was dated back', 'time', 'before record 4', 'ci', (said) => {
    said.predicate.log.recordedAt = '2026-02-01T00:00:00.000Z';
  }),
  within('a record that says that it is the first', 'chain', 'hash of none', 'ci', (said) => {
    said.predicate.log.previous = null;
  }),
  {
    does: 'a record rewritten by whoever holds the key, and those behind it left',
    finds: 'chain',
    says: 'follows a record 3 with the hash',
    harm: (log) => log.sign(3, SIGNERS.ci, put('predicate.outcome', 'hold')),
  },
  {
    does: 'all records rewritten from one on by whoever holds the key, with the head; a head was kept',
    finds: 'truncated',
    says: 'which was the head once',
    kept: keptHead,
    harm: async (log) => {
      await log.remove(3, 4, 5);
      await log.oldHead(3);
      const { openEvidenceLog } = await import('../../lib/node/evidence/log.ts');
      const rewritten = await openEvidenceLog(log.dir, SIGNERS.ci);
      for (let n = 3; n < SIZE; n++) await rewritten.append(toEvidence(n));
      if ((await readdir(join(log.dir, RECORDS_DIR))).length !== SIZE)
        throw new Error('it was not rewritten');
    },
  },
];
