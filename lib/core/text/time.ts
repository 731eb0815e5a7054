// Moments as a person and a machine read them.

/** Epoch seconds → ISO 8601 with milliseconds, UTC. */
export function toIso(epochSec: number): string {
  return new Date(epochSec * 1000).toISOString();
}
