// A game day: a good release, a bad canary that is taken back, a rollback, what admission makes of both, and the evidence of all of it.
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Evidence } from '../../lib/core/evidence/statement-schema.ts';
import { OptionError } from '../../lib/core/options/option-error.ts';
import type { Canaries } from '../../lib/core/release/canaries.ts';
import { toMessage } from '../../lib/core/text/message.ts';
import type { ClusterAccess } from '../../lib/node/cluster/access.ts';
import { toReferenceImage } from '../../lib/node/cluster/local/images.ts';
import type { LocalCluster } from '../../lib/node/cluster/local/local-cluster.ts';
import { giveVersionImage } from '../../lib/node/cluster/local/version-image.ts';
import { writeKeyPair } from '../../lib/node/evidence/keys.ts';
import { type EvidenceLog, openEvidenceLog } from '../../lib/node/evidence/log.ts';
import { readKeys } from '../../lib/node/evidence/read-keys.ts';
import { createSigner, type Signer } from '../../lib/node/evidence/signer.ts';
import { type LogVerification, verifyLog } from '../../lib/node/evidence/verify-log.ts';
import { repoPath } from '../../lib/node/files/paths.ts';
import { withTemporaryDir } from '../../lib/node/files/temporary.ts';
import { runProgram } from '../../lib/node/process/run-program.ts';
import type { LoadedService } from '../../lib/node/service/load-service.ts';
import { type Drill, listDrills } from '../drills/drill.ts';
import { playDrill } from '../drills/play-drill.ts';
import type { DrillRun } from '../drills/run-drill.ts';
import type { Stage } from '../drills/stage/stage.ts';
import { toPolicyHash } from '../policy/policy-hash.ts';
import { pickPolicy } from '../values/pick-policy.ts';
import type { Values } from '../values/values-schema.ts';
import type { AdmissionBase } from './admission-stage.ts';
import { type Occasion, toDecision, toPromotion, toRollback } from './evidence.ts';
import { gateImage, type RunSigning } from './gate-image.ts';
import {
  assessGameDay,
  type GameDayFacts,
  type PartResult,
  type ReleasedVersion,
  type SeenLog,
} from './parts.ts';
import { type GameDayReport, hasPassed, PLACES, toHowTo, toReportPage } from './report.ts';
import { tryTamperings } from './tamper.ts';
import { tryAdmission } from './try-admission.ts';
import { tryRollback } from './try-rollback.ts';

export interface GameDayOptions {
  readonly access: ClusterAccess & { readonly local: LocalCluster };
  readonly loaded: LoadedService;
  readonly canaries: Canaries;
  /** Of a drill. */
  readonly values: Values;
  /** As it is set up in the environments. */
  readonly admission: AdmissionBase;
  readonly rateRps: number;
  readonly seed: number;
  /** Takes the report; empty. */
  readonly dir: string;
  readonly say: (line: string) => void;
  readonly tell: (line: string) => void;
  readonly stop: AbortSignal;
}

export interface GameDay {
  readonly parts: readonly PartResult[];
  readonly hasPassed: boolean;
  /** The page. */
  readonly report: string;
}

const COMMIT_DEADLINE_MS = 10_000;

/**
 * Plays it, and writes its report. What goes wrong on the way ends the parts that come behind it, and stands in the report.
 * @throws OptionError where the service has no drill of that kind
 */
export async function playGameDay(options: GameDayOptions): Promise<GameDay> {
  const { dir, tell, stop } = options;
  const startedAt = new Date().toISOString();
  await mkdir(dir, { recursive: true });
  return withTemporaryDir('game-day', async (secret) => {
    // The private key is never in the folder that is handed on.
    const keys = await writeKeyPair(join(secret, 'key'), 'p256', undefined);
    const signer = await createSigner({ key: keys.privateKey });
    await writeFile(join(dir, PLACES.publicKey), signer.publicKey ?? '');
    const evidenceDir = resolve(dir, PLACES.evidence);
    const log = await openEvidenceLog(evidenceDir, signer);
    const day = createDay(options, log, signer, { keyFile: keys.privateKey, evidenceDir });
    const broke = await day.play().then(
      () => undefined,
      (error: unknown) => toMessage(error),
    );
    await log.close();
    stop.throwIfAborted();
    if (broke !== undefined) tell(`it broke off: ${broke}`);
    const verified = await readLog(dir).catch(() => undefined);
    const facts: GameDayFacts = {
      ...day.facts(),
      ...(verified === undefined ? {} : { log: toSeenLog(verified) }),
      tamperings:
        verified === undefined
          ? {}
          : await tryTamperings(join(dir, PLACES.evidence), join(dir, PLACES.publicKey)).catch(() => ({})),
    };
    const parts = assessGameDay(facts);
    await writeReport(dir, facts, {
      parts,
      runs: day.runs(),
      records: verified?.records ?? [],
      head: verified?.head?.head,
      broke,
      keyId: keys.id,
      commit: await readCommit(),
      startedAt,
      endedAt: new Date().toISOString(),
    });
    return { parts, hasPassed: hasPassed(parts), report: resolve(dir, PLACES.report) };
  });
}

/** As anybody reads it who was handed the folder. */
async function readLog(dir: string): Promise<LogVerification | undefined> {
  return verifyLog(join(dir, PLACES.evidence), await readKeys([join(dir, PLACES.publicKey)]));
}

