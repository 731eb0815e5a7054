// What a person sees while a run goes on: one line, rewritten on a terminal, repeated now and then elsewhere.
import type { Gate } from '../../core/gates/gates.ts';
import { computeGateValue, toLimit } from '../../core/gates/gates.ts';
import type { Plan } from '../../core/plan/plan.ts';
import { computeJourneysDue, computeSegments, findSegment } from '../../core/plan/schedule.ts';
import { countDegraded } from '../../core/service/define-service.ts';
import { listEveryJourney } from '../../core/service/journeys.ts';
import type { Service } from '../../core/service/service.ts';
import type { Tally } from '../../core/verdict/tally.ts';

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
    .map((gate) => ({ id: gate.id, share: computeGateValue(gate, tally.windowOf(gate)) / toLimit(gate) }))
    .sort((a, b) => b.share - a.share)[0];
  return near && near.share > 0
    ? `${near.id} at ${Math.round(near.share * 100)} % of its bound`
    : 'every gate at 0 % of its bound';
}

/** Where a run is on its schedule. */
function toScheduledPlace({ timing }: Plan, elapsedSec: number, toxic: string): string[] {
  const { phase, rateRps } = findSegment(computeSegments(timing), elapsedSec);
  return [
    `${clock(elapsedSec)} of ${clock(timing.totalSec)}`,
    `${phase}${toxic ? ` (${toxic})` : ''}`,
    `${rateRps}/s`,
  ];
}

const countDue = ({ timing }: Plan, elapsedSec: number) =>
  Math.floor(computeJourneysDue(computeSegments(timing), Math.min(elapsedSec, timing.totalSec)));

/** The live line. */
export function toLiveLine({ service, plan, gates, tally, elapsedSec, toxic }: LiveState): string {
  const violations = service.violations.reduce(
    (sum, id) => sum + (tally.totals[service.counterOf[id] ?? id] ?? 0),
    0,
  );
  const p95 = tally.recentP95Ms();
  return [
    ...(plan.once ? [clock(elapsedSec), 'one pass'] : toScheduledPlace(plan, elapsedSec, toxic)),
    `${tally.totals.journeys} of ${plan.once ? listEveryJourney(plan.mix).length : countDue(plan, elapsedSec)} journeys`,
    `p95 ${p95 === null ? '–' : Math.round(p95)} ms`,
    `${countDegraded(service, tally.totals)} degraded`,
    `${violations} violations`,
    tally.totals.calls > 0 ? findNearestGate(gates, tally) : 'waiting for the first answer',
  ].join(' · ');
}

export interface LinePrinter {
  /** Shows the line now on a terminal; elsewhere only when the last one is long enough ago. */
  show(line: string): void;
  /** Ends the line, so that what is printed next starts on its own. */
  end(): void;
}

const PLAIN_EVERY_MS = 10_000;

/** A printer for `stream`, usually stderr: stdout is for the report. */
export function createLinePrinter(stream: {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly writableLength?: number;
  write(text: string): unknown;
}): LinePrinter {
  let lastAt = Number.NEGATIVE_INFINITY;
  let open = false;
  return {
    show(line) {
      // Nobody takes what was said before: a terminal that is held (Ctrl-S), a pager.
      if (stream.writableLength) return;
      if (stream.isTTY) {
        stream.write(`\r\x1b[K${line.slice(0, (stream.columns ?? 120) - 1)}`);
        open = true;
      } else if (performance.now() - lastAt >= PLAIN_EVERY_MS) {
        stream.write(`${line}\n`);
        lastAt = performance.now();
      }
    },
    end() {
      if (open) stream.write('\r\x1b[K');
      open = false;
    },
  };
}
