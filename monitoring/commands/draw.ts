// npm run monitoring -- draw: a picture of each dashboard, from the data that Prometheus has now.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Monitored } from '../../lib/core/monitoring/monitored.ts';
import { OptionError } from '../../lib/core/options/option-error.ts';
import { writeWhole } from '../../lib/node/files/write-whole.ts';
import type { ApiServer } from '../../lib/node/prometheus/api.ts';
import { type LoadedService, loadPart, loadService } from '../../lib/node/service/load-service.ts';
import { toDashboards } from '../dashboards/grafana-files.ts';
import { type DashboardData, fetchDashboard } from '../draw/fetch-panels.ts';
import { toPicture } from '../draw/picture.ts';
import { createQuery, type Query, type Span } from '../draw/query.ts';
import type { Action } from './context.ts';

/** Draws the dashboards of the service, with the newest run or the one that is named, and prints where. */
export const runDraw: Action = async ({ options, word, prometheus, say }) => {
  const loaded = await loadService(options.text('GATE_SERVICE'));
  const request = { loaded, prometheus, outDir: options.text('OUTPUT_DIR') };
  for (const file of await drawDashboards(word === '' ? request : { ...request, run: word })) say(file);
  return 0;
};

/** What is to be drawn, and from where. */
export interface DrawRequest {
  readonly loaded: LoadedService;
  readonly prometheus: ApiServer;
  /** The folder that the pictures are written into. */
  readonly outDir: string;
  /** The run that is shown; the newest where left out. */
  readonly run?: string;
  /** The end of what is shown, in epoch seconds; now where left out. */
  readonly toSec?: number;
}

/** How many points a line has: one for every third px of the widest panel. */
const POINTS = 400;
/** Runs that Prometheus still knows are looked for in so long. */
const LOOK_BACK = '15d';
/** What is shown before the first and after the last figure of a run, as a share of it. */
const EDGE_SHARE = 0.03;

/**
 * Draws a picture of each dashboard of a service into `monitoring-<dashboard>.svg`.
 * @returns the paths of the pictures
 * @throws ApiError where Prometheus does not answer, OptionError where it knows no such run
 */
export async function drawDashboards(request: DrawRequest): Promise<readonly string[]> {
  const { loaded, prometheus, outDir } = request;
  const { service } = loaded;
  const monitored = await loadPart<Monitored>(loaded, 'monitoring.ts', 'MONITORED');
  const query = createQuery(prometheus);
  const found = await findRun(query, service.id, request);
  await mkdir(outDir, { recursive: true });
  const files: string[] = [];
  for (const [name, dashboard] of Object.entries(toDashboards(service, monitored))) {
    const data = await fetchDashboard(query, dashboard, found.span, { service: service.id, run: found.run });
    const file = join(outDir, `monitoring-${name.replace('.json', '.svg')}`);
    await writeWhole(file, toPicture(data, toAbout(data, found.run)));
    files.push(file);
  }
  return files;
}

/** The run stands above the dashboard of runs alone: the other one is of the service. */
const toAbout = ({ dashboard }: DashboardData, run: string) =>
  (dashboard.templating?.list ?? []).some(({ name }) => name === 'run') ? `run ${run}, ` : '';

/** The run that is asked for, or the newest, and the time that it took. @throws OptionError */
export async function findRun(
  query: Query,
  service: string,
  { run, toSec = Date.now() / 1000 }: DrawRequest,
): Promise<{ readonly run: string; readonly span: Span }> {
  // Not the time of the question, but of the sample that answers it: the end is exact at any step.
  const askAt = async (figure: string, name: string | undefined, window: string, atSec: number) => {
    const only = name === undefined ? '' : `,run=${JSON.stringify(name)}`;
    const of = `aurora_gate_run{service=${JSON.stringify(service)}${only}}`;
    const found = await query.at(`${figure}(timestamp(${of})[${window}])`, atSec);
    return found.map(({ labels, points }) => [labels.run ?? '', points.at(-1)?.[1] ?? toSec] as const);
  };
  // The points of such a window lie on whole minutes: what came after the last of them is asked for by itself.
  const ends = [
    ...(await askAt('max_over_time', run, `${LOOK_BACK}:1m`, toSec)),
    ...(await askAt('max_over_time', run, '5m:1s', toSec)),
  ];
  const [newest] = ends.sort(([, a], [, b]) => b - a);
  if (newest === undefined)
    throw new OptionError(
      `Prometheus knows no run ${run ?? `of ${service}`}; play one with npm run soak -- --prometheus URL`,
    );
  const [name, endSec] = newest;
  const [, aboutSec] = (await askAt('min_over_time', name, `${LOOK_BACK}:1m`, endSec))[0] ?? newest;
  // The whole minute may be the first second of the run, or the one before it: then nothing earlier is found, or is to be found.
  const [, startSec] = (await askAt('min_over_time', name, '2m:1s', aboutSec))[0] ?? [name, aboutSec];
  const edgeSec = Math.max(5, (endSec - startSec) * EDGE_SHARE);
  const span = { fromSec: startSec - edgeSec, toSec: Math.min(toSec, endSec + edgeSec) };
  return {
    run: name,
    span: { ...span, stepSec: Math.max(1, Math.ceil((span.toSec - span.fromSec) / POINTS)) },
  };
}
