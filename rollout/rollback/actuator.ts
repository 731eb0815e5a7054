// What moves the traffic of a rollout, as the engine sees it: told to take a version back, and asked what became of it.
import type { LeaseStore } from './lease.ts';

/** What an actuator says of the version that is to go. */
export interface Standing {
  /**
   * `serves`: it has traffic, and the actuator has not been told, or told in vain. `leaving`: the actuator was told, and works on it.
   * `gone`: it has none. `stuck`: nothing that this actuator can do takes it back.
   */
  readonly state: 'serves' | 'leaving' | 'gone' | 'stuck';
  /** The version, as the users' path names it; '' where it is not known. */
  readonly version: string;
  /** What would be done next, in a few words; '' where there is nothing to do. */
  readonly next: string;
  /** What was read, in half a sentence. */
  readonly text: string;
}

/**
 * Why a call came to nothing. `unreached`: nobody answered in time. `busy`: it asks to come again. `conflict`: it changed meanwhile.
 * `denied`: we may not. `missing`: there is no such rollout. `refused`: it was understood, and not done. `strange`: what answers is no
 * such actuator, or does not keep to its contract.
 */
export const TROUBLES = ['unreached', 'busy', 'conflict', 'denied', 'missing', 'refused', 'strange'] as const;
export type Trouble = (typeof TROUBLES)[number];

/** A call that came to nothing. The message names the culprit and the remedy. */
export class ActuatorError extends Error {
  override readonly name = 'ActuatorError';
  readonly trouble: Trouble;
  /** The actuator asks to be left alone for so long, in ms. */
  readonly retryAfterMs: number;
  constructor(message: string, trouble: Trouble, retryAfterMs = 0) {
    super(message);
    this.trouble = trouble;
    this.retryAfterMs = retryAfterMs;
  }
}

export interface Actuator {
  readonly kind: 'argo' | 'http';
  /** Whose traffic it moves, for people: `namespace/name`. */
  readonly target: string;
  /** The version that was named to go; '' where the newest is meant. */
  readonly version: string;
  /** Where the lock lies by which engines keep out of each other's way. */
  readonly lease: LeaseStore;
  /** How the version stands. @throws ActuatorError */
  read(): Promise<Standing>;
  /** Does what the last `read` gave for the next thing. What came of it is read, not believed. @throws ActuatorError */
  act(): Promise<void>;
  /** What a person does where the engine could not, a line each. */
  byHand(): readonly string[];
}
