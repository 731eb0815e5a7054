// The moment of a run, as it stands in the names of what the run leaves.

/** `YYYYMMDD_HHMMSS`, in UTC. */
export function toStamp(at: Date): string {
  return at.toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '_');
}
