// The kinds of panel that our dashboards have, each made whole: title, unit, description, link to the runbook, thresholds.
import type { Options as BarGaugeOptions } from '@grafana/schema/dist/esm/raw/composable/bargauge/panelcfg/x/BarGaugePanelCfg_types.gen';
import type { Options as GaugeOptions } from '@grafana/schema/dist/esm/raw/composable/gauge/panelcfg/x/GaugePanelCfg_types.gen';
import type { Options as StatOptions } from '@grafana/schema/dist/esm/raw/composable/stat/panelcfg/x/StatPanelCfg_types.gen';
import type { Options as TimelineOptions } from '@grafana/schema/dist/esm/raw/composable/statetimeline/panelcfg/x/StateTimelinePanelCfg_types.gen';
import type { Options as TableOptions } from '@grafana/schema/dist/esm/raw/composable/table/panelcfg/x/TablePanelCfg_types.gen';
import type {
  Options as LineOptions,
  FieldConfig as LineStyle,
} from '@grafana/schema/dist/esm/raw/composable/timeseries/panelcfg/x/TimeSeriesPanelCfg_types.gen';
import { COLOURS, SERIES_COLOURS, type Step } from '../thresholds.ts';
import type { GrafanaPanel, Plain, Query } from './grafana.ts';
import { DATA_SOURCE } from './variables.ts';

/** One expression of a panel. */
export interface Asked {
  readonly expr: string;
  /** The name of its series, with `{{label}}` for the value of a label. */
  readonly legend: string;
  /** The colour of all of its series, where it stands for something. */
  readonly colour?: string;
  /** A bound is dashed, and never filled. */
  readonly isBound?: true;
}

/** What every panel says. */
export interface PanelSpec {
  readonly title: string;
  /** One that Grafana knows; `suffix:…` where it knows none. */
  readonly unit: string;
  readonly description: string;
  /** The section of the runbook about it: the anchor of a heading. */
  readonly section: string;
  readonly asks: readonly Asked[];
  /** Colours of series by their names, where a name stands for something. */
  readonly named?: Readonly<Record<string, string>>;
  readonly steps?: readonly Step[];
  readonly min?: number;
  readonly max?: number;
  /** How often there is a new figure, where that is not as often as targets are read. */
  readonly everySec?: number;
}

/** A panel before it has its id and its place. */
export type UnplacedPanel = Omit<GrafanaPanel, 'id' | 'gridPos'>;

/** What the values of a state mean. */
export interface State {
  readonly value: number;
  readonly text: string;
  readonly colour: string;
}

const PLAIN_STEPS: readonly Step[] = [{ color: COLOURS.achieved, value: null }];
const ONE_VALUE = { values: false, calcs: ['lastNotNull'], fields: '' };
type Defaults = NonNullable<GrafanaPanel['fieldConfig']>['defaults'];

interface Made {
  readonly type: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly custom?: Readonly<Record<string, unknown>>;
  readonly colour: 'thresholds' | 'palette-classic';
  readonly asked: Pick<Query, 'instant' | 'range' | 'format'>;
}

const NOW = { instant: true, range: false, format: 'time_series' } as const;
const OVER_TIME = { instant: false, range: true, format: 'time_series' } as const;

const toRefId = (n: number) => String.fromCharCode('A'.charCodeAt(0) + n);

function toPanel(spec: PanelSpec, made: Made): UnplacedPanel {
  const { title, unit, description, section, asks, named = {}, steps = PLAIN_STEPS, min, max } = spec;
  const defaults: Defaults = {
    unit,
    color: { mode: made.colour },
    thresholds: { mode: 'absolute', steps: steps.map(({ color, value }) => ({ color, value })) },
    mappings: [],
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
    ...(made.custom === undefined ? {} : { custom: made.custom }),
  };
  return {
    type: made.type,
    title,
    description,
    datasource: DATA_SOURCE,
    links: [toRunbookLink(section)],
    targets: asks.map(({ expr, legend }, n) => ({
      refId: toRefId(n),
      expr,
      legendFormat: legend,
      ...(spec.everySec === undefined ? {} : { interval: `${spec.everySec}s` as const }),
      ...made.asked,
    })),
    fieldConfig: {
      defaults,
      overrides: [
        ...asks.flatMap((ask, n) => toOverride(ask, toRefId(n))),
        ...Object.entries(named).map(([name, colour]) => ({
          matcher: { id: 'byName', options: name },
          properties: [toFixedColour(colour)],
        })),
      ],
    },
    options: made.options,
  };
}

const toFixedColour = (colour: string) => ({ id: 'color', value: { mode: 'fixed', fixedColor: colour } });

function toOverride({ colour, isBound }: Asked, refId: string) {
  const properties = [
    ...(colour === undefined ? [] : [toFixedColour(colour)]),
    ...(isBound === undefined
      ? []
      : [
          { id: 'custom.lineStyle', value: { fill: 'dash', dash: [8, 6] } },
          { id: 'custom.fillOpacity', value: 0 },
        ]),
  ];
  return properties.length === 0 ? [] : [{ matcher: { id: 'byFrameRefID', options: refId }, properties }];
}

