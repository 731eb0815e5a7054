/** A count with what it counts, as people say it: `1 call`, `2 calls`. `many`: the plural where it is not the noun with an s. */
export const toCounted = (count: number, one: string, many = `${one}s`): string =>
  `${count} ${count === 1 ? one : many}`;
