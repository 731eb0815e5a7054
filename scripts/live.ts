// npm run live -- results/<run>: the run as it goes on, for browsers and programs, until Ctrl-C.
import { Option } from 'commander';
import { DEFAULT_HOST, DEFAULT_PORT, parseLiveOptions } from '../lib/core/options/live-options.ts';
import { DEFAULT_SERVICE } from '../lib/core/plan/run-options.ts';
import { createCommand, parseOrHelp } from '../lib/node/cli/command-line.ts';
import { runScript } from '../lib/node/cli/run-script.ts';
import { runLive } from '../lib/node/live/run-live.ts';
import { findRun } from '../lib/node/run-folder/find-run.ts';

const command = createCommand('npm run live -- [options] <run folder>|latest')
  .argument(
    '<run>',
    'its folder; latest: the newest, and each newer one as it comes; latest~1: the one before',
  )
  .addOption(
    new Option('--port <number>', 'where it listens; 0: any port that is free')
      .env('LIVE_PORT')
      .default(DEFAULT_PORT),
  )
  .addOption(
    new Option('--host <address>', 'the address it listens at; any but loopback needs a token')
      .env('LIVE_HOST')
      .default(DEFAULT_HOST),
  )
  .addOption(
    new Option(
      '--token <text>',
      'what readers must show; better by its variable: a flag is seen by everyone on the machine',
    ).env('LIVE_TOKEN'),
  )
  .addOption(new Option('--exit-with-parent', 'ends when its stdin does').hideHelp())
  .addHelpText(
    'after',
    '\nPrints its address, then serves / (the page), /sse, /health, /healthz and /metrics. Exit code: 2 set-up, 128 + signal.',
  );

await runScript(async (stop) => {
  const flags = parseOrHelp(command, process.argv.slice(3));
  if (flags === undefined) return undefined;
  const [run = ''] = command.args;
  const outputDir = process.env.OUTPUT_DIR || 'results';
  await runLive({
    ...parseLiveOptions({
      port: String(flags.port),
      host: String(flags.host),
      token: flags.token === undefined ? undefined : String(flags.token),
    }),
    run: run === 'latest' ? undefined : await findRun(run, outputDir),
    outputDir,
    service: process.env.GATE_SERVICE || DEFAULT_SERVICE,
    stop: stop.signal,
    ...(flags.exitWithParent ? { parent: process.stdin } : {}),
    say: (sentence) => process.stderr.write(`${sentence}\n`),
    onListening: (url) => console.log(url),
  });
  return stop.exitCode() ?? 0;
});
