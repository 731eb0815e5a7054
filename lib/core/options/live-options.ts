// What `npm run live` takes: how the feed listens, and who may read it.
import { SHARED_OPTIONS } from '../plan/run-options.ts';
import { isLoopback } from './address.ts';
import type { Command } from './command.ts';
import { BY_HAND, integer, type OptionValues, onOff, pickOptions, text } from './option.ts';
import { OptionError } from './option-error.ts';
import { readOptions } from './read-options.ts';

export const LIVE: Command = {
  name: 'live',
  does: 'Serves a run as it goes on, or as it was, to browsers and programs, until Ctrl-C.',
  arguments: [
    {
      name: 'run',
      doc: 'its folder; latest: the newest, and each newer one as it comes; latest~1: the one before',
    },
  ],
  options: [
    integer('LIVE_PORT', '8001', 0, 65_535, 'where it listens; 0: any port that is free', { flag: 'port' }),
    text('LIVE_HOST', '127.0.0.1', 'the address it listens at; any but loopback needs a token', undefined, {
      flag: 'host',
    }),
    text(
      'LIVE_TOKEN',
      '',
      'what readers must show, 16 characters or more; better by its variable',
      undefined,
      { flag: 'token', secret: true },
    ),
    onOff('LIVE_EXIT_WITH_PARENT', 'ends when its stdin does', {
      flag: 'exit-with-parent',
      byHand: BY_HAND.child,
    }),
    ...pickOptions(SHARED_OPTIONS, 'OUTPUT_DIR', 'GATE_SERVICE'),
  ],
  target: { none: 'it shows a run from its folder' },
  notes: ['Prints its address, then serves / (the page), /sse, /health, /healthz and /metrics.'],
  examples: [
    ['live -- latest', 'the newest run, and each newer one as it comes'],
    ['live -- results/<run>', 'a run that goes on, or that is over'],
  ],
  exitCodes: { 0: 'ended with its parent', 2: 'usage or set-up' },
  endsInOrder: true,
};

export interface LiveOptions {
  /** 0: any port that is free. */
  readonly port: number;
  readonly host: string;
  /** What everyone must show; undefined: everyone on this machine may read. */
  readonly token: string | undefined;
}

/** What was asked of `npm run live`, beside the run. */
export interface LiveRequest extends LiveOptions {
  /** The folder that holds the runs' folders. */
  readonly outputDir: string;
  /** The service of a run whose journal does not name it yet. */
  readonly service: string;
  readonly exitsWithParent: boolean;
}

/** Short ones can be guessed, and nothing here slows a guesser down. */
export const MIN_TOKEN_CHARS = 16;

/**
 * Option values → how the feed listens, and where it finds the run.
 * @throws OptionError that names the option and the remedy
 */
export function parseLiveOptions(values: OptionValues): LiveRequest {
  const { text: own, number, isOn } = readOptions(LIVE.options, values);
  const host = own('LIVE_HOST');
  const token = own('LIVE_TOKEN') || undefined;
  if (token !== undefined && token.length < MIN_TOKEN_CHARS) {
    throw new OptionError(
      `LIVE_TOKEN is too short: give at least ${MIN_TOKEN_CHARS} characters, as \`openssl rand -hex 16\` prints them`,
    );
  }
  if (token === undefined && !isLoopback(host)) {
    throw new OptionError(
      `LIVE_HOST=${host} can be reached from elsewhere: give a LIVE_TOKEN, or leave LIVE_HOST out`,
    );
  }
  return {
    port: number('LIVE_PORT'),
    host,
    token,
    outputDir: own('OUTPUT_DIR'),
    service: own('GATE_SERVICE'),
    exitsWithParent: isOn('LIVE_EXIT_WITH_PARENT'),
  };
}
