// npm run live -- results/<run>: the run as it goes on, for browsers and programs, until Ctrl-C.
import { resolve } from 'node:path';
import { Option } from 'commander';
import { parseLiveOptions } from '../lib/core/live-options.ts';
import { createCommand, parseOrHelp } from '../lib/node/command-line.ts';
import { runLive } from '../lib/node/live/run-live.ts';
import { toStopSignal } from '../lib/node/stop-signal.ts';

const command = createCommand('npm run live -- [options] <run folder>|latest')
  .argument('<run>', 'a folder under results/, or latest: the newest, and each newer one as it comes')
  .addOption(
    new Option('--port <number>', 'where it listens; 0: any port that is free')
      .env('LIVE_PORT')
      .default('8001'),
  )
  .addOption(
    new Option('--host <address>', 'the address it listens at; any but loopback needs a token')
      .env('LIVE_HOST')
      .default('127.0.0.1'),
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

const stop = toStopSignal();
try {
  const flags = parseOrHelp(command, process.argv.slice(3));
  if (flags) {
    const [run = ''] = command.args;
    await runLive({
      ...parseLiveOptions({
        port: String(flags.port),
        host: String(flags.host),
        token: flags.token === undefined ? undefined : String(flags.token),
      }),
      run: run === 'latest' ? undefined : resolve(run),
      outputDir: process.env.OUTPUT_DIR || 'results',
      stop: stop.signal,
      ...(flags.exitWithParent ? { parent: process.stdin } : {}),
      say: (sentence) => process.stderr.write(`${sentence}\n`),
      onListening: (url) => console.log(url),
    });
    process.exitCode = stop.exitCode() ?? 0;
  }
} catch (error) {
  process.exitCode = stop.exitCode() ?? 2;
  if (stop.exitCode() === undefined)
    console.error(`aurora-gate: ${error instanceof Error ? error.message : error}`);
}
stop.release();
