// npm run up: the embedded stack alone, until Ctrl-C.
import { toShown } from '../lib/core/text/plain-text.ts';
import { UP } from '../lib/node/cli/commands.ts';
import { runCommand } from '../lib/node/cli/run-command.ts';
import { showWhile } from '../lib/node/cli/spinner.ts';
import { sayOnStderr, sayOnStdout } from '../lib/node/cli/terminal/say-line.ts';
import { runUp } from '../lib/node/run/up.ts';

await runCommand(UP, async ({ values }, stop) => {
  await runUp(values, {
    stop: stop.signal,
    say: (sentence) => sayOnStderr(toShown(sentence)),
    showWhile,
    onUp({ service, upstream }) {
      sayOnStdout(`service    ${service}`);
      if (upstream) {
        sayOnStdout(`upstream   ${upstream.url}, behind Toxiproxy at ${upstream.listen}`);
        sayOnStdout(`Toxiproxy  ${upstream.toxiproxy}`);
      }
      sayOnStdout('Ctrl-C stops them.');
    },
  });
  return stop.exitCode();
});
