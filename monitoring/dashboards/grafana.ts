// Grafana's own types of a dashboard (@grafana/schema 11.2.0), with the values of its enums in place of the enums: the types are all
// that is taken from it, so that nothing of it has to be there at run time.
import type { Dashboard, DataQuery, Panel, RowPanel, VariableModel } from '@grafana/schema';

/** A type with every enum in it as the values that stand in the JSON. */
export type Plain<T> = unknown extends T
  ? T
  : T extends string
    ? `${T}`
    : T extends number
      ? number extends T
        ? number
        : `${T}` extends `${infer N extends number}`
          ? N
          : never
      : T extends object
        ? { [K in keyof T]: Plain<T[K]> }
        : T;

/** A query of Prometheus, as a panel has it. Its type is no part of the schema's own. */
export interface Query extends Pick<DataQuery, 'refId'> {
  readonly expr: string;
  readonly legendFormat: string;
  readonly instant: boolean;
  readonly range: boolean;
  /** The shortest step; also what $__rate_interval is made of. The data source's own where left out. */
  readonly interval?: `${number}s`;
  readonly format: 'time_series' | 'table';
}

export type GrafanaPanel = Omit<Plain<Panel>, 'targets'> & {
  readonly id: number;
  readonly title: string;
  readonly targets: readonly Query[];
};
export type GrafanaRow = Plain<RowPanel>;
export type GrafanaVariable = Plain<VariableModel>;
export type GrafanaDashboard = Omit<Plain<Dashboard>, 'panels'> & {
  readonly panels: readonly (GrafanaPanel | GrafanaRow)[];
};

/** That of Grafana 11.2.0. */
export const SCHEMA_VERSION = 39;

/** The panels that show something, without the rows between them. */
export function listPanels(dashboard: GrafanaDashboard): readonly GrafanaPanel[] {
  return dashboard.panels.filter((panel): panel is GrafanaPanel => panel.type !== 'row');
}
