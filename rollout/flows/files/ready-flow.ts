// A flow that can be played, out of its file.
import { parseDurationMs } from '../../../lib/core/smoke/flows/duration.ts';
import { ENVIRONMENTS, type Environment } from '../../../lib/core/smoke/flows/environments.ts';
import type { HttpFlow } from '../../../lib/core/smoke/flows/flow.ts';
import type { FlowFile, PlaceSpec, UsesSpec } from '../../../lib/core/smoke/flows/flow-schema.ts';
import type { FlowSlo, Folder } from './folder.ts';
import type { JoinedFlow } from './join.ts';
import type { Source } from './source.ts';

/** Where a flow is aimed, and how often it is played there. */
export interface FlowPlace {
  /** An address, or the variable that holds one. */
  readonly target: { readonly address: string } | { readonly variable: string };
  readonly everyMs: number;
  readonly jitterRatio: number;
  readonly deadlineMs: number;
}

/** A flow that can be played. */
export interface ReadyFlow {
  readonly id: string;
  readonly title: string;
  /** The flow file, an absolute path. */
  readonly path: string;
  readonly slo: FlowSlo;
  readonly places: Readonly<Partial<Record<Environment, FlowPlace>>>;
  readonly plays: { readonly steps: HttpFlow } | { readonly uses: UsesSpec };
}

/** A flow with what it includes, as far as it could be read. */
export interface FlowSource {
  readonly source: Source<FlowFile>;
  /** The name of the file that was asked for: that of `source`, or one that says `like`. */
  readonly name: string;
  readonly joined: JoinedFlow;
}

const LONGEST_DEADLINE_MS = 60_000;
const USUAL_JITTER_RATIO = 0.1;

/** The objectives that a flow may name. */
export const listSlos = ({ slos = [] }: FlowFile, folder: Folder): readonly FlowSlo[] => [
  ...slos.map(({ id, title, objective, window }) => ({
    ...{ id, title, objectiveRatio: objective },
    windowMs: parseDurationMs(window),
  })),
  ...folder.slos,
];

/** @throws Error where the rules were not held to before */
export function toReadyFlow({ source, joined }: FlowSource, folder: Folder): ReadyFlow {
  const { value } = source;
  const slo = listSlos(value, folder).find(({ id }) => id === value.slo);
  if (!slo) throw new Error(`${source.file}: no objective ${value.slo}`);
  const places = ENVIRONMENTS.flatMap((name) => {
    const place = value.environments[name];
    return place === undefined || place === 'none' ? [] : [[name, toPlace(place)] as const];
  });
  return {
    id: value.id,
    title: value.title,
    path: source.path,
    slo,
    places: Object.fromEntries(places),
    plays: value.uses ? { uses: value.uses } : { steps: joined.flow },
  };
}

/** A place in ms. */
export function toPlace({ target, every, jitter, deadline }: PlaceSpec): FlowPlace {
  const everyMs = parseDurationMs(every);
  const [, variable] = /^\$\{env\.(\w+)\}$/.exec(target) ?? [];
  return {
    target: variable === undefined ? { address: target } : { variable },
    everyMs,
    jitterRatio: jitter ?? USUAL_JITTER_RATIO,
    deadlineMs: deadline === undefined ? Math.min(everyMs, LONGEST_DEADLINE_MS) : parseDurationMs(deadline),
  };
}
