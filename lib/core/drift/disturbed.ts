// When the service was disturbed by what the run did to it: there nothing is told of drift.
import type { Stretch } from '../chaos/answers.ts';
import { listForeign } from '../chaos/baseline.ts';
import { pairSlots } from '../chaos/slots.ts';
import type { JournalRow } from '../journal/events.ts';

/**
 * The stretches with a toxic, as it was set and healed, each with the time that the service has to recover; and what somebody else
 * disturbed.
 * @param rows the journal but for the calls
 */
export function listDisturbed(rows: readonly JournalRow[], withinSec: number): Stretch[] {
  return [
    ...pairSlots(rows).map(({ on, off }) => ({
      fromSec: on.ts,
      toSec: off ? off.ts + withinSec : Number.POSITIVE_INFINITY,
    })),
    ...listForeign(rows),
  ];
}
