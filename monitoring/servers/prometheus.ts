// Prometheus' API (v1), as far as the commands read it.
import { type Static, Type } from 'typebox';
import { type ApiServer, callApi, callJson } from '../../lib/node/prometheus/api.ts';

const Labels = Type.Record(Type.String(), Type.String());
const ok = <S extends Parameters<typeof Type.Object>[0][string]>(data: S) =>
  Type.Object({ status: Type.Literal('success'), data });

const Target = Type.Object({
  labels: Labels,
  scrapePool: Type.String(),
  scrapeUrl: Type.String(),
  lastError: Type.String(),
  health: Type.Enum(['up', 'down', 'unknown']),
});
export type ScrapedTarget = Static<typeof Target>;

const Alert = Type.Object({
  labels: Labels,
  state: Type.Enum(['firing', 'pending', 'inactive']),
  activeAt: Type.Optional(Type.String()),
});
export type Alert = Static<typeof Alert>;

const Rule = Type.Object({
  name: Type.String(),
  query: Type.String(),
  health: Type.String(),
  type: Type.Enum(['alerting', 'recording']),
  lastError: Type.Optional(Type.String()),
  /** Seconds; of alerts. */
  duration: Type.Optional(Type.Number()),
  labels: Type.Optional(Labels),
  annotations: Type.Optional(Labels),
});
export type LoadedRule = Static<typeof Rule>;

const Group = Type.Object({
  name: Type.String(),
  file: Type.String(),
  /** Seconds. */
  interval: Type.Number(),
  /** The year 1 where it was not evaluated yet. */
  lastEvaluation: Type.String(),
  /** Seconds. */
  evaluationTime: Type.Number(),
  rules: Type.Array(Rule),
});
export type LoadedGroup = Static<typeof Group>;

/** What it scrapes. @throws ApiError, as all of these */
export async function readTargets(server: ApiServer): Promise<readonly ScrapedTarget[]> {
  const form = ok(Type.Object({ activeTargets: Type.Array(Target) }));
  return (await callJson(server, form, { path: '/api/v1/targets?state=active' })).data.activeTargets;
}

/** The rules that it has loaded, by group. */
export async function readRules(server: ApiServer): Promise<readonly LoadedGroup[]> {
  const form = ok(Type.Object({ groups: Type.Array(Group) }));
  return (await callJson(server, form, { path: '/api/v1/rules' })).data.groups;
}

/** The alerts that are pending or firing. */
export async function readAlerts(server: ApiServer): Promise<readonly Alert[]> {
  const form = ok(Type.Object({ alerts: Type.Array(Alert) }));
  return (await callJson(server, form, { path: '/api/v1/alerts' })).data.alerts;
}

/** The addresses of the Alertmanagers that it sends to. */
export async function readAlertmanagers(server: ApiServer): Promise<readonly string[]> {
  const form = ok(Type.Object({ activeAlertmanagers: Type.Array(Type.Object({ url: Type.String() })) }));
  const { data } = await callJson(server, form, { path: '/api/v1/alertmanagers' });
  return data.activeAlertmanagers.map(({ url }) => url);
}

/** The flags that it was started with, without their dashes. */
export async function readFlags(server: ApiServer): Promise<Readonly<Record<string, string>>> {
  return (await callJson(server, ok(Labels), { path: '/api/v1/status/flags' })).data;
}

/** Its configuration in YAML, in which it hides the secrets itself. */
export async function readConfiguration(server: ApiServer): Promise<string> {
  const form = ok(Type.Object({ yaml: Type.String() }));
  return (await callJson(server, form, { path: '/api/v1/status/config' })).data.yaml;
}

/** When it began to run with the configuration that it has. */
export async function readConfiguredAt(server: ApiServer): Promise<Date> {
  const form = ok(Type.Object({ startTime: Type.String(), lastConfigTime: Type.String() }));
  const { data } = await callJson(server, form, { path: '/api/v1/status/runtimeinfo' });
  return new Date(Math.max(Date.parse(data.startTime), Date.parse(data.lastConfigTime)));
}

/** Its version. */
export async function readVersion(server: ApiServer): Promise<string> {
  const form = ok(Type.Object({ version: Type.String() }));
  return (await callJson(server, form, { path: '/api/v1/status/buildinfo' })).data.version;
}

/** An expression as Prometheus itself writes it: two that mean the same parse tree are then the same text. */
export async function formatQuery(server: ApiServer, expr: string): Promise<string> {
  const { data } = await callJson(server, ok(Type.String()), {
    method: 'POST',
    path: '/api/v1/format_query',
    form: { query: expr },
  });
  return data;
}

/** Makes it read its configuration and its rules again. @throws ApiError `refused`, with its reason, where it keeps the old ones */
export async function reloadConfiguration(server: ApiServer): Promise<void> {
  await callApi(server, { method: 'POST', path: '/-/reload', timeoutMs: 60_000 });
}

/**
 * Makes a snapshot of all that it keeps.
 * @returns the name of its folder under `snapshots` in the data folder of the server
 */
export async function takeSnapshot(server: ApiServer): Promise<string> {
  const form = ok(Type.Object({ name: Type.String({ pattern: '^[\\w-]+$' }) }));
  const call = { method: 'POST', path: '/api/v1/admin/tsdb/snapshot', timeoutMs: 300_000 } as const;
  return (await callJson(server, form, call)).data.name;
}
