// scenarios/disrupt.ts under the k6 that has the disruptor, with its words on our terminal.
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { parseDisruption } from '../../core/disrupt/disruption.ts';
import { toClusterEnvironment } from '../../core/options/k6-variables.ts';
import type { OptionValues } from '../../core/options/option.ts';
import { DEFAULT_SERVICE } from '../../core/plan/run-options.ts';
import { toShown } from '../../core/text/plain-text.ts';
import { K6_EXIT_CODES } from '../../core/verdict/k6-exit-codes.ts';
import { buildScenarios, toBundlePath } from '../build/bundle.ts';
import { ensureTool } from '../build/tools.ts';
import { toStopCode } from '../cli/stop-signal.ts';
import { sayOnStderr } from '../cli/terminal/say-line.ts';
import { toK6Args } from '../k6/start-k6.ts';
import { startChild } from '../process/child.ts';
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
  const environment = toClusterEnvironment(process.env);
  // The script knows no service; it is built as for the usual one.
  const loaded = await loadService(DEFAULT_SERVICE);
  const [binary] = await Promise.all([ensureTool('k6-disruptor'), buildScenarios(loaded, ['disrupt'])]);
  stop.throwIfAborted();
  // A process group of its own, too: k6 takes a second Ctrl-C, from the terminal beside ours, for an order to leave at once.
  const child = await startChild({
    command: binary,
    args: toK6Args(toBundlePath('disrupt', loaded), ['--log-format=raw']),
    env: { ...environment, ...values, K6_NO_USAGE_REPORT: 'true' },
    pipeStderr: true,
  });
  const printed = printWithoutTrace(child.process.stderr);
  // Not `stop`: however long it takes to take the fault off the pods, it is not killed at that.
  const interrupt = () => void child.process.kill('SIGINT');
  stop.addEventListener('abort', interrupt, { once: true });
  if (stop.aborted) interrupt();
  const { code } = await child.ended;
  await printed;
  stop.removeEventListener('abort', interrupt);
  if (stop.aborted) return toStopCode(stop);
  return toExitCode(code);
}

/** `no such pod at run (file:///disrupt.js:1:2)` → `no such pod`. */
function cutTrace(line: string): string {
  const [said = ''] = line.split(' (file:', 1);
  const at = said.lastIndexOf(' at ');
  return said === line || at < 0 ? line : said.slice(0, at);
}

/** k6 puts under each sentence of ours where in the bundle it was thrown. */
async function printWithoutTrace(stderr: Readable | null): Promise<void> {
  if (!stderr) return;
  for await (const line of createInterface({ input: stderr })) {
    const text = cutTrace(line.replace(/^Error: /, '').replace(/^test aborted: /, ''));
    if (text.trim() !== '' && !/^\s+at /.test(text)) sayOnStderr(toShown(text));
  }
}

function toExitCode(code: number): number {
  if (code === 0) return 0;
  // k6's word for a script that could not even be loaded: here no cluster, since the options were checked before.
  return code === K6_EXIT_CODES.ScriptException.code ? 2 : 1;
}
