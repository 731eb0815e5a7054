// The data of each panel of a dashboard: its queries asked of Prometheus, as Grafana would ask them.
import { type GrafanaDashboard, type GrafanaPanel, listPanels } from '../dashboards/grafana.ts';
import { type Filling, fillExpression } from '../dashboards/variables.ts';
import type { Query, Series, Span } from './query.ts';

/** A series as a panel shows it. */
export interface ShownSeries extends Series {
  readonly name: string;
  readonly refId: string;
}

/** A panel and what it shows. */
export interface PanelData {
  readonly panel: GrafanaPanel;
  readonly series: readonly ShownSeries[];
}

/** A stretch in which a fault was on. */
export interface Band {
  readonly name: string;
  readonly fromSec: number;
  readonly toSec: number;
}

export interface DashboardData {
  readonly dashboard: GrafanaDashboard;
  readonly span: Span;
  readonly panels: readonly PanelData[];
  readonly bands: readonly Band[];
}

/** Asks for all of a dashboard. @throws ApiError */
export async function fetchDashboard(
  query: Query,
  dashboard: GrafanaDashboard,
  span: Span,
  of: Pick<Filling, 'service' | 'run'>,
): Promise<DashboardData> {
  const filling = { ...of, rangeSec: span.toSec - span.fromSec, stepSec: span.stepSec };
  const panels: PanelData[] = [];
  // One after the other: a dashboard has fifty queries, and Prometheus answers twenty at a time.
  for (const panel of listPanels(dashboard)) {
    const series: ShownSeries[] = [];
    for (const { expr, legendFormat, instant, refId, interval } of panel.targets) {
      const everySec = interval === undefined ? undefined : Number.parseInt(interval, 10);
      const filled = fillExpression(expr, { ...filling, everySec });
      const found = await (instant ? query.at(filled, span.toSec) : query.over(filled, span));
      series.push(...found.map((one) => ({ ...one, refId, name: toName(legendFormat, one) })));
    }
    panels.push({ panel, series });
  }
  const bands: Band[] = [];
  for (const annotation of dashboard.annotations?.list ?? []) {
    const { expr, titleFormat } = annotation as { readonly expr?: string; readonly titleFormat?: string };
    if (expr === undefined) continue;
    const found = await query.over(fillExpression(expr, filling), span);
    bands.push(...found.flatMap((one) => toBands(toName(titleFormat ?? '', one), one, span.stepSec)));
  }
  return { dashboard, span, panels, bands };
}

/** The name of a series: its legend, with labels in place of `{{label}}`. */
const toName = (legend: string, { labels }: Series) =>
  legend.replace(/\{\{(\w+)\}\}/g, (_, label: string) => labels[label] ?? '');

/** The stretches in which a series is there: one ends where a point is missing. */
function toBands(name: string, { points }: Series, stepSec: number): readonly Band[] {
  const bands: { name: string; fromSec: number; toSec: number }[] = [];
  for (const [atSec] of points) {
    const last = bands.at(-1);
    if (last && atSec - last.toSec <= stepSec * 1.5) last.toSec = atSec;
    else bands.push({ name, fromSec: atSec, toSec: atSec });
  }
  return bands.map((band) => ({ ...band, toSec: band.toSec + stepSec }));
}
