// The traffic guard as the program of a container: reads its options from the environment, and runs until it is told to end.
import { setTimeout as pause } from 'node:timers/promises';
import { createGuard } from './guard.ts';

function read(name: string): string {
  const value = process.env[name];
  if (value) return value;
  process.stderr.write(`traffic guard: ${name} is not set\n`);
  process.exit(2);
}

const everyMs = Number(process.env.GUARD_EVERY_MS || 500);
const guard = createGuard({
  cohort: read('GUARD_COHORT'),
  appUrl: read('GUARD_APP_URL'),
  stableUrl: read('GUARD_STABLE_URL'),
  permitUrl: read('GUARD_PERMIT_URL'),
  everyMs,
  pod: read('GUARD_POD'),
  uncounted: (process.env.GUARD_UNCOUNTED ?? '').split(',').filter(Boolean),
  say: (line) => process.stdout.write(`${line}\n`),
});
guard.server.keepAliveTimeout = 0;
guard.server.listen(Number(process.env.GUARD_PORT || 3300), '0.0.0.0');
const stop = new AbortController();
for (const signal of ['SIGTERM', 'SIGINT'] as const)
  process.once(signal, () => {
    stop.abort();
    guard.server.close(() => process.exit(0));
    guard.server.closeIdleConnections();
  });
async function askAgainAndAgain(): Promise<void> {
  while (!stop.signal.aborted) {
    await guard.ask();
    await pause(everyMs, undefined, { signal: stop.signal }).catch(() => undefined);
  }
}
void askAgainAndAgain();
