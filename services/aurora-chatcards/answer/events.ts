// The events of a ChatCards v1 answer: in ops, in either spelling, and at the root as in the older envelope.

import { type Json, toList } from '../../../lib/core/text/json.ts';
import { isLowRequest } from '../../aurora/answer/confidence.ts';
import { asObject } from '../../aurora/answer/json.ts';

/** What the events say. */
export interface SeenEvents {
  readonly lowConfidence: boolean;
  readonly guardFallback: boolean;
}

/** Reads the events of an answer, whatever they are. */
export function readEvents(root: Json): SeenEvents {
  const seen = { lowConfidence: false, guardFallback: false };
  const places = [toList(asObject(root.ops).experiment_events), toList(root.events)];
  for (const list of places) {
    for (let i = 0; i < list.length; i++) {
      const event = asObject(list[i]);
      const name = event.event_type ?? event.event_name;
      if (name === 'reco_output_guard_fallback') seen.guardFallback = true;
      else if (name === 'recos_requested' && isLowRequest(asObject(event.event_data ?? event.data)))
        seen.lowConfidence = true;
    }
  }
  return seen;
}
