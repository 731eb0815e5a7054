// The kinds of panel that our dashboards have.
import type { Options as BarGaugeOptions } from '@grafana/schema/dist/esm/raw/composable/bargauge/panelcfg/x/BarGaugePanelCfg_types.gen';
import type { Options as GaugeOptions } from '@grafana/schema/dist/esm/raw/composable/gauge/panelcfg/x/GaugePanelCfg_types.gen';
import type { Options as StatOptions } from '@grafana/schema/dist/esm/raw/composable/stat/panelcfg/x/StatPanelCfg_types.gen';
import type { Options as TimelineOptions } from '@grafana/schema/dist/esm/raw/composable/statetimeline/panelcfg/x/StateTimelinePanelCfg_types.gen';
import type { Options as TableOptions } from '@grafana/schema/dist/esm/raw/composable/table/panelcfg/x/TablePanelCfg_types.gen';
import type {
  Options as LineOptions,
  FieldConfig as LineStyle,
} from '@grafana/schema/dist/esm/raw/composable/timeseries/panelcfg/x/TimeSeriesPanelCfg_types.gen';
import type { Plain } from './grafana.ts';
import { type PanelSpec, toPanel, type UnplacedPanel } from './panel.ts';

/** What the values of a state mean. */
export interface State {
  readonly value: number;
  readonly text: string;
  readonly colour: string;
}

const ONE_VALUE = { values: false, calcs: ['lastNotNull'], fields: '' };

const NOW = { instant: true, range: false, format: 'time_series' } as const;
const OVER_TIME = { instant: false, range: true, format: 'time_series' } as const;

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
