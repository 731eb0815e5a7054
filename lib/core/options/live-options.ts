// How the live feed listens, and who may read it.
import { OptionError } from './option-error.ts';

export interface LiveOptions {
  /** 0: any port that is free. */
  readonly port: number;
  readonly host: string;
  /** What everyone must show; undefined: everyone on this machine may read. */
  readonly token: string | undefined;
}

/** Short ones can be guessed, and nothing here slows a guesser down. */
export const MIN_TOKEN_CHARS = 16;
export const DEFAULT_PORT = '8001';
export const DEFAULT_HOST = '127.0.0.1';
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|::1|\[::1\])$/i;

/** True for names and addresses that mean this machine: `127.0.0.1`, `localhost`, `::1`. */
export function isLoopback(host: string): boolean {
  return LOOPBACK.test(host);
}

/**
 * Checks the options as a person typed them; '' counts as not given.
 * @throws OptionError that names the option and the remedy
 */
export function parseLiveOptions(given: {
  readonly port: string;
  readonly host: string;
  readonly token?: string | undefined;
}): LiveOptions {
  const port = Number(given.port || DEFAULT_PORT);
  const host = given.host || DEFAULT_HOST;
  if (!/^\d*$/.test(given.port) || port > 65_535)
    throw new OptionError(`LIVE_PORT=${given.port}: give a port from 0 to 65535; 0 is any that is free`);
  const token = given.token || undefined;
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
  return { port, host, token };
}
