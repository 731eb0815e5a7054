// A run of the suite for each of its gates: a row of the matrix that crosses it, with a Prometheus attached.
import { cp, mkdir, readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parsePlan } from '../../lib/core/plan/plan.ts';
import type { Service } from '../../lib/core/service/service.ts';
import { buildScenarios, toBundlePath } from '../../lib/node/build/bundle.ts';
import { ensureTool } from '../../lib/node/build/tools.ts';
import { waitFor } from '../../lib/node/process/wait.ts';
import { followJournal } from '../../lib/node/run-folder/journal.ts';
import { toRunFiles } from '../../lib/node/run-folder/run-files.ts';
import type { LoadedService } from '../../lib/node/service/load-service.ts';
import { toGateAlertName } from '../../monitoring/rules/soak.ts';
import { writeScript } from '../../teeth/play.ts';
import { runTooth } from '../../teeth/play-row.ts';
import type { Tooth } from '../../teeth/teeth.ts';
import { listGates } from '../../thresholds/gates.ts';
import { PROFILES } from '../../thresholds/profiles.ts';
import type { Around } from './around.ts';
import type { Begun, Cause } from './cause.ts';
import type { Labels } from './told.ts';

/** As many runs at once as leave each its load on two cores. */
const JOBS = 2;
const START_DEADLINE_MS = 60_000;

/** The alert on what no gate of a run in progress watches, and the gate whose rows cause it. */
const DEGRADED = { alertname: 'SoakDegraded', causedBy: 'baseline_degraded' };

/** Each alert on a run, and the first row of the matrix that must break its gate. @throws RangeError where there is none */
export function listSoakAlerts(
  service: Service,
  rows: readonly Tooth[],
): readonly { readonly labels: Labels; readonly tooth: Tooth }[] {
  const find = (gate: string): Tooth => {
    const tooth = rows.find((row) => row.gate === gate && row.expect !== 'pass');
    if (tooth === undefined) throw new RangeError(`no row of the matrix breaks ${gate}; add one`);
    return tooth;
  };
  return [
    ...listGates(service, parsePlan(service, {}, PROFILES)).map((gate) => ({
      labels: { alertname: toGateAlertName(gate), gate: gate.id },
      tooth: find(gate.id),
    })),
    { labels: { alertname: DEGRADED.alertname }, tooth: find(DEGRADED.causedBy) },
  ];
}

const toWhat = ({ id, defects, means }: Tooth) =>
  defects === '' || means !== undefined ? `row \`${id}\` of the matrix` : `soak with \`${defects}\``;

/** Plays all of them, some side by side. */
export async function playSoakCauses(
  around: Around,
  loaded: LoadedService,
  rows: readonly Tooth[],
): Promise<void> {
  const { dir, stop, measure } = around;
  await Promise.all([ensureTool('k6'), ensureTool('toxiproxy'), buildScenarios(loaded, ['soak'])]);
  const script = join(dir, 'script');
  const built = toBundlePath('soak', loaded);
  await cp(dirname(built), script, { recursive: true });
  const waiting = [...listSoakAlerts(loaded.service, rows)];
  let lastStart: Promise<unknown> = Promise.resolve();
  /** The name of a run is the second in which it begins: no two may begin in the same. */
  const inTurn = (start: () => Promise<Begun>): Promise<Begun> => {
    const begun = lastStart.then(start);
    lastStart = begun.then(
      () => pause(1_000),
      () => {},
    );
    return begun;
  };
  const toCause = ({ labels, tooth }: (typeof waiting)[number], onOver: () => void): Cause => {
    let run: Promise<unknown> = Promise.resolve();
    const rowDir = join(dir, tooth.id.replaceAll('/', '_'), labels.alertname ?? '');
    const start = async (): Promise<Begun> => {
      await mkdir(rowDir, { recursive: true });
      const bundle = await writeScript(tooth, join(script, basename(built)));
      const options = { ...tooth.options, PROMETHEUS_URL: around.prometheusUrl };
      run = runTooth({ ...tooth, options }, { dir: rowDir, service: loaded.service.id, bundle, stop });
      const early = run.then(() => Promise.reject(new Error(`${tooth.id} was over before its load began`)));
      return Promise.race([findStart(rowDir), early]);
    };
    return {
      what: toWhat(tooth),
      alerts: [labels],
      on: () => inTurn(start),
      off: async () => {
        await run;
        onOver();
        return Date.now();
      },
    };
  };
  const measured: Promise<void>[] = [];
  const work = async () => {
    for (let next = waiting.shift(); next && !stop.aborted; next = waiting.shift()) {
      const one = next;
      // Its alert takes a minute to be over, and no processor: the next run does not wait for that.
      await new Promise<void>((onOver, reject) => {
        const done = measure(toCause(one, onOver));
        done.catch(reject);
        measured.push(done);
      });
    }
  };
  await Promise.all(Array.from({ length: JOBS }, work));
  await Promise.all(measured);
}

/** When the load of the run in this folder began, and its label. */
async function findStart(dir: string): Promise<Begun> {
  const name = await waitFor('the folder of the run', START_DEADLINE_MS, async () => (await readdir(dir))[0]);
  const begun = new AbortController();
  let atMs = 0;
  await followJournal(
    toRunFiles(join(dir, name)).journal,
    (row) => {
      if (row.type !== 'run.started') return;
      atMs = row.ts * 1_000;
      begun.abort();
    },
    AbortSignal.any([begun.signal, AbortSignal.timeout(START_DEADLINE_MS)]),
  );
  if (atMs === 0) throw new Error(`the load of ${name} did not begin within ${START_DEADLINE_MS} ms`);
  return { atMs, labels: { run: name } };
}
