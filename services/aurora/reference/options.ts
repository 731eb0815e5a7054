// How the two processes are called: flags, then the variables of the real service, then defaults.
import { type ParseArgsConfig, parseArgs } from 'node:util';
import { SPOKEN, type Spoken } from './envelopes/renderers.ts';
import { parseAllowedOrigins } from './routes/cors.ts';
import { DEFAULT_ANALYSIS_BUDGET_MS, DEFAULT_RECO_BUDGET_MS } from './upstream/budget.ts';
import type { UpstreamMode } from './upstream/upstream-app.ts';

/** Where a process listens, and what it lives by. */
export type ListenOptions = {
  readonly host: string;
  readonly port: number;
  readonly exitWithParent: boolean;
};

/** What the BFF process is told. */
export type BffProcessOptions = ListenOptions & {
  readonly upstreamUrl: string;
  /** Kept to the upstream; 0: each call opens its own. */
  readonly upstreamConnections: number;
  readonly analysisBudgetMs: number;
  readonly recoBudgetMs: number;
  readonly adminKey: string | undefined;
  readonly dbReady: boolean;
  readonly rolloutPercent: number;
  readonly allowedOrigins: readonly string[];
  readonly envelope: Spoken;
  readonly defects: string;
};

/** What the upstream process is told. */
export type UpstreamProcessOptions = ListenOptions & {
  readonly mode: UpstreamMode;
  readonly delayMs: number;
  readonly jitterMs: number;
  readonly seed: number;
};

/** The variables of a process, as in `process.env`. */
export type Env = Readonly<Record<string, string | undefined>>;

/** What `bff --help` prints. */
export const BFF_USAGE = `usage: bff --upstream URL [options]
  --upstream URL            decision upstream, http://host:port   AURORA_DECISION_BASE_URL
  --upstream-connections N  kept to the upstream, default 0: each call opens its own   AURORA_UPSTREAM_CONNECTIONS
  --host ADDRESS            where to listen, default 127.0.0.1
  --port PORT               0 takes a free one, default 3300      PORT
  --analysis-budget-ms MS   default 12000, raised to 1000         AURORA_BFF_ANALYSIS_BUDGET_MS
  --reco-budget-ms MS       default 9000, raised to 1000          AURORA_BFF_CHAT_RECO_BUDGET_MS
  --admin-key KEY           opens the ops routes                  AURORA_BFF_PDP_HOTSET_PREWARM_ADMIN_KEY
  --db-ready true|false     what /healthz/db says, default true
  --rollout-percent N       users on the new variant, default 50
  --envelope NAME           what it answers in, aurora or chatcards (ChatCards v1 in the chat), default aurora
  --allowed-origins LIST    web pages that may call it, by commas  ALLOWED_ORIGINS, CORS_ALLOWED_ORIGINS
  --defects SPEC            faults to switch on                   AURORA_DEFECTS
  --exit-with-parent        exit when stdin ends
`;

/** What `upstream --help` prints. */
export const UPSTREAM_USAGE = `usage: upstream [options]
  --host ADDRESS            where to listen, default 127.0.0.1
  --port PORT               0 takes a free one, default 3400      PORT
  --hang                    take every question, answer none
  --empty                   answer with no candidates
  --delay-ms MS             the least time an answer takes, default 20
  --jitter-ms MS            what a seeded draw adds at most, default 20
  --seed N                  makes the delays repeatable, default 1
  --exit-with-parent        exit when stdin ends
`;

const TEXT = { type: 'string' } as const;
const SWITCH = { type: 'boolean', default: false } as const;
const LISTEN_FLAGS = { host: TEXT, port: TEXT, 'exit-with-parent': SWITCH, help: SWITCH } as const;

const MAX_MS = 600_000;

function parseFlags<const Flags extends NonNullable<ParseArgsConfig['options']>>(
  args: readonly string[],
  options: Flags,
) {
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    const [first] = String((error as Error).message).split('. ');
    throw new Error(`${first}; --help lists what there is.`, { cause: error });
  }
}

/** A value and the name it goes by in a message. */
type Named = { readonly name: string; readonly text: string | undefined };

function parseWholeNumber({ name, text }: Named, fallback: number, min: number, max: number): number {
  if (text === undefined) return fallback;
  const value = /^-?\d+$/.test(text.trim()) ? Number(text) : Number.NaN;
  if (value >= min && value <= max) return value;
  throw new Error(`${name}=${text} is not a whole number from ${min} to ${max}.`);
}

function parseBoolean({ name, text }: Named, fallback: boolean): boolean {
  if (text === undefined) return fallback;
  if (text === 'true' || text === 'false') return text === 'true';
  throw new Error(`${name}=${text} must be true or false.`);
}

