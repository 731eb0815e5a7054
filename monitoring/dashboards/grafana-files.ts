// All that Grafana is given for a service: its dashboards, and the files by which it finds them and Prometheus.
import { stringify } from 'yaml';
import type { Monitored } from '../../lib/core/monitoring/monitored.ts';
import { parsePlan } from '../../lib/core/plan/plan.ts';
import type { Service } from '../../lib/core/service/service.ts';
import { listGates } from '../../thresholds/gates.ts';
import { PROFILES } from '../../thresholds/profiles.ts';
import { SCRAPE_SEC } from '../rules/period.ts';
import { COLOURS } from '../thresholds.ts';
import { type GrafanaDashboard, type GrafanaVariable, SCHEMA_VERSION } from './grafana.ts';
import { type Section, toGrid } from './grid.ts';
import { toOverview } from './overview.ts';
import { toRollouts } from './rollout.ts';
import { toSoak } from './soak.ts';
import { DATA_SOURCE, OF_RUN, PUSH_SEC, toRunVariables, toSharedVariables } from './variables.ts';

/** The dashboards of a service by the name of their file. */
export type Dashboards = Readonly<Record<string, GrafanaDashboard>>;

/** Where Grafana's container has the folder of these files. */
const IN_CONTAINER = '/etc/grafana/dashboards';
/** Where Grafana finds Prometheus: as the compose file calls it. */
const PROMETHEUS_URL = 'http://prometheus:9090';
const DATA_SOURCE_UID = 'aurora-gate-prometheus';

interface Shell {
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  readonly from: string;
  readonly variables: readonly GrafanaVariable[];
  readonly sections: readonly Section[];
  readonly showsToxics: boolean;
}

function toDashboard({
  uid,
  title,
  description,
  from,
  variables,
  sections,
  showsToxics,
}: Shell): GrafanaDashboard {
  return {
    uid,
    title,
    description,
    tags: ['aurora-gate'],
    schemaVersion: SCHEMA_VERSION,
    editable: true,
    timezone: 'browser',
    time: { from, to: 'now' },
    refresh: '10s',
    graphTooltip: 1,
    templating: { list: [...variables] },
    annotations: { list: showsToxics ? [TOXICS] : [] },
    panels: toGrid(sections),
  };
}

/** What is on shades every chart over time: a region for each stretch in which the series is 1. */
const TOXICS = {
  name: 'Faults',
  datasource: DATA_SOURCE,
  enable: true,
  iconColor: COLOURS.toxic,
  expr: `aurora_gate_toxic{${OF_RUN}} == 1`,
  titleFormat: '{{mode}}',
  tagKeys: 'mode',
  step: `${PUSH_SEC}s`,
};

/**
 * The dashboards of a service, by file name.
 * @param monitored what the service shows of itself; without it there is the dashboard of its runs alone
 */
export function toDashboards(service: Service, monitored: Monitored | undefined): Dashboards {
  // The seed decides no gate; one that is given makes the files the same each time.
  const gates = listGates(service, parsePlan(service, { SEED: '1' }, PROFILES));
  const soak = toDashboard({
    uid: `aurora-gate-soak-${service.id}`.slice(0, MAX_UID),
    title: `Soak of ${service.title}`,
    description: 'One run: its load, its gates with their bounds, its faults, its verdict.',
    from: 'now-3h',
    variables: [...toSharedVariables(), ...toRunVariables(service.id)],
    sections: toSoak(service, gates),
    showsToxics: true,
  });
  if (monitored === undefined) return { 'soak.json': soak };
  const overview = toDashboard({
    uid: `aurora-gate-overview-${service.id}`.slice(0, MAX_UID),
    title: `Overview of ${service.title}`,
    description:
      'The service as its users have it: five figures, their parts by customer, and the objectives.',
    from: 'now-24h',
    variables: toSharedVariables(),
    sections: toOverview(monitored),
    showsToxics: false,
  });
  return { 'overview.json': overview, 'soak.json': soak };
}

/** The dashboard of the rollouts of a service, by file name; none where it shows nothing of itself. */
export function toRolloutDashboards(service: Service, monitored: Monitored | undefined): Dashboards {
  if (monitored === undefined) return {};
  const rollout = toDashboard({
    uid: `aurora-gate-rollout-${service.id}`.slice(0, MAX_UID),
    title: `Rollouts of ${service.title}`,
    description: 'Canaries: what is decided, how the versions compare, rollbacks, and the synthetic flows.',
    from: 'now-3h',
    variables: toSharedVariables(),
    sections: toRollouts(monitored),
    showsToxics: false,
  });
  return { 'rollout.json': rollout };
}

/** The longest uid that Grafana takes. */
const MAX_UID = 40;

/**
 * What lies in the folder of a service's generated files for Grafana: path in that folder → text. Dashboards as JSON, and
 * Grafana's provisioning of them and of Prometheus as YAML.
 */
export function toGrafanaFiles(
  service: Service,
  monitored: Monitored | undefined,
): Readonly<Record<string, string>> {
  const dashboards = Object.entries({
    ...toDashboards(service, monitored),
    ...toRolloutDashboards(service, monitored),
  }).map(
    ([name, dashboard]) => [`grafana/dashboards/${name}`, `${JSON.stringify(dashboard, null, 2)}\n`] as const,
  );
  return {
    ...Object.fromEntries(dashboards),
    'grafana/provisioning/datasources/prometheus.yaml': toYaml({
      apiVersion: 1,
      datasources: [
        {
          name: 'Prometheus',
          uid: DATA_SOURCE_UID,
          type: 'prometheus',
          access: 'proxy',
          url: PROMETHEUS_URL,
          isDefault: true,
          editable: false,
          jsonData: { httpMethod: 'POST', timeInterval: `${SCRAPE_SEC}s` },
        },
      ],
    }),
    'grafana/provisioning/dashboards/aurora-gate.yaml': toYaml({
      apiVersion: 1,
      providers: [
        {
          name: 'aurora-gate',
          folder: 'Aurora Gate',
          type: 'file',
          disableDeletion: true,
          allowUiUpdates: false,
          options: { path: IN_CONTAINER },
        },
      ],
    }),
  };
}

const HEAD = '# Generated by `npm run monitoring -- generate`: change what it is made of, not this file.\n';
const toYaml = (value: unknown) => `${HEAD}${stringify(value)}`;