const toSeenLog = ({ records, faults, unread }: LogVerification): SeenLog => ({
  faults: [...faults.map(({ file, text }) => `${file} ${text}`.trim()), ...unread],
  records: records.map(({ index, kind, statement }) => ({
    index,
    kind,
    outcome: statement.predicate.outcome,
    subjects: statement.subject.flatMap(({ digest }) => digest.sha256 ?? []),
  })),
});

async function readCommit(): Promise<string> {
  const { code, stdout } = await runProgram('git', ['-C', repoPath(), 'rev-parse', 'HEAD'], {
    timeoutMs: COMMIT_DEADLINE_MS,
  }).catch(() => ({ code: 1, stdout: '' }));
  return code === 0 ? stdout.trim() : 'unknown';
}

async function writeReport(dir: string, facts: GameDayFacts, report: GameDayReport): Promise<void> {
  const { parts, broke, head, keyId, commit, startedAt, endedAt } = report;
  const told = { parts, broke, head, keyId, commit, startedAt, endedAt, facts };
  await writeFile(join(dir, PLACES.facts), `${JSON.stringify(told, null, 2)}\n`);
  await writeFile(join(dir, PLACES.howTo), toHowTo(report));
  await writeFile(join(dir, PLACES.report), toReportPage(report));
}

/** The day itself: its steps, and what was seen of them. */
function createDay(options: GameDayOptions, log: EvidenceLog, signer: Signer, signing: RunSigning) {
  const { access, loaded, canaries, values, rateRps, seed, dir, say, tell, stop } = options;
  const seen: { -readonly [Key in keyof GameDayFacts]: GameDayFacts[Key] } = {
    admissions: {},
    tamperings: {},
  };
  const runs: DrillRun[] = [];
  const gateRuns = new Map<ReleasedVersion, unknown>();
  const policyHash = toPolicyHash(pickPolicy(values));
  const toOccasion = (version: ReleasedVersion) => ({
    version,
    environment: values.environment,
    at: new Date().toISOString(),
    policyHash,
  });
  const drills = listDrills(canaries);
  const findDrill = (id: string): Drill => {
    const found = drills.find((drill) => drill.id === id);
    if (found === undefined)
      throw new OptionError(`${loaded.service.id} has no drill ${id}, and a game day needs it`);
    return found;
  };
  const [goodDrill, badDrill] = [findDrill('good-canary'), findDrill('bad-canary')];
  const makeVersion = async (tag: string, { canary }: Drill): Promise<ReleasedVersion> => {
    const { name, sha256 } = await giveVersionImage(access.local, loaded, tag, canary.defects);
    return { image: name, sha256 };
  };
  /** Rolls a version out, signs what came of it, and lets the gate play its load on the version alone. */
  const release = async (
    drill: Drill,
    stable: string,
    version: ReleasedVersion,
    toRecords: ToRecords,
    atLast?: (stage: Stage, canary: string) => Promise<void>,
  ) => {
    const own = join(dir, drill.id);
    const run = await playDrill({
      ...{ drill, access, loaded, values, rateRps, seed, stop, dir: own },
      say: (line) => tell(`  ${line}`),
      images: { stable, canary: version.image },
      async afterwards(stage, ended) {
        runs.push(ended);
        for (const evidence of toRecords(ended, toOccasion(version))) await log.append(evidence);
        tell('  the gate plays its load on it alone');
        const { exitCode, bundle } = await gateImage(stage, loaded, version, signing, own, stop);
        gateRuns.set(version, bundle);
        tell(`  the gate ended with exit code ${exitCode}`);
        await atLast?.(stage, ended.sightings.canary ?? '');
      },
    });
    return { id: drill.id, figures: run.figures, reasons: run.reasons };
  };
  return {
    facts: (): GameDayFacts => seen,
    runs: (): readonly DrillRun[] => runs,
    async play(): Promise<void> {
      say('two versions, as two images');
      const good = await makeVersion('good', goodDrill);
      const bad = await makeVersion('bad', badDrill);
      Object.assign(seen, { good, bad });
      say('a good release');
      seen.goodRelease = await release(
        goodDrill,
        toReferenceImage(loaded.service.id),
        good,
        (run, occasion) => (run.figures.end === 'promoted' ? [toPromotion(run, occasion)] : []),
      );
      say('a bad canary');
      seen.badCanary = await release(
        badDrill,
        good.image,
        bad,
        (run, occasion) => (run.figures.end === 'aborted' ? [toDecision(run, occasion)] : []),
        async (stage, canary) => {
          say('the bad version, promoted all the same, and its rollback');
          const rollback = await tryRollback(stage, canary, (line) => tell(`  rollback: ${line}`), stop);
          seen.rollback = rollback.seen;
          await log.append(toRollback(rollback.result, toOccasion(bad)));
        },
      );
      say('admission of both');
      seen.admissions = await tryAdmission({
        ...{ ...options.admission, access, loaded, values, signer, stop },
        evidenceDir: signing.evidenceDir,
        good: { ...good, run: gateRuns.get(good) },
        bad: { ...bad, run: gateRuns.get(bad) },
        tell: (line) => tell(`  admission: ${line}`),
      });
    },
  };
}

/** What is signed of a drill that is over. */
type ToRecords = (run: DrillRun, occasion: Occasion) => readonly Evidence[];
