// The overview of a service as its users have it: five figures, each customer's shares, and the objectives.
import type { Monitored, ShareId, Slo } from '../../lib/core/monitoring/monitored.ts';
import { toCostSeries, toHealthSeries, toShareSeries, toSloSeries } from '../rules/names.ts';
import { COLOURS, type Step, toSteps } from '../thresholds.ts';
import type { Section } from './grid.ts';
import type { PanelSpec, UnplacedPanel } from './panel.ts';
import { toGauge, toLines, toStat } from './panels.ts';
import { toSections } from './runbook-sections.ts';

/** The recorded series of a share, in percent. */
const toPercentExpression = (monitored: Monitored, id: ShareId, all: ':all' | ''): string =>
  `${id === 'effectiveness' ? '100 * ' : ''}${toShareSeries(monitored, id)}${all}`;

/** The panels of the overview. */
export function toOverview(monitored: Monitored): readonly Section[] {
  const { shares, thresholds, cost, healthWeights, tenantLabel, slos } = monitored;
  const section = toSections(monitored);
  const shareIds = Object.keys(shares) as readonly ShareId[];
  const toShare = (id: ShareId, all: ':all' | '', legend: string): PanelSpec => ({
    title: shares[id].title,
    unit: 'percent',
    description: shares[id].meaning,
    section: section.ofShare(id),
    steps: toSteps(thresholds[id]),
    min: 0,
    asks: [{ expr: toPercentExpression(monitored, id, all), legend }],
  });
  const gaugeOf = (id: ShareId) => toGauge({ ...toShare(id, ':all', shares[id].title), min: 0, max: 100 });
  const weights = Object.entries(healthWeights).map(
    ([name, weight]) => `${Math.round(weight * 100)} % ${name}`,
  );
  return [
    {
      title: 'Now',
      abreast: 5,
      height: 7,
      panels: [
        ...shareIds.map(gaugeOf),
        toStat({
          title: 'Cost in 30 days',
          unit: 'currencyUSD',
          description: `What 30 days like the present cost, at $${cost.usdPerThousand} for a thousand calls (${cost.source}).`,
          section: section.ofCost,
          steps: toSteps(thresholds.cost),
          asks: [{ expr: toCostSeries(monitored), legend: 'in 30 days' }],
        }),
        toGauge({
          title: 'Health',
          unit: 'none',
          description: `One figure of 0 to 100: ${weights.join(', ')}.`,
          section: section.ofHealth,
          steps: toSteps(thresholds.health),
          min: 0,
          max: 100,
          asks: [{ expr: toHealthSeries(monitored), legend: 'health' }],
        }),
      ],
    },
    {
      title: 'By customer',
      abreast: 3,
      height: 8,
      panels:
        tenantLabel === undefined
          ? []
          : shareIds.map((id) => {
              const spec = toShare(id, '', `{{${tenantLabel}}}`);
              return toLines({ ...spec, title: `${spec.title} by ${tenantLabel}` });
            }),
    },
    {
      title: 'Objectives',
      abreast: 3,
      height: 8,
      panels: slos.map((slo) => toSloPanel(monitored, slo, section.ofSlo(slo))),
    },
  ];
}

/** What an objective came to in the last hour, against what is promised. */
function toSloPanel(monitored: Monitored, slo: Slo, section: string): UnplacedPanel {
  const { id, title, why, objectiveRatio } = slo;
  const steps: readonly Step[] = [
    { color: COLOURS.critical, value: null },
    { color: COLOURS.good, value: objectiveRatio },
  ];
  return toLines({
    title,
    unit: 'percentunit',
    description: `${why} Promised for ${Number((objectiveRatio * 100).toFixed(3))} % in any 30 days; shown over the last hour.`,
    section,
    steps,
    max: 1,
    asks: [
      { expr: `1 - ${toSloSeries(monitored, '1h')}{slo="${id}"}`, legend: 'kept', colour: COLOURS.achieved },
      { expr: `vector(${objectiveRatio})`, legend: 'promised', colour: COLOURS.bound, isBound: true },
    ],
  });
}
