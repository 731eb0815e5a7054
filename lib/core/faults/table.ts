// Every fault, by its id: the name it has in TOXIPROXY_MODES, in the journal and in the summary.
import { bandwidth } from './bandwidth.ts';
import { down } from './down.ts';
import type { Fault } from './fault.ts';
import { httpErrors } from './http-errors.ts';
import { latency } from './latency.ts';
import { limitData } from './limit-data.ts';
import { mix } from './mix.ts';
import { reset } from './reset.ts';
import { slicer } from './slicer.ts';
import { slowClose } from './slow-close.ts';
import { timeout } from './timeout.ts';

export type FaultId =
  | 'latency'
  | 'timeout'
  | 'reset'
  | 'bandwidth'
  | 'mix'
  | 'slicer'
  | 'slow_close'
  | 'limit_data'
  | 'down'
  | 'http_errors';

export const FAULTS: Readonly<Record<FaultId, Fault>> = {
  latency,
  timeout,
  reset,
  bandwidth,
  mix,
  slicer,
  slow_close: slowClose,
  limit_data: limitData,
  down,
  http_errors: httpErrors,
};
export const FAULT_IDS = Object.keys(FAULTS) as readonly FaultId[];

/** What a run injects unless told otherwise: the runbook's modes. */
export const RUNBOOK_FAULT_IDS: readonly FaultId[] = ['latency', 'timeout', 'reset', 'bandwidth', 'mix'];

export function isFaultId(id: string): id is FaultId {
  return Object.hasOwn(FAULTS, id);
}
