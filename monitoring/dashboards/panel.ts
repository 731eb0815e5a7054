// What every panel says, of whatever kind: title, unit, description, link to the runbook, thresholds, queries.
import { COLOURS, type Step } from '../thresholds.ts';
import type { GrafanaPanel, Query } from './grafana.ts';
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

const PLAIN_STEPS: readonly Step[] = [{ color: COLOURS.achieved, value: null }];
type Defaults = NonNullable<GrafanaPanel['fieldConfig']>['defaults'];

/** What its kind makes of a panel. */
export interface Made {
  readonly type: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly custom?: Readonly<Record<string, unknown>>;
  readonly colour: 'thresholds' | 'palette-classic';
  readonly asked: Pick<Query, 'instant' | 'range' | 'format'>;
}

const LETTERS = 26;
/** A, B … Z, A1, B1 …: a panel of promises may have more than there are letters. */
const toRefId = (n: number) =>
  `${String.fromCharCode('A'.charCodeAt(0) + (n % LETTERS))}${n < LETTERS ? '' : Math.floor(n / LETTERS)}`;

/** A panel of any kind. */
export function toPanel(spec: PanelSpec, made: Made): UnplacedPanel {
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
