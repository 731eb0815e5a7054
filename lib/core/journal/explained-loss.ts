// Which lost calls a fault on the edge explains: they are counted apart, and held against nobody.
import { isUnsent } from '../answer/findings.ts';

/**
 * True for the violation of a call that got no answer where a fault on the edge may have cut it.
 * @param cutOnEdge the call met a fault on the edge that cuts connections
 */
export function isExplainedLoss(violation: string, cutOnEdge: boolean): boolean {
  return cutOnEdge && violation === 'transport_error';
}

/** True for a call, by its row, whose loss a fault on the edge explains. */
export function isExplained(row: {
  readonly violations: readonly string[];
  readonly edge_fault?: string | undefined;
}): boolean {
  return row.violations.some((id) => isExplainedLoss(id, row.edge_fault !== undefined));
}

/** True for a call, by its row, that was made and got no answer, where no fault on the edge explains that. */
export function isLost(row: Parameters<typeof isExplained>[0]): boolean {
  return row.edge_fault === undefined && row.violations.includes('transport_error');
}

/** True for a call, by its row, that broke a promise which neither a fault on the edge nor this machine explains. */
export function isBroken(row: Parameters<typeof isExplained>[0]): boolean {
  return row.violations.length > 0 && !isExplained(row) && !isUnsent(row.violations);
}
