// One run from its options to its verdict, and an end that leaves nothing behind.

import { rm } from 'node:fs/promises';
import { listGates } from '../../../thresholds/gates.ts';
import { PROFILES } from '../../../thresholds/profiles.ts';
import { parsePrometheusTarget } from '../../core/monitoring/prometheus-options.ts';
import { isLoopback } from '../../core/options/address.ts';
import type { OptionValues } from '../../core/options/option.ts';
import { OptionError } from '../../core/options/option-error.ts';
import { decideExitCode, decideInTrouble } from '../../core/outcome.ts';
import { type Plan, parsePlan } from '../../core/plan/plan.ts';
import { DEFAULT_SERVICE } from '../../core/plan/run-options.ts';
import { computeVirtualUsers } from '../../core/plan/virtual-users.ts';
import { listBlindGates, toBlindLines } from '../../core/power/blind-gates.ts';
import { toMessage } from '../../core/text/message.ts';
import { toShown } from '../../core/text/plain-text.ts';
import { redactText } from '../../core/text/redact.ts';
import { computeMaxBytes } from '../../core/verdict/filled.ts';
import { buildScenarios, toBundlePath } from '../build/bundle.ts';
import { buildReport } from '../build/page.ts';
import { ensureTool } from '../build/tools.ts';
import { requireUnheld } from '../chaos/hold.ts';
import { connectToxiproxy, ToxiproxyError } from '../chaos/toxiproxy.ts';
import { toRunHead } from '../cli/terminal/run-head.ts';
import { prepareSigning } from '../evidence/run/prepare-signing.ts';
import { signResult } from '../evidence/run/sign-result.ts';
import { removeLeftFleets } from '../fleet/objects.ts';
import { openFleet } from '../fleet/open-fleet.ts';
import { isFleet, requireHost, startLoad } from '../fleet/start-load.ts';
import { checkBase } from '../http/preflight.ts';
import { findProxy } from '../http/proxy.ts';
import { requireDescriptors } from '../k6/room.ts';
import { toSoakEnvironment } from '../k6/start-k6.ts';
import { provideTrust } from '../k6/trust.ts';
import { endLeftovers } from '../leftovers/leftovers.ts';
import { noteRun } from '../leftovers/notes.ts';
import { startLive } from '../live/start-live.ts';
import { type Cleanup, createCleanup } from '../process/cleanup.ts';
import { within } from '../process/wait.ts';
import { silenceRun } from '../prometheus/silence-run.ts';
import { appendRow } from '../run-folder/journal.ts';
import { createRunDir } from '../run-folder/run-files.ts';
import { type LoadedService, loadKnown, loadService } from '../service/load-service.ts';
import { resolveOptions } from './resolve-options.ts';
import { type SoakResult, seeToTheEnd } from './see-to-the-end.ts';
import { startSurroundings } from './surroundings.ts';
import type { SoakIo } from './watch-run.ts';

/** The bundler takes a second; one that was stopped never answers. */
const BUILD_DEADLINE_MS = 120_000;

/**
 * Runs a soak.
 * @param given option values by variable name; what is left out comes from profile and default
 * @throws OptionError, ToolError and others before the load began: nothing is left running, there is no verdict
 */
export async function runSoak(given: OptionValues, io: SoakIo): Promise<SoakResult> {
  const loaded = await loadService(given.GATE_SERVICE || DEFAULT_SERVICE);
  parsePlan(loaded.service, given, PROFILES);
  parsePrometheusTarget(given);
  const signRun = await prepareSigning(given);
  const environment = toSoakEnvironment(process.env);
  const cleanup = createCleanup();
  let result: SoakResult;
  try {
    result = await runPrepared(loaded, given, environment, io, cleanup);
  } catch (error) {
    if (signRun !== undefined) io.progress.write('nothing is signed: the run came to no verdict\n');
    throw error;
  } finally {
    await cleanup.run();
  }
  return signRun === undefined
    ? result
    : signResult(result, signRun, (line) => io.progress.write(`${line}\n`));
}

