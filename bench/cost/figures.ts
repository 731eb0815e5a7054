// Samples of rounds → what a runner costs, against bare k6 in the same round; as tables in Markdown.
import { max, median, min } from 'd3-array';
import { toOwnTable } from '../../lib/core/text/markdown.ts';
import type { Sample } from './rounds.ts';
import type { Load } from './runners.ts';

/** What several rounds came to. */
export interface Spread {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

/** One runner under one load. */
export interface Line {
  readonly runner: string;
  readonly load: Load;
  readonly rateRps: number;
  readonly cpuMsPerRequest: Spread;
  /** Against the floor, mostly bare k6, under the same load, round by round; undefined where it was not measured. */
  readonly timesBare: Spread | undefined;
}

/** What it takes until the first request of a runner has come, under any load. */
export interface StartLine {
  readonly runner: string;
  readonly cpuSec: Spread;
  readonly sec: Spread;
}

/** Of the soak's mix: 40 × 3, 30 × 4, 20 × 3 and 10 × 2 calls in 100 journeys. */
export const CALLS_PER_JOURNEY = 3.2;
/** More than this share of the processors for other work makes a machine a busy one. */
const MOST_FOREIGN = 0.1;

function toSpread(values: readonly number[]): Spread | undefined {
  const [middle, least, most] = [median(values), min(values), max(values)];
  if (middle === undefined || least === undefined || most === undefined) return undefined;
  return { median: middle, least, most };
}
const NONE: Spread = { median: Number.NaN, least: Number.NaN, most: Number.NaN };
const spreadOf = (values: readonly number[]): Spread => toSpread(values) ?? NONE;

/** Each runner and load once, by load, the runners in the order of the first round. */
const listKeys = (samples: readonly Sample[]) => [
  ...new Map(samples.map((s) => [`${s.load} ${s.runner}`, s])).values(),
];

/** Samples → lines. `bare` names the floor: each round of a runner is held against the one of bare k6 in the same round. */
export function toLines(samples: readonly Sample[], bare: string): readonly Line[] {
  return listKeys(samples).map(({ runner, load }) => {
    const of = (name: string) => samples.filter((s) => s.runner === name && s.load === load);
    const own = of(runner);
    const floor = new Map(of(bare).map((s) => [s.round, s.cpuMsPerRequest]));
    const ratios = own.flatMap(({ round, cpuMsPerRequest }) => {
      const beside = floor.get(round);
      return beside === undefined ? [] : [cpuMsPerRequest / beside];
    });
    return {
      runner,
      load,
      rateRps: median(own, (s) => s.rateRps) ?? Number.NaN,
      cpuMsPerRequest: spreadOf(own.map((s) => s.cpuMsPerRequest)),
      timesBare: toSpread(ratios),
    };
  });
}

/** Samples → what each runner takes to start, over all loads. */
export function toStartLines(samples: readonly Sample[]): readonly StartLine[] {
  return [...new Set(samples.map(({ runner }) => runner))].map((runner) => {
    const own = samples.filter((s) => s.runner === runner);
    return {
      runner,
      cpuSec: spreadOf(own.map((s) => s.startCpuSec)),
      sec: spreadOf(own.map((s) => s.startSec)),
    };
  });
}

const show = ({ median: middle, least, most }: Spread, digits: number) =>
  `${middle.toFixed(digits)} [${least.toFixed(digits)}–${most.toFixed(digits)}]`;

/** A load as a person says it. */
export const toLoadText = (load: Load) =>
  load === 'saturation' ? load : `${Math.round(load * CALLS_PER_JOURNEY)} requests/s`;

/** Lines → a table. */
export function toTable(lines: readonly Line[]): string {
  const rows = lines.map(({ load, runner, rateRps, cpuMsPerRequest, timesBare }) => [
    toLoadText(load),
    runner,
    rateRps.toFixed(0),
    show(cpuMsPerRequest, 3),
    timesBare === undefined ? '–' : show(timesBare, 2),
  ]);
  return toOwnTable(['load', 'runner', 'requests/s', 'CPU-ms a request', '× bare'], rows);
}

/** What `runner` costs of that which the lines are held against, a sentence for each load. */
export const toAgainst = (lines: readonly Line[], runner: string): readonly string[] =>
  lines.flatMap(({ load, runner: name, timesBare: ratio }) =>
    name === runner && ratio !== undefined
      ? [`${runner}: ${show(ratio, 2)} of the CPU of the suite beside, at ${toLoadText(load)}`]
      : [],
  );

/** Lines of starts → a table. */
export function toStartTable(lines: readonly StartLine[]): string {
  const rows = lines.map(({ runner, cpuSec, sec }) => [runner, show(cpuSec, 2), show(sec, 2)]);
  return toOwnTable(['runner', 'CPU-s to the first request', 's to the first request'], rows);
}

/**
 * How busy the machine was with other work, in a sentence.
 * @param load1 the load average of the minute before the first round
 */
export function toMachineNote(samples: readonly Sample[], cpuCount: number, load1: number): string {
  const foreign = spreadOf(samples.map((s) => s.foreignCpus));
  const word = foreign.median > MOST_FOREIGN * cpuCount ? '**Busy machine**' : 'Idle machine';
  return `${word}: other work took ${show(foreign, 2)} of ${cpuCount} processors during the rounds; the load average was ${load1.toFixed(1)} before.`;
}
