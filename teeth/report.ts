// The teeth matrix as a person reads it: the list, the table on the terminal, the table of docs/teeth.md.
import { type Look, type Paint, PLAIN_LOOK, toColumns } from '../lib/core/text/columns.ts';
import { computeTotals, HARD_AIM_MS, type Judged, ROLLING_STOP_MS, type Speed, type Tooth } from './teeth.ts';

const ms = (value: number | null) => (value === null ? '–' : `${Math.round(value)}`);
const PLAIN: Paint = (_, text) => text;

/** Rows with what they switch on, for `--list`. */
export function toTeethList(teeth: readonly Tooth[], { toRows }: Look = PLAIN_LOOK): string {
  const rows = teeth.map(({ id, expect, defects, means, why }) => [
    id,
    expect,
    `${defects || (means ? `(${means.kind})` : '–')}: ${why}`,
  ]);
  return [...toRows(rows, 0).flat(), `${teeth.length} rows`].join('\n');
}

const HEAD = ['row', 'result', 'by', 'responses', 'ms to stop', 'ms to exit'];

const toCells = (row: Judged): string[] => [
  row.tooth.id,
  row.ok ? row.result : `${row.result.toUpperCase()}: ${row.because}`,
  row.reason ?? '–',
  String(row.responses),
  ms(row.loadOverMs),
  ms(row.exitedMs),
];

/** `86 of 86 caught …`: the totals, a line each. */
export function toTotalLines(rows: readonly Judged[]): string[] {
  const { broken, caught, healthy, passed, hard, rolling } = computeTotals(rows);
  const speed = (
    name: string,
    { count, decidedMs, lastCallMs, loadOverMs, exitedMs }: Speed,
    aimMs: number,
  ) =>
    `${name}, ${count} rows: decided ${ms(decidedMs)} ms, last call ${ms(lastCallMs)} ms, load over ${ms(loadOverMs)} ms, k6 gone ${ms(exitedMs)} ms after the answer that crossed (p95; aim: load over within ${aimMs} ms${(loadOverMs ?? 0) > aimMs ? ', NOT met' : ''})`;
  return [
    `broken: ${caught} of ${broken} caught, each for its own reason`,
    `healthy: ${passed} of ${healthy} passed`,
    ...(hard.count > 0 ? [speed('stopped by one answer', hard, HARD_AIM_MS)] : []),
    ...(rolling.count > 0 ? [speed('stopped by a window', rolling, ROLLING_STOP_MS)] : []),
  ];
}

/** The table and its totals for a terminal. */
export function toTeethReport(rows: readonly Judged[], paint: Paint = PLAIN): string {
  const [head = '', ...lines] = toColumns([HEAD, ...rows.map(toCells)]);
  const painted = lines.map((line, i) => paint(rows[i]?.ok ? 'pass' : 'fail', `  ${line}`));
  return ['', `  ${head}`, ...painted, '', ...toTotalLines(rows).map((line) => `  ${line}`), ''].join('\n');
}

/** The same in Markdown, with why each row is there. */
export function toTeethTable(rows: readonly Judged[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  const hole = ({ hole: n }: Tooth) => (n === undefined ? '' : ` (hole ${n})`);
  return [
    ...toTotalLines(rows).map((total) => `- ${total}`),
    '',
    line(['row', 'what is broken, or only looks so', ...HEAD.slice(1)]),
    line(HEAD.map(() => '---').concat('---')),
    ...rows.map((row) => {
      const [id = '', ...rest] = toCells(row);
      return line([`\`${id}\``, `${row.tooth.why}${hole(row.tooth)}`, ...rest]);
    }),
  ].join('\n');
}
