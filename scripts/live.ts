// npm run live -- results/<run>: the run as it goes on, for browsers and programs, until Ctrl-C.
import { LIVE, parseLiveOptions } from '../lib/core/options/live-options.ts';
import { toShown } from '../lib/core/text/plain-text.ts';
import { runCommand } from '../lib/node/cli/run-command.ts';
import { sayOnStderr } from '../lib/node/cli/terminal/say-line.ts';
import { runLive } from '../lib/node/live/run-live.ts';
import { findRun } from '../lib/node/run-folder/find-run.ts';

await runCommand(LIVE, async ({ values, args: [run = ''] }, stop) => {
  const { exitsWithParent, ...request } = parseLiveOptions(values);
  await runLive({
    ...request,
    run: run === 'latest' ? undefined : await findRun(run, request.outputDir, 'any'),
    stop: stop.signal,
    ...(exitsWithParent ? { parent: process.stdin } : {}),
    say: (sentence) => sayOnStderr(toShown(sentence)),
    onListening: (url) => console.log(url),
  });
  return stop.exitCode() ?? 0;
});
