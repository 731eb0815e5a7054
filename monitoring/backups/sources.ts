// Where the parts of a backup come from: the snapshot of Prometheus, the configuration of both servers, the dashboards of Grafana.
import { access, readFile, rm } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join } from 'node:path';
import { OptionError } from '../../lib/core/options/option-error.ts';
import { readAlertmanagerStatus } from '../../lib/node/prometheus/alertmanager.ts';
import type { ApiServer } from '../../lib/node/prometheus/api.ts';
import { listDashboards, readDashboard } from '../servers/grafana.ts';
import { readConfiguration, readFlags, readRules, readVersion, takeSnapshot } from '../servers/prometheus.ts';
import type { Draft } from './draft.ts';
import { listFolder } from './manifest.ts';

const isThere = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );

/**
 * The data folder of a Prometheus on this machine.
 * @param given as somebody gave it; '' for nobody
 * @throws OptionError where it is not on this machine; ApiError
 */
export async function findDataDir(prometheus: ApiServer, given: string): Promise<string> {
  const told = given === '' ? ((await readFlags(prometheus))['storage.tsdb.path'] ?? '') : given;
  if ((given !== '' || isAbsolute(told)) && (await isThere(join(told, 'wal')))) return told;
  throw new OptionError(
    `${told === '' ? 'the data folder of Prometheus' : told} is no data folder of a Prometheus on this machine; give it with --data-dir`,
  );
}

/**
 * Puts a snapshot of Prometheus into the draft as `prometheus/…`, and removes it where Prometheus made it.
 * @returns notes for the manifest
 * @throws ApiError where Prometheus makes none; what copying throws
 */
export async function addSnapshot(
  draft: Draft,
  prometheus: ApiServer,
  dataDir: string,
  stop: AbortSignal,
): Promise<readonly string[]> {
  const version = await readVersion(prometheus);
  const snapshot = join(dataDir, 'snapshots', await takeSnapshot(prometheus));
  try {
    if (!(await isThere(snapshot)))
      throw new OptionError(
        `${dataDir} is not the data folder of this Prometheus: its snapshot is not there`,
      );
    const { files } = await listFolder(snapshot);
    for (const file of files) {
      stop.throwIfAborted();
      await draft.copy(`prometheus/${file}`, join(snapshot, file));
    }
    return [`prometheus: snapshot of Prometheus ${version}, ${files.length} files`];
  } finally {
    await rm(snapshot, { recursive: true, force: true });
  }
}

/**
 * Puts the configuration into the draft as `configs/…`: of both servers as they run, their secrets hidden by themselves, and the rule
 * files that Prometheus reads.
 * @param generated rule files by name, for a Prometheus whose files are not on this machine
 * @throws ApiError
 */
export async function addConfigs(
  draft: Draft,
  prometheus: ApiServer,
  alertmanager: ApiServer,
  generated: Readonly<Record<string, string>>,
): Promise<readonly string[]> {
  const { version, config } = await readAlertmanagerStatus(alertmanager);
  await draft.add('configs/prometheus.yml', await readConfiguration(prometheus));
  await draft.add('configs/alertmanager.yml', config);
  const files = [...new Set((await readRules(prometheus)).map(({ file }) => file))];
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8').catch(() => undefined)));
  const areHere = files.every((file) => isAbsolute(file)) && texts.every((text) => text !== undefined);
  const rules = areHere
    ? Object.fromEntries(files.map((file, n) => [`${toFolder(file)}/${basename(file)}`, texts[n] ?? '']))
    : Object.fromEntries(Object.entries(generated).map(([name, text]) => [`generated/${name}`, text]));
  for (const [name, text] of Object.entries(rules)) await draft.add(`configs/${name}`, text);
  const from = areHere
    ? 'as Prometheus reads them'
    : 'as generated: those that Prometheus reads are not on this machine';
  return [
    'configs: as both servers run them; they hide their secrets as <secret>',
    `configs: Alertmanager ${version}; ${Object.keys(rules).length} rule files, ${from}`,
  ];
}

/** Two files of one name may lie in two folders. */
const toFolder = (file: string) => basename(dirname(file)).replaceAll(/[^\w-]/g, '_') || 'rules';

/**
 * Puts the dashboards of Grafana into the draft as `grafana/<uid>.json`.
 * @param grafana undefined where no address was given: the manifest says so
 * @throws ApiError
 */
export async function addDashboards(
  draft: Draft,
  grafana: ApiServer | undefined,
): Promise<readonly string[]> {
  if (grafana === undefined) {
    await draft.add('grafana/README.txt', 'No dashboards: GRAFANA_URL was not given.\n');
    return ['grafana: none, GRAFANA_URL was not given'];
  }
  const uids = await listDashboards(grafana);
  for (const uid of uids)
    await draft.add(`grafana/${uid}.json`, `${JSON.stringify(await readDashboard(grafana, uid), null, 2)}\n`);
  return [`grafana: ${uids.length} dashboards`];
}
