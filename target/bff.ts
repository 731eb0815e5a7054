// The reference BFF as a process: flags, then the variables of the real service, then defaults.
import { parseArgs } from 'node:util';
import { createBff } from './app.ts';
import { DEFAULT_ANALYSIS_BUDGET_MS, DEFAULT_RECO_BUDGET_MS } from './budget.ts';
import { exitWithUsageError, parseWholeNumber, runServer } from './serve.ts';
import { createHttpUpstreamCall } from './upstream-call.ts';

const NAME = 'target/bff';

const USAGE = `usage: bff --upstream URL [options]
  --upstream URL              decision upstream, http://host:port   AURORA_DECISION_BASE_URL
  --host ADDRESS              where to listen, default 127.0.0.1
  --port PORT                 0 takes a free one, default 3300      PORT
  --analysis-budget-ms MS     default ${DEFAULT_ANALYSIS_BUDGET_MS}, at least 1000         AURORA_BFF_ANALYSIS_BUDGET_MS
  --reco-budget-ms MS         default ${DEFAULT_RECO_BUDGET_MS}, at least 1000          AURORA_BFF_CHAT_RECO_BUDGET_MS
  --admin-key KEY             opens the ops routes                  AURORA_BFF_PDP_HOTSET_PREWARM_ADMIN_KEY
  --db-ready true|false       what /healthz/db says, default true
  --rollout-percent 0..100    users on the new variant, default 50
  --defects SPEC              faults to switch on                   AURORA_DEFECTS
  --exit-with-parent          exit when stdin ends
  --help                      this text
`;

const MAX_BUDGET_MS = 600_000;

function parseUpstreamUrl(text: string | undefined): string {
  if (text === undefined || text === '') {
    throw new Error(
      'no upstream is given; pass --upstream http://host:port or set AURORA_DECISION_BASE_URL.',
    );
  }
  if (!URL.canParse(text) || new URL(text).protocol !== 'http:') {
    throw new Error(`the upstream ${text} is not an http:// address; pass --upstream http://host:port.`);
  }
  return text;
}

function parseBoolean(name: string, text: string): boolean {
  if (text === 'true' || text === 'false') return text === 'true';
  throw new Error(`${name}=${text} must be true or false.`);
}

function main(): void {
  const { values } = parseArgs({
    options: {
      upstream: { type: 'string' },
      host: { type: 'string', default: '127.0.0.1' },
      port: { type: 'string' },
      'analysis-budget-ms': { type: 'string' },
      'reco-budget-ms': { type: 'string' },
      'admin-key': { type: 'string' },
      'db-ready': { type: 'string', default: 'true' },
      'rollout-percent': { type: 'string', default: '50' },
      defects: { type: 'string' },
      'exit-with-parent': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return;
  }
  const { env } = process;
  // An empty variable is an unset one, as compose files leave it.
  const readNumber = (
    flag: string,
    flagValue: string | undefined,
    variable: string,
    fallback: number,
    bounds: { min: number; max: number },
  ) =>
    flagValue === undefined
      ? parseWholeNumber(variable, env[variable] || String(fallback), bounds)
      : parseWholeNumber(flag, flagValue, bounds);
  const budgetBounds = { min: 0, max: MAX_BUDGET_MS };
  const app = createBff({
    callUpstream: createHttpUpstreamCall(parseUpstreamUrl(values.upstream ?? env.AURORA_DECISION_BASE_URL)),
    analysisBudgetMs: readNumber(
      '--analysis-budget-ms',
      values['analysis-budget-ms'],
      'AURORA_BFF_ANALYSIS_BUDGET_MS',
      DEFAULT_ANALYSIS_BUDGET_MS,
      budgetBounds,
    ),
    recoBudgetMs: readNumber(
      '--reco-budget-ms',
      values['reco-budget-ms'],
      'AURORA_BFF_CHAT_RECO_BUDGET_MS',
      DEFAULT_RECO_BUDGET_MS,
      budgetBounds,
    ),
    adminKey: values['admin-key'] ?? env.AURORA_BFF_PDP_HOTSET_PREWARM_ADMIN_KEY,
    dbReady: parseBoolean('--db-ready', values['db-ready']),
    rolloutPercent: parseWholeNumber('--rollout-percent', values['rollout-percent'], { min: 0, max: 100 }),
    defects: values.defects ?? env.AURORA_DEFECTS ?? '',
    processMetrics: true,
  });
  runServer({
    name: NAME,
    fetch: (request, bindings) => app.fetch(request, bindings as object),
    host: values.host,
    port: readNumber('--port', values.port, 'PORT', 3300, { min: 0, max: 65_535 }),
    exitWithParent: values['exit-with-parent'],
  });
}

try {
  main();
} catch (error) {
  exitWithUsageError(NAME, error instanceof Error ? error.message : String(error));
}
