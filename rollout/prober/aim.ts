// A flow aimed at a target: what the prober plays, and when.
import { redactText } from '../../lib/core/text/redact.ts';
import type { FlowPlace, ReadyFlow } from '../flows/files/ready-flow.ts';
import type { Probe } from './probe.ts';

/** A flow with its probe and the address that it calls. */
export interface Aimed {
  readonly flow: ReadyFlow;
  readonly probe: Probe;
  readonly base: string;
}

/** When a flow is played. `scale` divides its deadline and the window of its objective. */
export interface Timing {
  readonly everyMs: number;
  readonly scale: number;
  readonly seed: number;
}

/** @param target its name, '' where there is but one, and its address */
export function aim(
  flow: ReadyFlow,
  place: Pick<FlowPlace, 'deadlineMs' | 'jitterRatio'>,
  { name, base }: { readonly name: string; readonly base: string },
  { everyMs, scale, seed }: Timing,
): Aimed {
  const id = name === '' ? flow.id : `${flow.id}@${name}`;
  return {
    flow,
    base,
    probe: {
      id,
      flow: flow.id,
      target: name === '' ? redactText(base) : name,
      slo: { ...flow.slo, windowMs: flow.slo.windowMs / scale },
      deadlineMs: Math.round(Math.min(place.deadlineMs / scale, everyMs)),
      table: { flow: id, everyMs, jitterRatio: place.jitterRatio, seed },
    },
  };
}
