// Where the time of a request goes: its parts in their order, those of several runners together, and the rows that show them.
import type { RequestTimings } from './timings-schema.ts';

export type TimingId = Exclude<keyof RequestTimings, 'runners'>;
type Figures = RequestTimings[TimingId];

/** The parts of a request, in the order in which they come, by k6's names and in a person's words. */
export const TIMINGS: Readonly<Record<TimingId, string>> = {
  blocked: 'blocked',
  connecting: 'connect',
  tls_handshaking: 'TLS',
  sending: 'send',
  waiting: 'wait',
  receiving: 'receive',
};
const IDS = Object.keys(TIMINGS) as readonly TimingId[];

/** True where each part has its four figures: a journal is somebody's file. */
export const hasTimings = (timings: Partial<RequestTimings>): boolean =>
  IDS.every((id) => {
    const { p50_ms, p95_ms, p99_ms, max_ms } = timings[id] ?? {};
    return [p50_ms, p95_ms, p99_ms, max_ms].every(Number.isFinite);
  });

/** The parts of a request, each by this. */
export const toTimings = (runners: number, read: (id: TimingId) => Figures): RequestTimings => ({
  runners,
  ...(Object.fromEntries(IDS.map((id) => [id, read(id)])) as Record<TimingId, Figures>),
});

/** Of several runners each figure of the slowest: percentiles cannot be added. Undefined where one of them tells none. */
export function joinTimings(all: readonly (RequestTimings | undefined)[]): RequestTimings | undefined {
  const told = all.flatMap((one) => one ?? []);
  if (told.length === 0 || told.length < all.length) return undefined;
  return toTimings(told.length, (id) => {
    const most = (figure: keyof Figures) => Math.max(...told.map((one) => one[id][figure]));
    return { p50_ms: most('p50_ms'), p95_ms: most('p95_ms'), p99_ms: most('p99_ms'), max_ms: most('max_ms') };
  });
}

/** What these figures are of. */
export const toTimingNote = ({ runners }: RequestTimings): string =>
  runners > 1
    ? `of the calls of journeys, as k6 measures them; each figure is that of the slowest of ${runners} runners`
    : 'of the calls of journeys, as k6 measures them';

/** A row for each part: its name, p50, p95, p99 and the longest, written by `show`. */
export const toTimingRows = (timings: RequestTimings, show: (ms: number) => string): string[][] =>
  IDS.map((id) => {
    const { p50_ms, p95_ms, p99_ms, max_ms } = timings[id];
    return [TIMINGS[id], ...[p50_ms, p95_ms, p99_ms, max_ms].map(show)];
  });
