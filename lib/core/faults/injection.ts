// Faults as a run will inject them: their values set, and what is to be expected of them with these values.
import { type Redraw, toRedraw } from './draws.ts';
import type { Effect, Fault, Met, RequestErrors, RequestsFault, Stream, Toxic, ToxicFault } from './fault.ts';
import type { FaultSettings, ToxicSettings } from './settings.ts';
import { FAULT_IDS, FAULTS, type FaultId } from './table.ts';

interface InjectionBase {
  readonly id: FaultId;
  readonly does: string;
  readonly effect: Effect;
  /** The share of connections, or of requests, (0..1) that meet it. */
  readonly strikes: number;
  /** The share of connections that it cuts, so that a call gets no whole answer; 0 for one that only slows. */
  readonly cutShare: number;
}
export type Injection = InjectionBase &
  (
    | { readonly by: 'toxics'; readonly toxics: readonly Toxic[]; readonly redraw?: Redraw }
    | { readonly by: 'disabled_proxy' }
    | { readonly by: 'agent'; readonly errors: RequestErrors }
  );

/** Where the faults stand: between the service and its upstream, or on the edge, between k6 and the service. */
export type Leg = 'upstream' | 'edge';
export const LEGS = ['upstream', 'edge'] as const satisfies readonly Leg[];

export type Injections = Readonly<Record<FaultId, Injection>>;

/**
 * Bytes of the smallest message a fault is expected to meet. An answer of the decision upstream is 96 kB on the reference
 * stack; one of a seventh of that is still told from noise. A question to it, with its headers, is 200 bytes and more.
 * On the edge answers are 8 kB on average, and requests 300 bytes and more.
 */
const SMALLEST_BYTES: Readonly<Record<Leg, Readonly<Record<Stream, number>>>> = {
  upstream: { downstream: 12_800, upstream: 200 },
  edge: { downstream: 5_120, upstream: 300 },
};

/** The noise of a busy machine hides a smaller rise of the mean latency. */
const MIN_ADDED_MS = 20;

/** Every fault under these settings, on this leg. */
export function resolveFaults(settings: FaultSettings, leg: Leg = 'upstream'): Injections {
  return Object.fromEntries(
    FAULT_IDS.map((id) => [id, resolveFault(id, FAULTS[id], settings, leg)]),
  ) as Record<FaultId, Injection>;
}

function resolveFault(id: FaultId, fault: Fault, settings: FaultSettings, leg: Leg): Injection {
  const base = { id, does: fault.does };
  switch (fault.by) {
    case 'toxic': {
      const { toxic, effect, actsMs } = resolveToxic(fault, settings, leg);
      const strikes = toxic.toxicity;
      const cutShare = fault.cuts ? strikes : 0;
      // What acts as a connection closes meets each connection once anyway.
      const drawn = 'heldMs' in effect ? { toxics: [toxic] } : withRedraw([[toxic, actsMs]], leg);
      return { ...base, effect, strikes, cutShare, by: 'toxics', ...drawn };
    }
    case 'mix': {
      const resolved = fault.of.map((one) => resolveToxic(one, settings, leg));
      const toxics = resolved.map(({ toxic }) => toxic);
      const [first] = resolved;
      if (!first) throw new RangeError(`${id} mixes nothing`);
      const strikes = Math.max(...toxics.map(({ toxicity }) => toxicity));
      const cutShare = Math.max(0, ...fault.of.map(({ cuts }, i) => (cuts ? (toxics[i]?.toxicity ?? 0) : 0)));
      const drawn = resolved.map(({ toxic, actsMs }) => [toxic, actsMs] as const);
      return { ...base, effect: first.effect, strikes, cutShare, by: 'toxics', ...withRedraw(drawn, leg) };
    }
    case 'disabled_proxy':
      return { ...base, effect: fault.effect, strikes: 1, cutShare: 1, by: 'disabled_proxy' };
    case 'agent': {
      const values = resolveRequests(fault, settings);
      const errors: RequestErrors = {
        errorRatio: values.percent / 100,
        errorCode: values.status,
        errorBody: '',
        averageDelayMs: values.delay,
        delayVariationMs: values.variation,
        exclude: [],
      };
      // An error is an answer: no connection is cut.
      const strikes = errors.errorRatio;
      return { ...base, effect: fault.expect(values), strikes, cutShare: 0, by: 'agent', errors };
    }
  }
}

