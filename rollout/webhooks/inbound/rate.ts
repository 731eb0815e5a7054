// How much anyone may ask: a bucket for each name, filled at a steady rate.

export interface Bucket {
  readonly tokens: number;
  readonly atMs: number;
}

/** How many at once, and how many a minute after that. */
export interface Rate {
  readonly burst: number;
  readonly perMinute: number;
}

/** @returns the bucket after it; undefined where it is empty */
export function takeToken(
  bucket: Bucket | undefined,
  { burst, perMinute }: Rate,
  nowMs: number,
): Bucket | undefined {
  const filled =
    bucket === undefined
      ? burst
      : Math.min(burst, bucket.tokens + (Math.max(0, nowMs - bucket.atMs) * perMinute) / 60_000);
  return filled < 1 ? undefined : { tokens: filled - 1, atMs: nowMs };
}

/** Buckets by name; the names are few and ours. */
export function createRates(rate: Rate, now: () => number): (name: string) => boolean {
  const buckets = new Map<string, Bucket>();
  return (name) => {
    const next = takeToken(buckets.get(name), rate, now());
    if (next) buckets.set(name, next);
    return next !== undefined;
  };
}
