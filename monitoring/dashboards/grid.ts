// Where panels stand: Grafana's grid of 24 columns, filled from rows of panels, so that none can overlap.
import type { GrafanaPanel, GrafanaRow } from './grafana.ts';
import type { UnplacedPanel } from './panel.ts';

/** Columns of Grafana's grid. */
export const COLUMNS = 24;

/** A heading, and the panels under it. */
export interface Section {
  readonly title: string;
  /** How many stand side by side. */
  readonly abreast: number;
  /** In Grafana's units of 30 px. */
  readonly height: number;
  readonly panels: readonly UnplacedPanel[];
}

/** The panels of a dashboard with ids from 1 and their places, row by row; a section without panels has no heading. */
export function toGrid(sections: readonly Section[]): readonly (GrafanaPanel | GrafanaRow)[] {
  const placed: (GrafanaPanel | GrafanaRow)[] = [];
  let y = 0;
  const nextId = () => placed.length + 1;
  for (const { title, abreast, height, panels } of sections.filter((one) => one.panels.length > 0)) {
    placed.push({
      type: 'row',
      id: nextId(),
      title,
      collapsed: false,
      panels: [],
      gridPos: { x: 0, y, w: COLUMNS, h: 1 },
    });
    y += 1;
    for (let at = 0; at < panels.length; at += abreast) {
      const row = panels.slice(at, at + abreast);
      row.forEach((panel, n) => {
        const [from, to] = [n, n + 1].map((edge) => Math.round((edge * COLUMNS) / row.length)) as [
          number,
          number,
        ];
        placed.push({ ...panel, id: nextId(), gridPos: { x: from, y, w: to - from, h: height } });
      });
      y += height;
    }
  }
  return placed;
}
