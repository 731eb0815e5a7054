// Whether the rolling windows were watched while the run went on.
import type { GateResult } from './gate-result-schema.ts';
import { toSkipped } from './gates.ts';

/** The sentinel reads once a second; under half of that its windows have holes. */
const READ_SHARE = 0.5;

/** A run as far as its windows go. Seconds are of the (compressed) clock; `unwatched`: its runners were started by hand. */
interface Watched {
  readonly end: { readonly ranSec: number; readonly plannedSec: number };
  readonly once: boolean;
  readonly unwatched?: boolean;
}

/** @param reads how often the windows were read */
export function assessSeen(reads: number, { end, once, unwatched }: Watched): GateResult {
  const gate = {
    id: 'rolling_windows_seen',
    why: 'the rolling windows were watched while the run went on',
    severity: 'blocking',
  } as const;
  if (once) return toSkipped(gate, 'one pass has no rolling windows');
  if (unwatched)
    return toSkipped(
      gate,
      'segments by hand: the rolling windows were judged only afterwards, so that none could stop the run',
    );
  // A slow service may take its last answers past the planned end, when nothing is started and read any more.
  const needed = Math.floor(Math.min(end.ranSec, end.plannedSec) * READ_SHARE);
  return {
    ...gate,
    minimum_detectable_rate: null,
    outcome: reads >= needed && reads > 0 ? 'pass' : 'inconclusive',
    value: reads,
    limit: needed,
    samples: reads,
    because: `${reads} readings, at least ${Math.max(1, needed)} needed`,
  };
}
