// Shares and counts as a person reads them.

/** `0.00625` → `0.625 %`. */
export function toPercent(ratio: number): string {
  return `${Number((ratio * 100).toPrecision(3))} %`;
}

/** A count with what it counts: `1 call`, `2 calls`. `many`: the plural where it is not the noun with an s. */
export const toCounted = (count: number, one: string, many = `${one}s`): string =>
  `${count} ${count === 1 ? one : many}`;