async function runPrepared(
  loaded: LoadedService,
  given: OptionValues,
  environment: Readonly<Record<string, string>>,
  io: SoakIo,
  cleanup: Cleanup,
): Promise<SoakResult> {
  const fleet = isFleet(parsePlan(loaded.service, given, PROFILES))
    ? await openFleet(given, cleanup)
    : undefined;
  const { options, plan } = await resolveOptions(loaded.service, given, fleet?.host);
  if (!fleet) await requireDescriptors(loaded.service, plan);
  const prometheus = parsePrometheusTarget(given);
  const trust = await provideTrust([plan.base, prometheus?.url ?? ''], process.env, cleanup);
  const leftovers = await endLeftovers();
  if (fleet) leftovers.push(...(await removeLeftFleets(fleet)));
  for (const left of leftovers) io.progress.write(`left over from a run that was killed: ${toShown(left)}\n`);
  requireDirectEdge(plan);
  if (plan.chaos.enabled) await requireFreeToxiproxy(plan.chaos.apiUrl);
  // Whatever the run and its end need is made before its beginning, and while all around it is started.
  const building = Promise.all([
    within('the page of the report is built', BUILD_DEADLINE_MS, buildReport(loaded)),
    io.bundle ??
      within('the script of k6 is built', BUILD_DEADLINE_MS, buildScenarios(loaded, ['soak'])).then(() =>
        toBundlePath('soak', loaded),
      ),
  ]);
  // Told where it is waited for, unless something else was in the way before.
  building.catch(() => {});
  const [k6, toxiproxy, agent] = await Promise.all([
    fleet ? undefined : ensureTool('k6'),
    plan.chaos.enabled && !(await answersAlready(given)) ? ensureTool('toxiproxy') : undefined,
    needsAgent(plan) ? ensureTool('disruptor-agent') : undefined,
  ]);
  if (plan.base !== '') await checkBase(plan.base, loaded.service, loadKnown);
  if (prometheus) {
    // Loaded late: its checks of what is answered take longer than the start of a run that pushes nothing.
    const { checkPrometheus } = await import('../prometheus/check.ts');
    await checkPrometheus(prometheus, loaded.service.id);
  }
  io.stop.throwIfAborted();

  const files = await createRunDir(plan.outputDir);
  let began = false;
  // Last of all, when nobody writes into it any more: a run that did not begin leaves no folder.
  cleanup.add(async () => {
    if (!began) await rm(files.dir, { recursive: true, force: true });
  });
  const state = await noteRun(files.dir);
  cleanup.add(() => state.remove());
  if (plan.live) {
    const live = await startLive(files.dir, files.liveLog, { ...process.env, GATE_SERVICE: plan.service });
    // First started, last ended: its readers see the verdict.
    if (plan.liveStay && io.keepLive) io.keepLive(live);
    else cleanup.add(async () => void (await live.child.stop()));
    await state.addChild('live', live.child.pid);
    io.progress.write(`live at ${live.url}\n`);
  }
  const say = (line: string) => void io.progress.write(`${line}\n`);
  await silenceRun(given, { plan, runDir: files.dir, cleanup, stop: io.stop, say });
  const around = await startSurroundings({
    loaded,
    plan,
    files,
    toxiproxy,
    agent,
    cleanup,
    state,
    holdFor: files.dir,
    ...(fleet ? { host: requireHost(fleet, plan) } : {}),
  });
  io.stop.throwIfAborted();

  const resolved = { ...options, ...around.options };
  const runPlan = parsePlan(loaded.service, resolved, PROFILES);
  say(toRunHead(files.dir, runPlan));
  const gates = listGates(loaded.service, runPlan);
  for (const line of toBlindLines(listBlindGates(loaded.service, runPlan, gates))) say(line);
  for (const why of around.found) say(toShown(why));
  for (const why of [...leftovers, ...around.found])
    await appendRow(files.journal, { ts: Date.now() / 1000, type: 'leftover.healed', why });

  const [fillReport, bundle] = await building;
  io.stop.throwIfAborted();
  const child = await startLoad({
    ...{ loaded, files, environment, trust, cleanup, say, bundle, fleet, k6, state, prometheus },
    plan: runPlan,
    options: resolved,
    stop: io.stop,
  });
  began = true;
  cleanup.add(async () => void (await child.stop('SIGKILL')));

  try {
    return await seeToTheEnd({
      service: loaded.service,
      plan: runPlan,
      files,
      chaos: around.chaos,
      child,
      maxK6Bytes: computeMaxBytes(environment.GOMEMLIMIT, computeVirtualUsers(loaded.service, runPlan).max),
      io,
      fillReport,
      prometheus,
    });
  } catch (error) {
    throw new LostRunError(
      `the run cannot be judged: ${toMessage(error)}; what was measured is in ${files.dir}`,
      { cause: error },
    );
  }
}

/** A run whose load began and that came to no verdict. */
export class LostRunError extends Error {
  override readonly name = 'LostRunError';
}

/**
 * Whether a fault of the plan needs the disruptor's agent.
 * @throws OptionError where it does, and Toxiproxy is on another machine: it could not reach the agent
 */
function needsAgent({ chaos }: Plan): boolean {
  const mode = chaos.enabled ? chaos.modes.find((id) => chaos.faults[id].by === 'agent') : undefined;
  if (mode !== undefined && !isLoopback(new URL(chaos.apiUrl).hostname)) {
    throw new OptionError(
      `TOXIPROXY_API_URL=${chaos.apiUrl}: ${mode} needs a Toxiproxy on this machine, where its agent runs; give one, or leave ${mode} out of TOXIPROXY_MODES`,
    );
  }
  return mode !== undefined;
}

/** @throws OptionError where a proxy stands between k6 and faults on the edge: k6 would call the proxy, and meet no fault */
function requireDirectEdge({ base, chaos }: Plan): void {
  if (!chaos.enabled || chaos.leg !== 'edge' || base === '') return;
  const proxy = findProxy(base, process.env);
  if (proxy === undefined) return;
  throw new OptionError(
    `CHAOS=edge: k6 would call ${redactText(base)} through the proxy ${redactText(proxy)}, past every fault; name the service in NO_PROXY`,
  );
}

/**
 * Sees that no other run uses the Toxiproxy, before there is a folder of this one. One that does not answer is started, or complained of, later.
 * @throws OptionError where one does
 */
async function requireFreeToxiproxy(apiUrl: string): Promise<void> {
  await requireUnheld(apiUrl).catch((error: unknown) => {
    if (!(error instanceof ToxiproxyError)) throw error;
  });
}

/** True where TOXIPROXY_API_URL was given and a Toxiproxy answers there: that one is used, and never ended by us. */
async function answersAlready({ TOXIPROXY_API_URL: apiUrl }: OptionValues): Promise<boolean> {
  if (!apiUrl) return false;
  return connectToxiproxy({ apiUrl })
    .probe()
    .then(
      () => true,
      () => false,
    );
}

/** The exit code of a run: see `decideExitCode`. */
export function toExitCode({ summary, signal, trouble }: SoakResult): number {
  return decideExitCode(decideInTrouble(summary.verdict.outcome, trouble), signal);
}
