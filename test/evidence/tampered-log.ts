// An evidence log that is harmed: what a way of tampering has at hand. It may write any file, holds a key that is not trusted, and,
// where it comes from within, the trusted keys themselves.
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Expected } from '../../lib/core/evidence/chain.ts';
import { HEAD_FILE, toRecordName } from '../../lib/core/evidence/places.ts';
import type { Evidence, LogPlace } from '../../lib/core/evidence/statement-schema.ts';
import { toHeadStatement } from '../../lib/core/evidence/to-statement.ts';
import { openEvidenceLog } from '../../lib/node/evidence/log.ts';
import { toBundleText, toSha256 } from '../../lib/node/evidence/log-files.ts';
import { type Keys, toTrustedKey } from '../../lib/node/evidence/read-keys.ts';
import { createKeySigner, type Signer } from '../../lib/node/evidence/signer.ts';

const newKey = () => generateKeyPairSync('ec', { namedCurve: 'P-256' });
const [ci, other, revoked, expired, probes, staging, stranger] = Array.from({ length: 7 }, newKey) as [
  ReturnType<typeof newKey>,
  ...ReturnType<typeof newKey>[],
];
const trust = (
  pair: { readonly publicKey: KeyObject } | undefined,
  bounds: Parameters<typeof toTrustedKey>[1],
) => toTrustedKey(pair?.publicKey as KeyObject, bounds);
const signBy = (pair: { readonly privateKey: KeyObject } | undefined) =>
  createKeySigner(pair?.privateKey as KeyObject);

/** The log was written on this day; the bounds of the other keys lie around it. */
export const DAY = '2026-03-01';
export const SIGNERS = {
  ci: signBy(ci),
  other: signBy(other),
  revoked: signBy(revoked),
  expired: signBy(expired),
  probes: signBy(probes),
  staging: signBy(staging),
  stranger: signBy(stranger),
} as const satisfies Readonly<Record<string, Signer>>;

/** Who is trusted when the log is verified. */
export const TRUSTED: Keys = {
  keys: [
    trust(ci, { name: 'ci' }),
    trust(other, { name: 'engine' }),
    trust(revoked, {
      name: 'lost',
      revoked: { at: '2026-02-01T00:00:00.000Z', reason: 'the laptop was stolen' },
    }),
    trust(expired, { name: 'last year', until: '2026-01-01T00:00:00.000Z' }),
    trust(probes, { name: 'admission', kinds: ['admission'] }),
    trust(staging, { name: 'staging', environments: ['staging'] }),
  ],
  identities: [],
};

/** So many records a log has before it is harmed. */
export const SIZE = 6;
const POLICY = 'c0'.repeat(32);

export const toEvidence = (n: number): Evidence => ({
  kind: n % 2 === 0 ? 'decision' : 'promotion',
  subjects: [{ name: 'registry.example/shop', digest: { sha256: `${n}a`.repeat(32) } }],
  predicate: {
    at: `${DAY}T12:0${n}:00.000Z`,
    actor: 'engine',
    environment: 'prod',
    outcome: n % 2 === 0 ? 'hold' : 'promote',
    reasons: ['too few samples', 'p95 is within its bound'],
    policyHash: POLICY,
    metrics: { p95Ms: 180 + n, errorRatio: 0 },
  },
});

/** Writes a whole log into a folder. */
export async function writeWholeLog(dir: string, size = SIZE, signer: Signer = SIGNERS.ci): Promise<void> {
  let n = 0;
  const log = await openEvidenceLog(dir, signer, () => new Date(`${DAY}T12:0${n}:01.000Z`));
  for (; n < size; n++) await log.append(toEvidence(n));
}

/** A bundle as JSON that anything may be done to. */
// biome-ignore lint/suspicious/noExplicitAny: it is to be spoilt in every way
export type Spoilt = any;

