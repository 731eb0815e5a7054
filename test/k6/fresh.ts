// For tests of what runs in k6: a VU that has loaded no module yet, and the rows it writes to the journal.
import { vi } from 'vitest';

/** A new k6: modules are imported anew after this. `rows` fills with what is written to the journal. */
export function makeFresh(env: Readonly<Record<string, string>>): Record<string, unknown>[] {
  vi.resetModules();
  vi.stubGlobal('__ENV', env);
  const rows: Record<string, unknown>[] = [];
  vi.spyOn(console, 'log').mockImplementation((line: string) => void rows.push(JSON.parse(line)));
  return rows;
}

/** A new k6 that writes its journal, in a run that began at the second 1000 of the clock. */
export async function startFresh() {
  const rows = makeFresh({ EVENTS: 'on' });
  const k6 = await import('./world.ts');
  const { setClock } = await import('../../lib/k6/clock.ts');
  setClock({ startedAtSec: 1000, startedAtRunMs: 0 });
  return { k6, rows };
}
