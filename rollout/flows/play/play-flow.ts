// One run of a flow against a target, from its first call to what it comes to. It never throws for what the target does.
import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { OptionValues } from '../../../lib/core/options/option.ts';
import { createFindMissing } from '../../../lib/core/service/parts.ts';
import type { CheckResult, Smoke } from '../../../lib/core/smoke/flow.ts';
import { takeSecrets } from '../../../lib/core/smoke/flows/flow.ts';
import type { UsesSpec } from '../../../lib/core/smoke/flows/flow-schema.ts';
import { playSteps } from '../../../lib/core/smoke/flows/play-steps.ts';
import type { Variables } from '../../../lib/core/smoke/flows/template.ts';
import { toJourneySmoke } from '../../../lib/core/smoke/journeys.ts';
import { playFlows } from '../../../lib/core/smoke/play.ts';
import { toMessage } from '../../../lib/core/text/message.ts';
import { createRedactor, redactTexts } from '../../../lib/core/text/redact.ts';
import { withTemporaryDir } from '../../../lib/node/files/temporary.ts';
import type { LoadedService } from '../../../lib/node/service/load-service.ts';
import type { readContracts } from '../../../lib/node/service/read-contracts.ts';
import { sendCall } from '../../../lib/node/smoke/request.ts';
import type { readForms } from '../../../lib/node/smoke/run-smoke.ts';
import type { Folder } from '../files/folder.ts';
import type { ReadyFlow } from '../files/ready-flow.ts';
import { type FlowResult, toCountedRows, toFlowResult } from './flow-result.ts';
import { startStallWatch } from './stall-watch.ts';

/** What runs of flows need of a service, read once. */
export interface FlowPlayer {
  readonly loaded: LoadedService;
  readonly folder: Folder;
  readonly contracts: Awaited<ReturnType<typeof readContracts>>;
  readonly forms: Awaited<ReturnType<typeof readForms>>;
}

export interface FlowRun {
  readonly flow: ReadyFlow;
  /** `http://host:port`, without a slash at its end. */
  readonly base: string;
  readonly deadlineMs: number;
  /** Where the secrets of the flow come from. */
  readonly env: OptionValues;
  /** The parts that the deployment lacks. */
  readonly without: readonly string[];
  readonly stop: AbortSignal;
  /** What no other run has. @default drawn */
  readonly run?: string;
  /** The variants of users that are played in place of those that the flow names. */
  readonly variants?: readonly string[];
  /** Recorded and replayed runs make their calls one after the other, and take times as they were recorded. */
  readonly recorded?: true;
}

/** How long an answer of a smoke may take, as in `npm run smoke`. */
const SMOKE_TIMEOUT_MS = 15_000;
/** After its deadline a run has this long to end its calls. */
const GRACE_MS = 2_000;
/** The header by which a replayed answer says how long it took. */
export const RECORDED_MS = 'x-aurora-gate-recorded-ms';
const PLAIN: Smoke = { name: 'flow', flows: [], origin: '', show: () => undefined, toHeaders: () => ({}) };
/**
 * A connection that was kept would go on to the pod that it went to first, and may be closed by the time of the next call: each call
 * of a probe is a new user's.
 */
const toNewConnections = (smoke: Smoke): Smoke => ({
  ...smoke,
  toHeaders: (call, person) => ({ connection: 'close', ...smoke.toHeaders(call, person) }),
});

/** Plays a flow once. @throws RangeError where a secret of it is not set */
export async function playFlow(player: FlowPlayer, run: FlowRun): Promise<FlowResult> {
  const { flow, deadlineMs, stop } = run;
  const secrets = 'steps' in flow.plays ? takeSecrets(flow.plays.steps, run.env) : {};
  const deadline = AbortSignal.timeout(deadlineMs);
  const signal = AbortSignal.any([stop, deadline]);
  const watch = startStallWatch();
  const startedAtMs = Date.now();
  const startedMs = performance.now();
  const late = new AbortController();
  const rows = await Promise.race([
    listRows(player, { ...run, stop: signal }, secrets).catch((error: unknown) => [
      toBroken(flow.id, toMessage(error)),
    ]),
    waitPast(signal, late.signal),
  ]).finally(() => late.abort());
  const stallMs = watch.end();
  const circumstances = { stopped: stop.aborted, overdue: deadline.aborted, deadlineMs, stallMs };
  const counted = toCountedRows(flow.id, rows, circumstances);
  const redact = createRedactor(Object.values(secrets));
  return toFlowResult(flow.id, redactTexts(counted, redact), {
    startedAtMs,
    durationMs: performance.now() - startedMs,
  });
}

/** Nothing, some time after the signal. */
async function waitPast(signal: AbortSignal, over: AbortSignal): Promise<readonly CheckResult[]> {
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
    over.addEventListener('abort', () => resolve(), { once: true });
  });
  if (!over.aborted) await pause(GRACE_MS, undefined, { signal: over }).catch(() => {});
  return [];
}

