// What one answer was found to be: by the engine, which knows status and contract, and by the judge of its service.
import { NOT_OURS } from '../service/engine-counters.ts';
import type { Asked, Id, Judged, Service } from '../service/service.ts';
import type { ReceivedBody } from './received-body.ts';
import { findUntaken, isErrorStatus, isServerError } from './status.ts';
import { findOwnTrouble } from './unsent.ts';

/** Finds what is wrong with a body; `undefined` when it keeps its route's contract. Made from JSON Schema at build time. */
export type Validate = (body: unknown) => string | undefined;

/** Reads a header of the answer by its lower-case name. */
export type ReadHeader = (name: string) => string | undefined;

/** `detail` says in a few words what broke, for the first of `violations`; what its service notes comes behind a broken contract, or alone. */
export interface Findings {
  readonly violations: readonly Id[];
  readonly detail: string;
  /** It was held to contract and promises. */
  readonly judged: boolean;
  /** The other flags that it has. */
  readonly flags: readonly Id[];
}

const NONE: readonly Id[] = [];

const LOST: readonly Id[] = ['transport_error'];
const UNSENT: readonly Id[] = ['call_unsent'];

/** What is found where no body came back. `why` is the client's own error. */
export function toTransportFindings(why: string): Findings {
  const violations = findOwnTrouble(why) === undefined ? LOST : UNSENT;
  return { violations, detail: why, judged: false, flags: NONE };
}

/** True for a call that this machine could not make. */
export function isUnsent(violations: readonly Id[]): boolean {
  return violations.length > 0 && violations.includes('call_unsent');
}

/** True for a call that an answer came to. */
export function isReceived(violations: readonly Id[]): boolean {
  return violations.length === 0 || !(violations.includes('transport_error') || isUnsent(violations));
}

/**
 * Judges one received answer.
 * @param validate undefined where the route has no contract: then the status alone is judged
 *
 * An error status is a reason of its own: its body is held to the contract only where it claims to keep it.
 */
export function judgeAnswer(
  service: Pick<Service, 'judge' | 'claimsContract' | 'findStranger'>,
  asked: Asked,
  status: number,
  body: ReceivedBody,
  validate: Validate | undefined,
  header: ReadHeader,
): Findings {
  if (isErrorStatus(status)) return judgeErrorStatus(service, asked, status, body, validate);
  if (validate === undefined) return { violations: NONE, detail: '', judged: false, flags: NONE };
  if ('notJson' in body) {
    const detail = `${toStatusText(status, header)}: ${body.notJson}`;
    return { violations: ['schema_violation'], detail, judged: true, flags: NONE };
  }
  const stranger = service.findStranger?.(asked, body.json);
  const {
    broken,
    flags,
    note = '',
  } = stranger === undefined ? service.judge(asked, body.json, header) : toStrange(stranger);
  const fault = validate(body.json) ?? findUntaken(status);
  if (broken.length === 0 && fault === undefined)
    return { violations: NONE, detail: note, judged: true, flags };
  const violations = broken.map(({ id }) => id);
  if (fault !== undefined) violations.push('schema_violation');
  const found = broken[0]?.detail ?? [fault, note].filter((part) => part).join('; ');
  const detail = status === 200 ? found : `${toStatusText(status, header)}: ${found}`;
  return { violations, detail, judged: true, flags };
}

/** An answer to another call: what it is besides says nothing of this one. */
const toStrange = (detail: string): Judged => ({ broken: [{ id: NOT_OURS, detail }], flags: NONE });

/** A status below 400 that is not what was hoped for, and what tells why: k6 follows no redirect, so where it leads to is named. */
function toStatusText(status: number, header: ReadHeader): string {
  const to = status >= 300 ? header('location') : undefined;
  const type = header('content-type');
  return `status ${status}${to ? `, a redirect to ${to}` : type ? `, ${type}` : ''}`;
}

function judgeErrorStatus(
  { claimsContract, findStranger }: Pick<Service, 'claimsContract' | 'findStranger'>,
  asked: Asked,
  status: number,
  body: ReceivedBody,
  validate: Validate | undefined,
): Findings {
  const id = isServerError(status) ? 'http_5xx' : 'http_4xx';
  if (!('json' in body) || claimsContract?.(body.json) !== true)
    return { violations: [id], detail: `status ${status}`, judged: false, flags: NONE };
  const stranger = findStranger?.(asked, body.json);
  const fault = validate?.(body.json);
  return {
    violations: [
      ...(stranger === undefined ? [] : [NOT_OURS]),
      id,
      ...(fault === undefined ? [] : ['schema_violation']),
    ],
    detail: [`status ${status}`, stranger, fault].filter((part) => part !== undefined).join('; '),
    judged: false,
    flags: NONE,
  };
}
