// What a person sees while a run goes on: one line, rewritten on a terminal, repeated now and then elsewhere.

import type { Gate } from '../../../core/gates/gates.ts';
import { computeGateValue, computeUsedShare, toLimit } from '../../../core/gates/gates.ts';
import type { Plan } from '../../../core/plan/plan.ts';
import { computeJourneysDue, computeSegments, findSegment } from '../../../core/plan/schedule.ts';
import { countDegraded } from '../../../core/service/define-service.ts';
import { listEveryJourney } from '../../../core/service/journeys.ts';
import type { Service } from '../../../core/service/service.ts';
import { toCounted } from '../../../core/text/figures.ts';
import type { Tally } from '../../../core/verdict/tally.ts';

export interface LiveState {
  readonly service: Service;
  readonly plan: Plan;
  readonly gates: readonly Gate[];
  readonly tally: Tally;
  /** Seconds since the run began. */
  readonly elapsedSec: number;
  /** The toxic mode that is on, '' for none. */
  readonly toxic: string;
}

const clock = (sec: number) => {
  const whole = Math.max(0, Math.round(sec));
  const pad = (value: number) => String(value).padStart(2, '0');
  const hours = Math.floor(whole / 3600);
  return `${hours > 0 ? `${hours}:` : ''}${pad(Math.floor(whole / 60) % 60)}:${pad(whole % 60)}`;
};

/** The gate nearest to its bound, as `id 40 %` of it; bounds of 0 are never near. */
export function findNearestGate(gates: readonly Gate[], tally: Tally): string {
  const near = gates
    .filter((gate) => toLimit(gate) > 0)
    .map((gate) => ({
      id: gate.id,
      share: computeUsedShare(gate, computeGateValue(gate, tally.windowOf(gate))),
    }))
    .sort((a, b) => b.share - a.share)[0];
  return near && near.share > 0
    ? `${near.id} at ${Math.round(near.share * 100)} % of its bound`
    : 'every gate at 0 % of its bound';
}

const countDue = ({ timing }: Plan, elapsedSec: number) =>
  Math.floor(computeJourneysDue(computeSegments(timing), Math.min(elapsedSec, timing.totalSec)));

/** A piece of the line. Where there is no room for all, those of the highest rank go first. */
interface Piece {
  readonly rank: number;
  readonly text: string;
}

/** Where a run is on its schedule. */
function toScheduledPlace({ timing }: Plan, elapsedSec: number, toxic: string): Piece[] {
  const { phase, rateRps } = findSegment(computeSegments(timing), elapsedSec);
  return [
    { rank: 0, text: `${clock(elapsedSec)} of ${clock(timing.totalSec)}` },
    { rank: 2, text: `${phase}${toxic ? ` (${toxic})` : ''}` },
    { rank: 7, text: `${rateRps}/s` },
  ];
}

const BETWEEN = ' · ';

/** The pieces that fit, in their order. */
function fitPieces(pieces: readonly Piece[], columns: number): string {
  const line = pieces.map(({ text }) => text).join(BETWEEN);
  const last = Math.max(...pieces.map(({ rank }) => rank));
  return line.length <= columns || last === 0
    ? line
    : fitPieces(
        pieces.filter(({ rank }) => rank < last),
        columns,
      );
}

/** The live line, of at most so many columns. */
export function toLiveLine(
  { service, plan, gates, tally, elapsedSec, toxic }: LiveState,
  columns = Number.POSITIVE_INFINITY,
): string {
  const p95 = tally.recentP95Ms();
  const due = plan.once ? listEveryJourney(plan.mix).length : countDue(plan, elapsedSec);
  return fitPieces(
    [
      ...(plan.once
        ? [
            { rank: 0, text: clock(elapsedSec) },
            { rank: 2, text: 'one pass' },
          ]
        : toScheduledPlace(plan, elapsedSec, toxic)),
      { rank: 5, text: `${tally.totals.journeys} of ${due} journeys` },
      { rank: 6, text: `p95 ${p95 === null ? '–' : Math.round(p95)} ms` },
      { rank: 4, text: `${countDegraded(service, tally.totals)} degraded` },
      { rank: 1, text: toCounted(countViolations(service, tally), 'violation') },
      {
        rank: 3,
        text: tally.totals.calls > 0 ? findNearestGate(gates, tally) : 'waiting for the first answer',
      },
    ],
    columns,
  );
}

const countViolations = (service: Service, tally: Tally) =>
  service.violations.reduce((sum, id) => sum + (tally.totals[service.counterOf[id] ?? id] ?? 0), 0);

/** What is told at once where lines are few: another phase, another toxic, a finding. */
export function toTurn({ service, plan, tally, elapsedSec, toxic }: LiveState): string {
  const phase = plan.once ? '' : findSegment(computeSegments(plan.timing), elapsedSec).phase;
  return [phase, toxic, countViolations(service, tally) > 0].join();
}

export interface LinePrinter {
  /**
   * Shows the line now on a terminal; elsewhere only when the last one is long enough ago.
   * @param turn where it is another than the last time, the line is shown at once everywhere
   */
  show(line: string, turn?: string): void;
  /** The columns there are for it. */
  columns(): number;
  /** Ends the line, so that what is printed next starts on its own. */
  end(): void;
}

/** A short run tells how it goes; a long one is read by nobody while it goes on, and its log by somebody who looks for a time. */
const PLAIN_EVERY_MS = 10_000;
const PLAIN_EVERY_MS_LONG = 60_000;
const LONG_MS = 600_000;

/** A printer for `stream`, usually stderr: stdout is for the report. */
export function createLinePrinter(stream: {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly writableLength?: number;
  write(text: string): unknown;
}): LinePrinter {
  const beganAt = performance.now();
  let lastAt = Number.NEGATIVE_INFINITY;
  let lastTurn = '';
  let open = false;
  const isDue = (turn: string) => {
    const nowMs = performance.now();
    const everyMs = nowMs - beganAt > LONG_MS ? PLAIN_EVERY_MS_LONG : PLAIN_EVERY_MS;
    return turn !== lastTurn || nowMs - lastAt >= everyMs;
  };
  return {
    columns: () => (stream.isTTY ? (stream.columns || 120) - 1 : Number.POSITIVE_INFINITY),
    show(line, turn = '') {
      // Nobody takes what was said before: a terminal that is held (Ctrl-S), a pager.
      if (stream.writableLength) return;
      if (stream.isTTY) {
        stream.write(`\r\x1b[K${line.slice(0, (stream.columns || 120) - 1)}`);
        open = true;
      } else if (isDue(turn)) {
        stream.write(`${line}\n`);
        lastAt = performance.now();
        lastTurn = turn;
      }
    },
    end() {
      if (open) stream.write('\r\x1b[K');
      open = false;
    },
  };
}
