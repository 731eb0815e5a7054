// One run from its options to its verdict, and an end that leaves nothing behind.

import { rm } from 'node:fs/promises';
import { listGates } from '../../../thresholds/gates.ts';
import { PROFILES } from '../../../thresholds/profiles.ts';
import { parsePrometheusTarget } from '../../core/monitoring/prometheus-options.ts';
import type { OptionValues } from '../../core/options/option.ts';
import { decideExitCode, decideInTrouble } from '../../core/outcome.ts';
import { type Plan, parsePlan } from '../../core/plan/plan.ts';
import { DEFAULT_SERVICE } from '../../core/plan/run-options.ts';
import { computeVirtualUsers } from '../../core/plan/virtual-users.ts';
import { listBlindGates, toBlindLines } from '../../core/power/blind-gates.ts';
import { toMessage } from '../../core/text/message.ts';
import { toShown } from '../../core/text/plain-text.ts';
import { computeMaxBytes } from '../../core/verdict/filled.ts';
import { buildScenarios, toBundlePath } from '../build/bundle.ts';
import { buildReport } from '../build/page.ts';
import { toRunHead } from '../cli/terminal/run-head.ts';
import { sayLine } from '../cli/terminal/say-line.ts';
import { prepareSigning } from '../evidence/run/prepare-signing.ts';
import { signResult } from '../evidence/run/sign-result.ts';
import { removeLeftFleets } from '../fleet/objects.ts';
import { openFleet } from '../fleet/open-fleet.ts';
import { isFleet, requireHost, startLoad, toCoordinatorError } from '../fleet/start-load.ts';
import { checkBase } from '../http/preflight.ts';
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
import { ensureTools, requireDirectEdge, requireFreeToxiproxy } from './requirements.ts';
import { resolveOptions } from './resolve-options.ts';
import { type SoakResult, seeToTheEnd } from './see-to-the-end.ts';
import { startSurroundings } from './surroundings.ts';
import type { SoakIo } from './watch/watch-run.ts';

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
    if (signRun !== undefined) sayLine(io.progress, 'nothing is signed: the run came to no verdict');
    throw error;
  } finally {
    await cleanup.run();
  }
  return signRun === undefined ? result : signResult(result, signRun, (line) => sayLine(io.progress, line));
}

async function runPrepared(
  loaded: LoadedService,
  given: OptionValues,
  environment: Readonly<Record<string, string>>,
  io: SoakIo,
  cleanup: Cleanup,
): Promise<SoakResult> {
  const { service } = loaded;
  const say = (line: string) => sayLine(io.progress, line);
  const fleet = isFleet(parsePlan(service, given, PROFILES)) ? await openFleet(given, cleanup) : undefined;
  const { options, plan } = await resolveOptions(service, given, fleet?.host);
  const host = fleet ? requireHost(fleet, plan) : undefined;
  if (!fleet) await requireDescriptors(service, plan);
  const prometheus = parsePrometheusTarget(given);
  const trust = await provideTrust([plan.base, prometheus?.url ?? ''], process.env, cleanup);
  const leftovers = await endLeftovers();
  if (fleet) leftovers.push(...(await removeLeftFleets(fleet, io.stop)));
  for (const left of leftovers) say(`left over from a run that was killed: ${toShown(left)}`);
  requireDirectEdge(plan);
  await requireFreeToxiproxy(plan);
  const building = startBuilding(loaded, io);
  const { k6, toxiproxy, agent } = await ensureTools(plan, given, fleet !== undefined);
  if (plan.base !== '')
    await checkBase(plan.base, service, loadKnown).catch((error: unknown) => {
      throw fleet ? toCoordinatorError(error) : error;
    });
  if (prometheus) {
    // Loaded late: its checks of what is answered take longer than the start of a run that pushes nothing.
    const { checkPrometheus } = await import('../prometheus/check.ts');
    await checkPrometheus(prometheus, service.id);
  }
  io.stop.throwIfAborted();

  const { files, state, keep } = await openRunFolder(plan, io, cleanup);
  await silenceRun(given, { plan, runDir: files.dir, cleanup, stop: io.stop, say });
  const around = await startSurroundings({
    ...{ loaded, plan, files, toxiproxy, agent, cleanup, state },
    holdFor: files.dir,
    ...(host === undefined ? {} : { host }),
  });
  io.stop.throwIfAborted();

  const resolved = { ...options, ...around.options };
  const runPlan = parsePlan(service, resolved, PROFILES);
  for (const line of toRunHead(files.dir, runPlan)) say(line);
  const gates = listGates(service, runPlan);
  for (const line of toBlindLines(listBlindGates(service, runPlan, gates))) say(line);
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
  keep();
  cleanup.add(async () => void (await child.stop('SIGKILL')));

  try {
    return await seeToTheEnd({
      ...{ service, files, child, io, fillReport, prometheus },
      plan: runPlan,
      chaos: around.chaos,
      maxK6Bytes: computeMaxBytes(environment.GOMEMLIMIT, computeVirtualUsers(service, runPlan).max),
    });
  } catch (error) {
    throw new LostRunError(
      `the run cannot be judged: ${toMessage(error)}; what was measured is in ${files.dir}`,
      { cause: error },
    );
  }
}

/** Builds the report's page and k6's script, which a run needs at its end and at its beginning, while all around it is started. */
function startBuilding(loaded: LoadedService, { bundle }: SoakIo) {
  const buildScript = async () => {
    await buildScenarios(loaded, ['soak']);
    return toBundlePath('soak', loaded);
  };
  const building = Promise.all([
    within('the page of the report is built', BUILD_DEADLINE_MS, buildReport(loaded)),
    bundle ?? within('the script of k6 is built', BUILD_DEADLINE_MS, buildScript()),
  ]);
  // Told where it is waited for, unless something else was in the way before.
  building.catch(() => {});
  return building;
}

/**
 * Makes the folder of the run, notes down that it is on, and starts its live page where one is wanted.
 * @returns `keep`: without it the folder goes with `cleanup`, since a run that did not begin leaves none
 */
async function openRunFolder(plan: Plan, io: SoakIo, cleanup: Cleanup) {
  const files = await createRunDir(plan.outputDir);
  let isKept = false;
  // Last of all, when nobody writes into it any more.
  cleanup.add(async () => {
    if (!isKept) await rm(files.dir, { recursive: true, force: true });
  });
  const state = await noteRun(files.dir);
  cleanup.add(() => state.remove());
  if (plan.live) {
    const live = await startLive(files.dir, files.liveLog, { ...process.env, GATE_SERVICE: plan.service });
    // First started, last ended: its readers see the verdict.
    if (plan.liveStay && io.keepLive) io.keepLive(live);
    else cleanup.add(async () => void (await live.child.stop()));
    await state.addChild('live', live.child.pid);
    sayLine(io.progress, `live at ${live.url}`);
  }
  const keep = () => {
    isKept = true;
  };
  return { files, state, keep };
}

/** A run whose load began and that came to no verdict. */
export class LostRunError extends Error {
  override readonly name = 'LostRunError';
}

/** The exit code of a run: see `decideExitCode`. */
export function toExitCode({ summary, signal, trouble }: SoakResult): number {
  return decideExitCode(decideInTrouble(summary.verdict.outcome, trouble), signal);
}
