// How much a judge looks up: the work that a text makes beside one pass of an expression without backtracking.

/** How often any map is read while the work goes on. Counted by hand: a spy of vitest's keeps every call, and costs a second. */
export function countMapReads(work: () => void): number {
  const { get } = Map.prototype;
  let count = 0;
  Map.prototype.get = function (this: Map<unknown, unknown>, key: unknown) {
    count++;
    return get.call(this, key);
  };
  try {
    work();
  } finally {
    Map.prototype.get = get;
  }
  return count;
}
