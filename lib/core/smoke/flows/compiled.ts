// What a k6 scenario is made of when a flow is compiled.
import type { Smoke } from '../flow.ts';
import type { HttpFlow } from './flow.ts';

/** A flow, as its bundle holds it. */
export interface CompiledFlow {
  readonly id: string;
  /** How long one run may take. */
  readonly deadlineMs: number;
  /** The users that a smoke or journeys are played as; none: all. */
  readonly variants: readonly string[];
  readonly plays:
    | { readonly steps: HttpFlow }
    | { readonly journeys: readonly string[] }
    /** The smoke of the service's folder that the bundle takes in. */
    | { readonly smoke: Smoke };
}