/** What broke in our own code, or on our own disk. */
const toBroken = (flow: string, because: string): CheckResult => ({
  ...{ id: `${flow}.run`, variant: '', why: 'the run comes to its end', call: '' },
  ...{ outcome: 'inconclusive', because: `the prober broke off: ${because}` },
});

async function listRows(
  player: FlowPlayer,
  run: FlowRun,
  secrets: Variables,
): Promise<readonly CheckResult[]> {
  const { flow } = run;
  if ('steps' in flow.plays) {
    const person = { uid: '', traceId: '', variant: '' };
    const sender = {
      base: run.base,
      timeoutMs: SMOKE_TIMEOUT_MS,
      smoke: toNewConnections(PLAIN),
      forms: {},
      stop: run.stop,
    };
    return playSteps({
      flow: flow.plays.steps,
      secrets,
      run: toRunId(run),
      now: Date.now,
      send: async (call) => {
        const answer = await sendCall(sender, call, person);
        const recordedMs =
          answer.kind === 'answer' && run.recorded ? Number(answer.headers[RECORDED_MS]) : Number.NaN;
        return Number.isFinite(recordedMs) && answer.kind === 'answer'
          ? { ...answer, durationMs: recordedMs }
          : answer;
      },
    });
  }
  const uses = run.variants === undefined ? flow.plays.uses : { ...flow.plays.uses, variants: run.variants };
  if (uses.check !== undefined) return playCheck(player, run, uses);
  const smoke = toSmoke(player, uses);
  const rows = await playSmoke(player, run, uses, smoke);
  return rows.map((row) => ({ ...row, id: `${flow.id}.${row.id}` }));
}

const toRunId = ({ run }: FlowRun): string => run ?? randomBytes(6).toString('hex');

/** @throws Error where the folder has no such smoke */
function toSmoke({ loaded, folder }: FlowPlayer, { journeys, smoke }: UsesSpec): Smoke {
  if (smoke === undefined) return toJourneySmoke(loaded.service, journeys ?? []);
  const found = folder.smokes[smoke];
  if (found) return found;
  throw new Error(`${loaded.service.id} has no smoke ${smoke}`);
}

const playSmoke = (player: FlowPlayer, run: FlowRun, { variants }: UsesSpec, smoke: Smoke) => {
  const { service } = player.loaded;
  const sender = {
    base: run.base,
    timeoutMs: SMOKE_TIMEOUT_MS,
    smoke: toNewConnections(smoke),
    forms: player.forms,
    stop: run.stop,
  };
  return playFlows({
    service,
    smoke,
    variants: variants ?? service.variantIds,
    origin: smoke.origin,
    findMissing: createFindMissing(service.parts, run.without, 'smoke'),
    embedded: false,
    run: toRunId(run),
    now: Date.now,
    send: (call, person) => sendCall(sender, call, person),
    contracts: player.contracts,
    onProgress: () => {},
    ...(run.recorded ? { atOnce: 1 } : {}),
  });
};

/** A check of the service's release gate, by its own judgement; it leaves its files in a folder of its own. */
async function playCheck(player: FlowPlayer, run: FlowRun, uses: UsesSpec): Promise<readonly CheckResult[]> {
  const { loaded, folder } = player;
  const check = folder.checks.find(({ id }) => id === uses.check);
  if (!check) throw new Error(`${loaded.service.id} has no check ${uses.check}`);
  const [variant] = uses.variants ?? [];
  const option = loaded.service.variantOption?.env ?? 'VARIANT';
  const values = { WITHOUT: run.without.join(','), ...(variant === undefined ? {} : { [option]: variant }) };
  return withTemporaryDir('flow', async (dir) => {
    const finding = await check.run(
      { loaded, values, env: { ...uses.options }, dir, base: run.base },
      { onProgress: () => {}, onStage: () => {}, progress: { write: () => true }, stop: run.stop },
    );
    const rows = (finding.suite?.cases ?? []).map(
      ({ group, name, outcome, text }): CheckResult => ({
        ...{ id: `${run.flow.id}.${name}`, variant: group, why: text, call: '' },
        ...{ outcome, because: outcome === 'pass' ? '' : text },
      }),
    );
    return [...rows, toWhole(run.flow.id, check.why, finding)];
  });
}

/** What the check says of itself counts beside its parts: a check that judged nothing is no pass. */
function toWhole(
  flow: string,
  why: string,
  { outcome, because }: { readonly outcome: string; readonly because: string },
): CheckResult {
  const counted =
    outcome === 'warn' ? 'pass' : outcome === 'pass' || outcome === 'fail' ? outcome : 'inconclusive';
  return { id: `${flow}.check`, variant: '', why, call: '', outcome: counted, because };
}
