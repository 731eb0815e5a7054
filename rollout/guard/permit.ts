// Whether the pods of a version may answer users: what the decision server says of it, and what holds while it says nothing.

/** `serve`: the pod answers itself. `divert`: what reaches it goes to stable. */
export type Mode = 'serve' | 'divert';

/** What asking the decision server came to; undefined where it did not answer, or not with a permit. */
export type PermitAnswer = { readonly serve: boolean } | undefined;

/**
 * The mode after an answer. Without one the mode stays: who cannot ask must neither take stable's pods out of service, nor let a
 * version that was aborted back in.
 */
export function decideMode(now: Mode, answer: PermitAnswer): Mode {
  if (answer === undefined) return now;
  return answer.serve ? 'serve' : 'divert';
}

/** The body of a permit: `{"serve": true}`; undefined where it is none. */
export function parsePermit(json: unknown): PermitAnswer {
  const isPermit =
    typeof json === 'object' && json !== null && 'serve' in json && typeof json.serve === 'boolean';
  return isPermit ? { serve: json.serve === true } : undefined;
}