function parseSpoken({ name, text }: Named): Spoken {
  const spoken = text === undefined ? 'aurora' : SPOKEN.find((known) => known === text);
  if (spoken === undefined) throw new Error(`${name}=${text} must be ${SPOKEN.join(' or ')}.`);
  return spoken;
}

function parseUpstreamUrl({ name, text }: Named): string {
  if (text === undefined) {
    throw new Error(
      'no upstream is given; pass --upstream http://host:port or set AURORA_DECISION_BASE_URL.',
    );
  }
  if (!URL.canParse(text) || new URL(text).protocol !== 'http:') {
    throw new Error(`${name}=${text} is not an http:// address; write it like http://127.0.0.1:3400.`);
  }
  return text;
}

// An empty variable is an unset one: that is how compose files leave it.
function pick(flag: string, flagText: string | undefined, variable?: string, env: Env = {}): Named {
  if (flagText !== undefined || variable === undefined) return { name: `--${flag}`, text: flagText };
  return { name: variable, text: env[variable] || undefined };
}

/** Reads how the BFF was called; undefined where help was asked for. Throws an Error of one sentence on a mistake. */
export function parseBffOptions(args: readonly string[], env: Env): BffProcessOptions | undefined {
  const values = parseFlags(args, {
    ...LISTEN_FLAGS,
    upstream: TEXT,
    'upstream-connections': TEXT,
    'analysis-budget-ms': TEXT,
    'reco-budget-ms': TEXT,
    'admin-key': TEXT,
    'db-ready': TEXT,
    'rollout-percent': TEXT,
    'allowed-origins': TEXT,
    envelope: TEXT,
    defects: TEXT,
  });
  if (values.help) return undefined;
  const read = (flag: Exclude<keyof typeof values, 'help' | 'exit-with-parent'>, variable?: string) =>
    pick(flag, values[flag], variable, env);
  const analysis = read('analysis-budget-ms', 'AURORA_BFF_ANALYSIS_BUDGET_MS');
  const reco = read('reco-budget-ms', 'AURORA_BFF_CHAT_RECO_BUDGET_MS');
  return {
    upstreamUrl: parseUpstreamUrl(read('upstream', 'AURORA_DECISION_BASE_URL')),
    upstreamConnections: parseWholeNumber(
      read('upstream-connections', 'AURORA_UPSTREAM_CONNECTIONS'),
      0,
      0,
      1_000,
    ),
    analysisBudgetMs: parseWholeNumber(analysis, DEFAULT_ANALYSIS_BUDGET_MS, 0, MAX_MS),
    recoBudgetMs: parseWholeNumber(reco, DEFAULT_RECO_BUDGET_MS, 0, MAX_MS),
    adminKey: read('admin-key', 'AURORA_BFF_PDP_HOTSET_PREWARM_ADMIN_KEY').text,
    dbReady: parseBoolean(read('db-ready'), true),
    rolloutPercent: parseWholeNumber(read('rollout-percent'), 50, 0, 100),
    allowedOrigins: parseAllowedOrigins(
      read('allowed-origins', 'ALLOWED_ORIGINS').text ?? (env.CORS_ALLOWED_ORIGINS || undefined),
    ),
    envelope: parseSpoken(read('envelope')),
    defects: read('defects', 'AURORA_DEFECTS').text ?? '',
    host: values.host ?? '127.0.0.1',
    port: parseWholeNumber(read('port', 'PORT'), 3300, 0, 65_535),
    exitWithParent: values['exit-with-parent'],
  };
}

/** Reads how the upstream was called; undefined where help was asked for. Throws an Error of one sentence on a mistake. */
export function parseUpstreamOptions(args: readonly string[], env: Env): UpstreamProcessOptions | undefined {
  const values = parseFlags(args, {
    ...LISTEN_FLAGS,
    hang: SWITCH,
    empty: SWITCH,
    'delay-ms': TEXT,
    'jitter-ms': TEXT,
    seed: TEXT,
  });
  if (values.help) return undefined;
  if (values.hang && values.empty)
    throw new Error('--hang and --empty exclude each other; pass one of them.');
  return {
    mode: values.hang ? 'hang' : values.empty ? 'empty' : 'healthy',
    delayMs: parseWholeNumber(pick('delay-ms', values['delay-ms']), 20, 0, MAX_MS),
    jitterMs: parseWholeNumber(pick('jitter-ms', values['jitter-ms']), 20, 0, MAX_MS),
    seed: parseWholeNumber(pick('seed', values.seed), 1, 0, 0xffff_ffff),
    host: values.host ?? '127.0.0.1',
    port: parseWholeNumber(pick('port', values.port, 'PORT', env), 3400, 0, 65_535),
    exitWithParent: values['exit-with-parent'],
  };
}
