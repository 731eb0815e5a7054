// scenarios/disrupt.ts under the k6 that has the disruptor, with its words on our terminal.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { parseDisruption } from '../../core/disrupt/disruption.ts';
import type { OptionValues } from '../../core/options/option.ts';
import { toSignalCode } from '../../core/outcome.ts';
import { DEFAULT_SERVICE } from '../../core/plan/run-options.ts';
import { K6_EXIT_CODES } from '../../core/verdict/k6-exit-codes.ts';
import { buildScenarios, toBundlePath } from '../build/bundle.ts';
import { ensureTool } from '../build/tools.ts';
import { loadService } from '../service/load-service.ts';

/**
 * Puts a fault on pods of a cluster for its time.
 * @param values option values by variable name
 * @param stop aborts with the name of a signal as its reason; k6 then ends by itself
 * @returns the exit code: 0 the fault was on for its whole time and met requests, 1 it was not, 2 no cluster, 128 + signal
 * @throws OptionError, ToolError before anything was started
 */
export async function runDisruption(values: OptionValues, stop: AbortSignal): Promise<number> {
  parseDisruption(values);
  // The script knows no service; it is built as for the usual one.
  const loaded = await loadService(DEFAULT_SERVICE);
  const [binary] = await Promise.all([ensureTool('k6-disruptor'), buildScenarios(loaded, ['disrupt'])]);
  stop.throwIfAborted();
  // A process group of its own: k6 takes a second Ctrl-C, from the terminal beside ours, for an order to leave at once.
  const child = spawn(
    binary,
    ['run', '--quiet', '--no-color', '--log-format=raw', toBundlePath('disrupt', loaded)],
    {
      detached: true,
      env: { ...process.env, ...values, K6_NO_USAGE_REPORT: 'true' },
      stdio: ['ignore', 'inherit', 'pipe'],
    },
  );
  const printed = printWithoutTrace(child.stderr);
  const killAtExit = () => child.kill('SIGKILL');
  const interrupt = () => child.kill('SIGINT');
  process.once('exit', killAtExit);
  stop.addEventListener('abort', interrupt, { once: true });
  const [code] = (await once(child, 'exit')) as [number | null];
  await printed;
  process.off('exit', killAtExit);
  stop.removeEventListener('abort', interrupt);
  if (stop.aborted) return toSignalCode(stop.reason as NodeJS.Signals);
  return toExitCode(code);
}

/** k6 puts under each sentence of ours where in the bundle it was thrown. */
async function printWithoutTrace(stderr: Readable): Promise<void> {
  for await (const line of createInterface({ input: stderr })) {
    const text = line
      .replace(/^Error: /, '')
      .replace(/^test aborted: /, '')
      .replace(/ at \S+ \(file:.*$/, '');
    if (text.trim() !== '' && !/^\s+at /.test(text)) process.stderr.write(`${text}\n`);
  }
}

function toExitCode(code: number | null): number {
  if (code === 0) return 0;
  // k6's word for a script that could not even be loaded: here no cluster, since the options were checked before.
  return code === K6_EXIT_CODES.ScriptException.code ? 2 : 1;
}
