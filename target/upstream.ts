// The decision upstream as a process.
import { parseArgs } from 'node:util';
import { exitWithUsageError, parseWholeNumber, runServer } from './serve.ts';
import { createUpstream } from './upstream-app.ts';

const NAME = 'target/upstream';

const USAGE = `usage: upstream [options]
  --host ADDRESS       where to listen, default 127.0.0.1
  --port PORT          0 takes a free one, default 3400
  --hang               take every question, answer none
  --empty              answer with no candidates
  --delay-ms MS        the least time an answer takes, default 20
  --jitter-ms MS       what a seeded draw adds at most, default 20
  --seed N             makes the delays repeatable, default 1
  --exit-with-parent   exit when stdin ends
  --help               this text
`;

const MAX_DELAY_MS = 600_000;

function main(): void {
  const { values } = parseArgs({
    options: {
      host: { type: 'string', default: '127.0.0.1' },
      port: { type: 'string', default: '3400' },
      hang: { type: 'boolean', default: false },
      empty: { type: 'boolean', default: false },
      'delay-ms': { type: 'string', default: '20' },
      'jitter-ms': { type: 'string', default: '20' },
      seed: { type: 'string', default: '1' },
      'exit-with-parent': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return;
  }
  if (values.hang && values.empty)
    throw new Error('--hang and --empty exclude each other; pass one of them.');
  const delayBounds = { min: 0, max: MAX_DELAY_MS };
  const app = createUpstream({
    mode: values.hang ? 'hang' : values.empty ? 'empty' : 'healthy',
    delayMs: parseWholeNumber('--delay-ms', values['delay-ms'], delayBounds),
    jitterMs: parseWholeNumber('--jitter-ms', values['jitter-ms'], delayBounds),
    seed: parseWholeNumber('--seed', values.seed, { min: 0, max: 0xffffffff }),
    processMetrics: true,
  });
  runServer({
    name: NAME,
    fetch: (request, bindings) => app.fetch(request, bindings as object),
    host: values.host,
    port: parseWholeNumber('--port', values.port, { min: 0, max: 65_535 }),
    exitWithParent: values['exit-with-parent'],
  });
}

try {
  main();
} catch (error) {
  exitWithUsageError(NAME, error instanceof Error ? error.message : String(error));
}
