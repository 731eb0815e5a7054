// What the folder of a service has that flows may name.
import type { Monitored } from '../../../lib/core/monitoring/monitored.ts';
import type { Smoke } from '../../../lib/core/smoke/flow.ts';
import type { ReleaseCheck } from '../../../lib/node/release/run-release-gate.ts';
import { type LoadedService, listParts, loadPart } from '../../../lib/node/service/load-service.ts';

/** The objective that a flow's runs count for. */
export interface FlowSlo {
  readonly id: string;
  readonly title: string;
  /** The share of runs that must pass, 0..1. */
  readonly objectiveRatio: number;
  readonly windowMs: number;
}

/** What the folder of a service has that flows may name. */
export interface Folder {
  readonly journeys: readonly string[];
  readonly variants: readonly string[];
  readonly smokes: Readonly<Record<string, Smoke>>;
  readonly checks: readonly ReleaseCheck[];
  readonly slos: readonly FlowSlo[];
}

/** The promises of a service hold in any 30 days (lib/core/monitoring/monitored.ts). */
const SLO_WINDOW_MS = 30 * 24 * 3_600_000;
/** What the folder of a service has that flows may name. */
export async function readFolder(loaded: LoadedService): Promise<Folder> {
  const { service } = loaded;
  const monitored = await loadPart<Monitored>(loaded, 'monitoring.ts', 'MONITORED');
  const smokes = await Promise.all(
    listParts(loaded, 'smoke').map(async (name) => {
      const smoke = await loadPart<Smoke>(loaded, `smoke/${name}.ts`, 'SMOKE');
      return smoke ? [[name, smoke] as const] : [];
    }),
  );
  return {
    journeys: service.journeyIds,
    variants: service.variantIds,
    smokes: Object.fromEntries(smokes.flat()),
    checks: (await loadPart<readonly ReleaseCheck[]>(loaded, 'release/checks.ts', 'CHECKS')) ?? [],
    slos: (monitored?.slos ?? []).map(({ id, title, objectiveRatio }) => ({
      ...{ id, title, objectiveRatio },
      windowMs: SLO_WINDOW_MS,
    })),
  };
}
