// One counter of one pod, from its scrapes to its value at any moment.

/** A scrape: when, in epoch milliseconds, and the value. */
export type Sample = readonly [atMs: number, value: number];

/**
 * How much a counter has gone up until a moment, as a function of the moment. Between two scrapes it rises evenly; a value below the
 * one before is a counter that began anew at 0; before the first scrape and after the last nothing is known to have happened.
 * @param samples in the order of time, none negative
 * @param startsAtZero whether the first value was counted from 0 on, at the moment of the first scrape
 */
export function toRise(samples: readonly Sample[], startsAtZero: boolean): (atMs: number) => number {
  const [first] = samples;
  if (first === undefined) return () => 0;
  let rise = startsAtZero ? first[1] : 0;
  let [, before] = first;
  const points = samples.map(([atMs, value], n): Sample => {
    if (n > 0) rise += value >= before ? value - before : value;
    before = value;
    return [atMs, rise];
  });
  return (atMs) => {
    const next = points.findIndex(([at]) => at > atMs);
    if (next === 0) return 0;
    const last = points[(next < 0 ? points.length : next) - 1] ?? [0, 0];
    const after = points[next];
    if (next < 0 || after === undefined) return last[1];
    return last[1] + ((after[1] - last[1]) * (atMs - last[0])) / (after[0] - last[0]);
  };
}
