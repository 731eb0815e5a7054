// Shares as a person reads them.

/** `0.00625` → `0.625 %`. */
export function toPercent(ratio: number): string {
  return `${Number((ratio * 100).toPrecision(3))} %`;
}
