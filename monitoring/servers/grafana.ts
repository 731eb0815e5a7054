// Grafana's API, as far as a backup needs it. No Grafana could be run where this was written: it is held to the form of its documents.
import { Type } from 'typebox';
import { type ApiServer, callApi, callJson } from '../../lib/node/prometheus/api.ts';

/** More than anybody has. */
const MOST_DASHBOARDS = 5_000;
/** Grafana makes no others, and they become the names of files. */
const UID = '^[\\w-]{1,100}$';

const Found = Type.Array(Type.Object({ uid: Type.String({ pattern: UID }) }));
const Stored = Type.Object({
  dashboard: Type.Record(Type.String(), Type.Unknown()),
  meta: Type.Object({ folderUid: Type.Optional(Type.String()) }),
});
/** A dashboard, and the folder that it lies in. */
export type StoredDashboard = Type.Static<typeof Stored>;

/** The ids of all dashboards. @throws ApiError, as all of these */
export async function listDashboards(grafana: ApiServer): Promise<readonly string[]> {
  const found = await callJson(grafana, Found, { path: `/api/search?type=dash-db&limit=${MOST_DASHBOARDS}` });
  return found.map(({ uid }) => uid).sort();
}

/** One of them. */
export async function readDashboard(grafana: ApiServer, uid: string): Promise<StoredDashboard> {
  const { dashboard, meta } = await callJson(grafana, Stored, { path: `/api/dashboards/uid/${uid}` });
  return { dashboard, meta: meta.folderUid === undefined ? {} : { folderUid: meta.folderUid } };
}

/** Puts one back, over what is there under its id. */
export async function writeDashboard(
  grafana: ApiServer,
  { dashboard, meta }: StoredDashboard,
): Promise<void> {
  const json = {
    // Its number is that of another Grafana's database.
    dashboard: { ...dashboard, id: null },
    folderUid: meta.folderUid ?? '',
    overwrite: true,
    message: 'restored from a backup',
  };
  await callApi(grafana, { method: 'POST', path: '/api/dashboards/db', json });
}

/** A dashboard as a backup holds it; undefined for anything else. */
export async function parseDashboard(text: string): Promise<StoredDashboard | undefined> {
  const { Check } = await import('typebox/value');
  const value: unknown = JSON.parse(text);
  return Check(Stored, value) ? value : undefined;
}
