// Which runs were asked to do the same: only those have figures that can be laid side by side.
import { isLoopback, toHostPort } from '../../options/address.ts';
import { toDuration } from '../../text/time.ts';
import type { Summary } from '../../verdict/summary-schema.ts';

/** What a run was asked to do, in words. The ports of this machine are others in each run. */
export function toGroupTitle(summary: Summary): string {
  const { service, profile, once, base, chaos, time_scale: scale, load_profile: load } = summary;
  const place = isLoopback(toHostPort(base).replace(/:\d+$/, '')) ? '' : `, ${base}`;
  if (once) return `${service}, one pass${place}`;
  const clock = scale === 1 ? '' : `, clock × ${scale}`;
  const rates = `${load.base_rps}/${load.chaos_rps}/${load.spike_rps} journeys/s`;
  const toxics = chaos === null ? 'no chaos' : `chaos on the ${chaos}`;
  return `${service}, ${profile}, ${toDuration(summary.total_seconds_requested)}, ${rates}, ${toxics}${clock}${place}`;
}
