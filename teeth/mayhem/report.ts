// A campaign as a person reads it.
import { type Paint, PLAIN, toColumns } from '../../lib/core/text/columns.ts';
import type { Fault } from './faults/fault.ts';
import { toEnd } from './judge-mayhem.ts';
import type { PlayedRun } from './play-mayhem.ts';

/** The faults, for `--list`. */
export function toFaultList(faults: readonly Fault[]): string {
  const rows = faults.map(({ id, ends, does }) => [id, ends.join(' or '), does]);
  return [...toColumns(rows), `${faults.length} faults`].join('\n');
}

/** One run in a line. */
export function toRunLine({ planned, seen, wrong, tookSec }: PlayedRun): readonly string[] {
  const { n, fault, atSec, toxiproxy } = planned;
  const end = toEnd(seen) ?? 'contradictory';
  return [
    String(n),
    fault.id,
    `at ${atSec} s`,
    toxiproxy,
    `${end} (${seen.code ?? 'no end'})`,
    `${Math.round(tookSec)} s`,
    wrong.join('; '),
  ];
}

/** The end of `npm run mayhem`. */
export function toMayhemReport(
  played: readonly PlayedRun[],
  asked: number,
  skipped: readonly Fault[],
  paint: Paint = PLAIN,
): string {
  const lines = toColumns(played.map(toRunLine)).map((line, i) =>
    paint(played[i]?.wrong.length === 0 ? 'pass' : 'fail', `  ${line.trimEnd()}`),
  );
  const right = played.filter(({ wrong }) => wrong.length === 0).length;
  const kept = played.filter(({ wrong }) => wrong.length > 0).map(({ dir }) => `  kept: ${dir}`);
  const faults = new Set(played.map(({ planned }) => planned.fault.id)).size;
  return [
    '',
    ...lines,
    '',
    ...kept,
    ...skipped.map(({ id, needs }) => `  skipped: ${id}, which needs ${needs}`),
    `  ${right} of ${asked} as they must be, ${faults} kinds of fault`,
    '',
  ].join('\n');
}
