// A line of a drill with the time at which it was said.

/** Says a line after the seconds since now. */
export function createTimedSay(say: (line: string) => void): (line: string) => void {
  const startedAt = performance.now();
  return (line) => say(`${((performance.now() - startedAt) / 1_000).toFixed(1).padStart(6)} s  ${line}`);
}