/** On the edge k6 opens a connection for each call, so that each has its own draw. */
function withRedraw(drawn: readonly (readonly [Toxic, number])[], leg: Leg) {
  const redraw = leg === 'edge' ? undefined : toRedraw(drawn);
  return { toxics: drawn.map(([toxic]) => toxic), ...(redraw ? { redraw } : {}) };
}

function resolveRequests(fault: RequestsFault, settings: FaultSettings) {
  const given = settings[fault.id as FaultId]?.attributes ?? {};
  const take = (key: keyof RequestsFault['attributes']) => given[key] ?? fault.attributes[key].value;
  return {
    percent: take('percent'),
    status: take('status'),
    delay: take('delay'),
    variation: take('variation'),
  };
}

function resolveToxic(
  fault: ToxicFault,
  settings: FaultSettings,
  leg: Leg,
): { readonly toxic: Toxic; readonly effect: Effect; readonly actsMs: number } {
  const given: ToxicSettings = settings[fault.id as FaultId] ?? { attributes: {} };
  const { stream = fault.stream, toxicity = fault.toxicity } = given;
  const own = Object.entries(fault.attributes).map(([key, { value }]) => [key, value] as const);
  const attributes: Record<string, number> = { ...Object.fromEntries(own), ...given.attributes };
  const inMs = Object.entries(fault.attributes).filter(([, { unit }]) => unit === 'ms');
  const met: Met = { bytes: SMALLEST_BYTES[leg][stream], toxicity };
  return {
    // Healing takes off what bears this name, and nothing else.
    toxic: { name: `aurora_${fault.type}`, type: fault.type, stream, toxicity, attributes },
    effect: fault.expect(attributes, met),
    actsMs: inMs.reduce((total, [key]) => total + (attributes[key] ?? 0), 0),
  };
}

/** The faults as their files have them. */
export const INJECTIONS: Injections = resolveFaults({});

/** The faults under which no call can end well: they strike every connection, and let nothing whole through. */
export function listCutting(faults: Injections): ReadonlySet<FaultId> {
  const cuts = ({ effect, strikes }: Injection) =>
    strikes >= 1 && 'errorShare' in effect && effect.errorShare >= 0.5;
  return new Set(FAULT_IDS.filter((id) => cuts(faults[id])));
}

/** Why `id` under these settings is not worth injecting, as it could not be shown to act; undefined where it is. */
export function findUnusable(
  id: FaultId,
  settings: FaultSettings,
  leg: Leg = 'upstream',
): string | undefined {
  const fault = FAULTS[id];
  const injection = resolveFault(id, fault, settings, leg);
  if (leg === 'edge' && injection.by === 'agent')
    return `${id} stands before the upstream only: leave it out with CHAOS=edge`;
  if (fault.by === 'toxic' && injection.by === 'toxics') {
    const conflict = fault.findConflict?.(injection.toxics[0]?.attributes ?? {});
    if (conflict) return `${id}: ${conflict}`;
  }
  const conflict = fault.by === 'agent' && fault.findConflict(resolveRequests(fault, settings));
  if (conflict) return `${id}: ${conflict}`;
  const { effect } = injection;
  if ('addedMs' in effect && effect.addedMs < MIN_ADDED_MS) {
    return `${id} would slow calls by ${Number(effect.addedMs.toFixed(1))} ms, which noise would hide: give values that add ${MIN_ADDED_MS} ms or more`;
  }
  if ('heldMs' in effect && effect.heldMs < MIN_ADDED_MS) {
    return `${id} would hold connections ${effect.heldMs} ms longer: give values that make it ${MIN_ADDED_MS} ms or more`;
  }
  if ('errorShare' in effect && effect.errorShare <= 0) {
    return `${id} would let every call pass: give values that stop some`;
  }
  return undefined;
}
