// What a drill gives a service's canary: its own ways to be bad, which its reference can be switched to.
import type { Id } from '../service/service.ts';

/** A version to roll out. */
export interface CanarySpec {
  /** What is wrong with it, in a sentence. */
  readonly why: string;
  /** Defects of its reference, as `--defects` takes them. */
  readonly defects: string;
  /** Only the gate's own load finds it: neither the metrics nor the synthetic flows see anything of it. */
  readonly onlyGateFinds?: true;
}

/** A version that is as good as the stable one. */
export const GOOD_CANARY: CanarySpec = { why: '', defects: '' };

/** The bad versions of a service by id (`services/<id>/canaries.ts`, exported as CANARIES). The first one stands for all of them. */
export type Canaries = Readonly<Record<Id, CanarySpec>>;
