// The series that a run pushes to Prometheus beside k6's own: what k6 does not know. One table, for the pusher, the rules and the dashboards.

/** Of every series of a run. `run` is the name of its folder. */
export const RUN_LABELS = ['service', 'run'] as const;

/** Name → what it says, and the label that tells its series apart. */
export const RUN_SERIES = {
  aurora_gate_run: { help: '1 while the run is on.', label: 'profile' },
  aurora_gate_bound: { help: 'The bound of a gate, a share (0..1) or a count.', label: 'gate' },
  aurora_gate_status: { help: '1: held, 0: crossed, -1: not told yet.', label: 'gate' },
  aurora_gate_toxic: { help: '1 while a fault is on, by its mode.', label: 'mode' },
  aurora_gate_phase: { help: '1 for the phase of the load that is on.', label: 'phase' },
  aurora_gate_recovery_seconds: {
    help: 'How long the service took to recover after a fault.',
    label: 'mode',
  },
  aurora_gate_verdict: { help: '1 for the outcome of the run, from its end on.', label: 'outcome' },
} as const satisfies Readonly<Record<string, { readonly help: string; readonly label: string }>>;
export type RunSeries = keyof typeof RUN_SERIES;

/** What a figure of k6 is called in Prometheus, where its remote write sends it: a Counter gets `_total`. */
export const toK6Counter = (metric: string): string => `k6_${metric}_total`;

/** Written once before a run, and read back: when that was, in epoch seconds. Label: service. */
export const PUSH_CHECK = 'aurora_gate_push_check_timestamp_seconds';

/** Recorded by the rules: 1 for a run that is on. Evaluated before what its counters have come to. */
export const RUN_ON = 'aurora_gate:run:on';
