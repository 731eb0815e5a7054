// Journals of version 1, read as version 2: their words were others, and they knew one service.

/** The service that every journal of version 1 is of. */
const ONLY_SERVICE = 'aurora';

type Row = Readonly<Record<string, unknown>>;

/** Words of version 1 that are no field: event types, ids of gates, variables of options. */
const WORDS: Readonly<Record<string, string>> = {
  'calm.disturbed': 'baseline.disturbed',
  calm_degraded: 'baseline_degraded',
  calm_start: 'baseline_start',
  calm_end: 'baseline_end',
  MAX_CALM_DEGRADED_RATE: 'MAX_BASELINE_DEGRADED_RATE',
};
const toWord = (value: unknown): unknown => (typeof value === 'string' ? (WORDS[value] ?? value) : value);

/** A row of either version → the same of version 2. Rows that are of version 2 come back as they are. */
export function toVersion2(row: object): object {
  const known = row as Row;
  switch (known.type) {
    case 'response': {
      if (!('lang' in known) || 'variant' in known) return row;
      const { lang, ...rest } = known;
      return { ...rest, variant: lang };
    }
    case 'run.started': {
      if ('service' in known) return row;
      const options = Object.entries((known.options ?? {}) as Row).map(
        ([name, value]) => [toWord(name), value] as const,
      );
      return { ...known, service: ONLY_SERVICE, options: Object.fromEntries(options) };
    }
    case 'upstream.read': {
      if (!('edge' in known) || 'point' in known) return row;
      const { edge, ...rest } = known;
      return { ...rest, point: toWord(edge) };
    }
    case 'calm.disturbed':
      return { ...known, type: toWord(known.type) };
    case 'gate.crossed':
    case 'run.stopped':
      return { ...known, gate: toWord(known.gate) };
    default:
      return row;
  }
}
