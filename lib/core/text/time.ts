// Moments as a person and a machine read them.

/** Epoch seconds → ISO 8601 with milliseconds, UTC. */
export function toIso(epochSec: number): string {
  return new Date(epochSec * 1000).toISOString();
}

/** A length of time as people say it: 90 s, 5 min, 26 min 24 s, 24 h. */
export function toDuration(sec: number): string {
  const whole = Math.round(sec);
  if (whole < 120) return `${whole} s`;
  const parts: readonly [number, string][] = [
    [Math.floor(whole / 3600), 'h'],
    [Math.floor(whole / 60) % 60, 'min'],
    [whole % 60, 's'],
  ];
  return parts.flatMap(([count, unit]) => (count > 0 ? [`${count} ${unit}`] : [])).join(' ');
}
