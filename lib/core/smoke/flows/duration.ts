// Times as people write them in a flow file.

const UNITS_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** `30s` → 30000. @throws RangeError for what is no duration */
export function parseDurationMs(text: string): number {
  const [, amount = '', unit = ''] = /^(\d+)(ms|s|m|h|d)$/.exec(text) ?? [];
  const unitMs = UNITS_MS[unit];
  if (unitMs === undefined) throw new RangeError(`${text} is no duration like 30s`);
  return Number(amount) * unitMs;
}
