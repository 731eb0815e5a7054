// The prober as a process: flows, state, schedule and server, until it is asked to stop.
import { appendFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { redactText } from '../../lib/core/text/redact.ts';
import { type FlowPlayer, playFlow } from '../flows/play/play-flow.ts';
import type { Aimed } from './aim.ts';
import { createProberMetrics } from './metrics.ts';
import { createProber } from './prober.ts';
import { createProberApp, listen } from './server.ts';
import { createStateWriter, readState } from './state-file.ts';

export interface ServeOptions {
  readonly environment: string;
  readonly host: string;
  readonly port: number;
  readonly stateFile: string;
  /** '' for none. */
  readonly logFile: string;
  readonly concurrency: number;
  readonly without: readonly string[];
}

export interface ServeIo {
  readonly stop: AbortSignal;
  /** Called with the address when it listens. */
  readonly onListening: (url: string) => void;
  readonly tell: (line: string) => void;
}

const TICK_MS = 100;
/** The state is written this often where nothing else asks for it, so that periods without a run are remembered, too. */
const SAVE_MS = 5_000;

/** A line of the log: one run. */
export interface LogLine {
  readonly flow: string;
  readonly target: string;
  readonly period: number;
  readonly outcome: string;
  readonly because: string;
  readonly started_at_ms: number;
  readonly duration_ms: number;
}

/** Serves until `stop`. @throws OptionError where it cannot listen */
export async function serveFlows(
  player: FlowPlayer,
  aimed: readonly Aimed[],
  options: ServeOptions,
  { stop, onListening, tell }: ServeIo,
): Promise<void> {
  const { environment, logFile } = options;
  const owner = `${player.loaded.service.id} in ${environment}`;
  const found = await readState(options.stateFile, owner);
  if (found.note !== '') tell(found.note);
  const writer = createStateWriter(options.stateFile, () => prober.toState(owner));
  let told = '';
  const prober = createProber(
    aimed.map(({ probe }) => probe),
    { concurrency: options.concurrency, known: found.state },
    {
      now: () => ({ wallMs: Date.now(), monotonicMs: performance.now() }),
      play: async (probe) => {
        const one = aimed.find((each) => each.probe === probe);
        if (!one) return undefined;
        const { flow, base } = one;
        const { without } = options;
        const result = await playFlow(player, {
          flow,
          base,
          deadlineMs: probe.deadlineMs,
          env: process.env,
          without,
          stop,
        });
        return stop.aborted ? undefined : result;
      },
      onRun(probe, result, period) {
        metrics.observe(probe, result);
        if (logFile === '') return;
        const line: LogLine = {
          flow: probe.flow,
          target: probe.target,
          period,
          outcome: result.outcome,
          because: redactText(result.because),
          started_at_ms: result.startedAtMs,
          duration_ms: Math.round(result.durationMs),
        };
        // A log that cannot be written is no reason to stop.
        void appendFile(logFile, `${JSON.stringify(line)}\n`).catch(() => {});
      },
      save: writer.save,
      tell,
    },
  );
  const metrics = createProberMetrics(prober, environment, () => writer.trouble() === '');
  const app = createProberApp({ prober, metrics, environment, now: Date.now, trouble: writer.trouble });
  const server = await listen(app, options.host, options.port);
  onListening(server.url);
  let savedMs = performance.now();
  while (!stop.aborted) {
    prober.tick();
    if (performance.now() - savedMs > SAVE_MS) {
      savedMs = performance.now();
      writer.save();
      const trouble = writer.trouble();
      if (trouble !== told)
        tell(trouble === '' ? 'the state is saved again' : `the state cannot be saved: ${trouble}`);
      told = trouble;
    }
    await pause(TICK_MS, undefined, { signal: stop }).catch(() => {});
  }
  await prober.settled();
  writer.save();
  await writer.settled();
  server.close();
}
