// Shares and counts as a person reads them.

/** A value in three digits. */
export const toFigure = (value: number): string => String(Number(value.toPrecision(3)));

/** `0.00625` → `0.625 %`. */
export const toPercent = (ratio: number): string => `${toFigure(ratio * 100)} %`;

/** A count with what it counts: `1 call`, `2 calls`. `many`: the plural where it is not the noun with an s. */
export const toCounted = (count: number, one: string, many = `${one}s`): string =>
  `${count} ${count === 1 ? one : many}`;

/** Those of which the texts differ in their figures alone, together, in the order of the first of each. */
export function groupAlike<T>(items: readonly T[], toText: (item: T) => string): [T, ...T[]][] {
  const groups = new Map<string, [T, ...T[]]>();
  for (const item of items) {
    const words = toText(item).replaceAll(/\d+(\.\d+)?/g, '#');
    const group = groups.get(words);
    if (group) group.push(item);
    else groups.set(words, [item]);
  }
  return [...groups.values()];
}

/** What is said of some that are alike: where their figures differ, with those of the first. */
export function tellAlike<T>(alike: readonly [T, ...T[]], toText: (item: T) => string): string {
  const said = toText(alike[0]);
  return alike.every((one) => toText(one) === said) ? said : `${said} in the first`;
}
