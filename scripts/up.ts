// npm run up: the embedded stack alone, until Ctrl-C.
import { toShown } from '../lib/core/text/plain-text.ts';
import { UP } from '../lib/node/cli/commands.ts';
import { runCommand } from '../lib/node/cli/run-command.ts';
import { showWhile } from '../lib/node/cli/spinner.ts';
import { runUp } from '../lib/node/run/up.ts';

await runCommand(UP, async ({ values }, stop) => {
  await runUp(values, {
    stop: stop.signal,
    say: (sentence) => console.error(toShown(sentence)),
    showWhile,
    onUp({ service, upstream }) {
      console.log(`service    ${service}`);
      if (upstream)
        console.log(
          `upstream   ${upstream.url}, behind Toxiproxy at ${upstream.listen}\nToxiproxy  ${upstream.toxiproxy}`,
        );
      console.log('Ctrl-C stops them.');
    },
  });
  return stop.exitCode();
});
