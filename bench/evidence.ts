// How long it takes to write an evidence log of many records, and to verify it.
import { generateKeyPairSync } from 'node:crypto';
import { join } from 'node:path';
import { openEvidenceLog } from '../lib/node/evidence/log.ts';
import { toTrustedKey } from '../lib/node/evidence/read-keys.ts';
import { createKeySigner } from '../lib/node/evidence/signer.ts';
import { verifyLog } from '../lib/node/evidence/verify-log.ts';

/** Of a decision with as many criteria and figures as the decision server gives. */
const CRITERIA = Array.from({ length: 12 }, (_, i) => ({
  id: `criterion ${i}`,
  outcome: 'pass',
  text: 'the canary is not slower than the stable version by more than is allowed',
  value: i / 7,
  limit: 0.25,
  samples: 1_000 + i,
}));

/** Writes so many records one by one, as a writer does, verifies them, and prints how long both took. */
export async function measureEvidence(
  parent: string,
  records: number,
  print: (line: string) => void,
  stop: AbortSignal,
): Promise<void> {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const dir = join(parent, 'log');
  const log = await openEvidenceLog(dir, createKeySigner(privateKey));
  const writeMs = performance.now();
  for (let i = 0; i < records; i++) {
    stop.throwIfAborted();
    await log.append({
      kind: 'decision',
      subjects: [{ name: 'shop', digest: { sha256: 'ab'.repeat(32) } }],
      predicate: {
        at: new Date().toISOString(),
        actor: 'engine',
        environment: 'prod',
        outcome: 'promote',
        reasons: ['every criterion holds'],
        policyHash: 'cd'.repeat(32),
        criteria: CRITERIA,
        metrics: { p95Ms: 180 + (i % 7), errorRatio: 0 },
      },
    });
  }
  const verifyMs = performance.now();
  const keys = { keys: [toTrustedKey(publicKey, { name: 'bench' })], identities: [] };
  const cpuBefore = process.cpuUsage();
  const { faults, records: found } = await verifyLog(dir, keys);
  const endMs = performance.now();
  const { user, system } = process.cpuUsage(cpuBefore);
  if (faults.length > 0 || found.length !== records)
    throw new Error(`the log is not whole: ${faults[0]?.text}`);
  print(
    `written:  ${records} records in ${toSeconds(verifyMs - writeMs)} s, each on the disk before the next`,
  );
  print(
    `verified: ${found.length} records in ${toSeconds(endMs - verifyMs)} s, with ${toSeconds((user + system) / 1_000)} s of processor time`,
  );
}

const toSeconds = (ms: number) => (ms / 1_000).toFixed(1);