export interface TamperedLog {
  readonly dir: string;
  /** A second log, which the same key has signed. */
  readonly otherDir: string;
  /** Hashes of the records as they were. */
  readonly hashes: readonly string[];
  path(index: number): string;
  readonly head: string;
  /** Changes the text of a record's file. */
  text(index: number, change: (text: string) => string | Uint8Array): Promise<void>;
  /** Changes a bundle: of a record, or the head. */
  bundle(at: number | 'head', change: (bundle: Spoilt) => void): Promise<void>;
  /** Changes what a bundle says, and leaves its signature. */
  statement(at: number | 'head', change: (statement: Spoilt) => void): Promise<void>;
  /** Signs a record anew, by whoever holds the key, and writes it to its place or another. */
  sign(index: number, signer: Signer, change?: (statement: Spoilt) => void): Promise<void>;
  /** Signs any statement and writes it as that file. */
  signAs(file: string, signer: Signer, statement: object): Promise<void>;
  /** A head that fits the last record that is there. */
  signHead(size: number, signer: Signer): Promise<void>;
  /** The head that the log had with so many records. */
  oldHead(size: number): Promise<void>;
  /** Copies a file of the log, or of the other one. */
  copy(from: string, to: string): Promise<void>;
  remove(...indices: number[]): Promise<void>;
}

/** A log, a second one, and the heads that the first had, below a folder: written once, and copied for each way. */
export interface Whole {
  readonly parent: string;
  readonly hashes: readonly string[];
}

/** Writes them. */
export async function writeWhole(parent: string): Promise<Whole> {
  let n = 0;
  const log = await openEvidenceLog(
    join(parent, 'log'),
    SIGNERS.ci,
    () => new Date(`${DAY}T12:0${n}:01.000Z`),
  );
  const hashes: string[] = [];
  for (; n < SIZE; n++) {
    hashes.push((await log.append(toEvidence(n))).head);
    await cp(join(parent, 'log', HEAD_FILE), join(parent, 'heads', `${n + 1}`), { recursive: true });
  }
  await writeWholeLog(join(parent, 'other'));
  return { parent, hashes };
}

/** A copy in a folder of its own, and what it can be harmed with. */
export async function createTamperedLog({ parent, hashes }: Whole, copy: string): Promise<TamperedLog> {
  await cp(parent, copy, { recursive: true });
  const dir = join(copy, 'log');
  const otherDir = join(copy, 'other');
  const heads = join(copy, 'heads');
  const headFile = join(dir, HEAD_FILE);
  const path = (index: number) => join(dir, toRecordName(index));
  const toPath = (at: number | 'head') => (at === 'head' ? headFile : path(at));
  const readJson = async (at: number | 'head'): Promise<Spoilt> =>
    JSON.parse(await readFile(toPath(at), 'utf8'));
  const toSaid = (bundle: Spoilt): Spoilt =>
    JSON.parse(Buffer.from(bundle.dsseEnvelope.payload, 'base64').toString());
  const self: TamperedLog = {
    dir,
    otherDir,
    hashes,
    path,
    head: headFile,
    async text(index, change) {
      await writeFile(path(index), change(await readFile(path(index), 'utf8')));
    },
    async bundle(at, change) {
      const bundle = await readJson(at);
      change(bundle);
      await writeFile(toPath(at), toBundleText(bundle));
    },
    statement: (at, change) =>
      self.bundle(at, (bundle) => {
        const said = toSaid(bundle);
        change(said);
        bundle.dsseEnvelope.payload = Buffer.from(JSON.stringify(said)).toString('base64');
      }),
    async sign(index, signer, change = () => {}) {
      const said = toSaid(await readJson(index));
      change(said);
      await self.signAs(toRecordName(index), signer, said);
    },
    async signAs(file, signer, statement) {
      await writeFile(join(dir, file), toBundleText(await signer.sign(statement)));
    },
    async signHead(size, signer) {
      const bytes = await readFile(path(size - 1));
      const { id, recordedAt: at } = toSaid(await readJson(0)).predicate.log as LogPlace;
      await self.signAs(HEAD_FILE, signer, toHeadStatement({ id, size, head: toSha256(bytes), at }));
    },
    oldHead: (size) => cp(join(heads, `${size}`), headFile),
    copy: (from, to) => cp(from, to),
    remove: async (...indices) => {
      for (const index of indices) await rm(path(index));
    },
  };
  return self;
}

/** What a pipeline has kept of the log elsewhere. */
export const keptHead = ({ hashes }: TamperedLog): Expected => ({ heads: hashes.slice(-1), count: 0 });
export const keptCount = (): Expected => ({ heads: [], count: SIZE });