/** The link of a panel to its section of the runbook. */
function toRunbookLink(section: string) {
  return {
    title: 'Runbook',
    url: `$\{runbook}#${section}`,
    type: 'link' as const,
    icon: 'doc',
    tooltip: 'What it means, and what to do about it',
    targetBlank: true,
    asDropdown: false,
    includeVars: false,
    keepTime: false,
    tags: [],
  };
}

/** One figure on a dial from `min` to `max`. */
export function toGauge(spec: PanelSpec & { readonly min: number; readonly max: number }): UnplacedPanel {
  const options: Plain<GaugeOptions> = {
    orientation: 'auto',
    reduceOptions: ONE_VALUE,
    showThresholdLabels: true,
    showThresholdMarkers: true,
    sizing: 'auto',
    minVizWidth: 75,
    minVizHeight: 75,
  };
  return toPanel(spec, { type: 'gauge', options, colour: 'thresholds', asked: NOW });
}

/** Figures in large type, one for each series, on the colour of the step that they reach. */
export function toStat(spec: PanelSpec, textMode: 'auto' | 'name' = 'auto'): UnplacedPanel {
  const options: Plain<StatOptions> = {
    orientation: 'auto',
    reduceOptions: ONE_VALUE,
    colorMode: 'background',
    graphMode: 'none',
    justifyMode: 'auto',
    textMode,
    wideLayout: true,
    showPercentChange: false,
    percentChangeColorMode: 'standard',
  };
  return toPanel(spec, { type: 'stat', options, colour: 'thresholds', asked: NOW });
}

/** A field for each series, in the words and the colour of its state. */
export const toStates = (spec: PanelSpec, states: readonly State[]): UnplacedPanel =>
  withStates(toStat(spec), states);

/** A bar for each series, up to its figure. */
export function toBars(spec: PanelSpec): UnplacedPanel {
  const options: Plain<BarGaugeOptions> = {
    orientation: 'horizontal',
    reduceOptions: ONE_VALUE,
    displayMode: 'basic',
    valueMode: 'color',
    namePlacement: 'left',
    showUnfilled: true,
    sizing: 'auto',
    minVizWidth: 8,
    minVizHeight: 16,
    maxVizHeight: 40,
  };
  return toPanel(spec, { type: 'bargauge', options, colour: 'thresholds', asked: NOW });
}

/** Lines over time. */
export function toLines(spec: PanelSpec): UnplacedPanel {
  const options: Plain<LineOptions> = {
    legend: { displayMode: 'list', placement: 'bottom', showLegend: true, calcs: [] },
    tooltip: { mode: 'multi', sort: 'desc' },
  };
  const custom: Plain<LineStyle> = {
    drawStyle: 'line',
    lineWidth: 2,
    fillOpacity: 0,
    showPoints: 'never',
    spanNulls: false,
    thresholdsStyle: { mode: spec.steps === undefined ? 'off' : 'dashed' },
  };
  return toPanel(spec, { type: 'timeseries', options, custom, colour: 'palette-classic', asked: OVER_TIME });
}

/** One row for each series, a band for each stretch in one state. */
export function toTimeline(spec: PanelSpec, states: readonly State[]): UnplacedPanel {
  const options: Plain<TimelineOptions> = {
    legend: { displayMode: 'list', placement: 'bottom', showLegend: true, calcs: [] },
    tooltip: { mode: 'single', sort: 'none' },
    alignValue: 'left',
    mergeValues: true,
    rowHeight: 0.9,
    showValue: 'never',
  };
  const custom = { fillOpacity: 90, lineWidth: 0 };
  const panel = toPanel(spec, {
    type: 'state-timeline',
    options,
    custom,
    colour: 'thresholds',
    asked: OVER_TIME,
  });
  return withStates(panel, states);
}

/** A table with a row for each value of one label and a column for each of another. */
export function toMatrix(spec: PanelSpec, rowLabel: string, columnLabel: string): UnplacedPanel {
  const options: Plain<TableOptions> = { frameIndex: 0, showHeader: true, cellHeight: 'sm' };
  const panel = toPanel(spec, {
    type: 'table',
    options,
    colour: 'thresholds',
    asked: { ...NOW, format: 'table' },
  });
  const matrix = { rowField: rowLabel, columnField: columnLabel, valueField: 'Value', emptyValue: 'zero' };
  return { ...panel, transformations: [{ id: 'groupingToMatrix', options: matrix }] };
}

/** The panel with words and colours for its values. */
function withStates(panel: UnplacedPanel, states: readonly State[]): UnplacedPanel {
  const { fieldConfig } = panel;
  if (fieldConfig === undefined) return panel;
  const byValue = states.map(
    ({ value, text, colour }, index) => [String(value), { text, color: colour, index }] as const,
  );
  const mappings = [{ type: 'value' as const, options: Object.fromEntries(byValue) }];
  return { ...panel, fieldConfig: { ...fieldConfig, defaults: { ...fieldConfig.defaults, mappings } } };
}

/** The colour of the nth series that has none of its own. */
export const toSeriesColour = (n: number): string =>
  SERIES_COLOURS[n % SERIES_COLOURS.length] ?? COLOURS.unknown;
