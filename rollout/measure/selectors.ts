// What a service shows of itself → what is asked of Prometheus about its two versions.
import type { Monitored } from '../../lib/core/monitoring/monitored.ts';
import { toOneOf, toQuoted, toSelector } from '../../lib/core/monitoring/promql.ts';

/** Whose pods are asked about. */
export interface Versions {
  /** '' where the namespace does not matter. */
  readonly namespace: string;
  readonly canary: string;
  readonly stable: string;
  /** The label of a series that holds the pod template hash. */
  readonly hashLabel: string;
}

/** A selector, of the pods of both versions alone. */
export const toOfVersions = (
  { job }: Pick<Monitored, 'job'>,
  { namespace, canary, stable, hashLabel }: Versions,
  selector: string,
): string =>
  toSelector(selector, [
    ...(job === '' ? [] : [`job=${toQuoted(job)}`]),
    ...(namespace === '' ? [] : [`namespace=${toQuoted(namespace)}`]),
    `${hashLabel}=~${toOneOf([...new Set([canary, stable])])}`,
  ]);

const BOUND = /(^|,)\s*le\s*=\s*"[^"]*"\s*/;

/**
 * The histogram that an SLO counts answers up to a bound of: its selector without the bound. The first SLO that has one speaks for
 * the service; undefined where none has.
 */
export function findHistogram({ slos }: Pick<Monitored, 'slos'>): string | undefined {
  for (const { good = '' } of slos) {
    const [, name = '', matchers = ''] = /^([^{]+_bucket)\{(.*)\}$/.exec(good) ?? [];
    if (!BOUND.test(matchers)) continue;
    const others = matchers.replace(BOUND, '').replace(/^,/, '');
    return others === '' ? name : `${name}{${others}}`;
  }
  return undefined;
}
