// What scenarios/disrupt.ts does to a service in a cluster: the disruption that its options come to.
import type { RequestErrors } from '../faults/fault.ts';
import type { OptionValues } from '../options/option.ts';
import { OptionError } from '../options/option-error.ts';
import { type OptionReading, readOptions } from '../options/read-options.ts';
import { DISRUPT } from './options.ts';

export type DisruptedProtocol = 'http' | 'grpc';

/** The pods that are disrupted: those behind a service, or those with these labels. */
export type DisruptedPods =
  | { readonly by: 'service'; readonly service: string }
  | { readonly by: 'labels'; readonly labels: Readonly<Record<string, string>> };

export interface Disruption {
  readonly namespace: string;
  readonly pods: DisruptedPods;
  readonly protocol: DisruptedProtocol;
  /** The service's port where the pods are named by it, else the container's. */
  readonly port: number;
  readonly fault: RequestErrors;
  readonly durationSec: number;
  /** Where the agent listens inside the pod. */
  readonly proxyPort: number;
  /** How long the agent's container may take to be in the pod. */
  readonly injectTimeoutSec: number;
}

/** Statuses that an injected error may have, and the one it has unless told otherwise. */
const CODES: Readonly<
  Record<DisruptedProtocol, { readonly min: number; readonly max: number; usual: number }>
> = {
  http: { min: 400, max: 599, usual: 503 },
  // google.golang.org/grpc/codes: 1 (cancelled) to 16 (unauthenticated); 14 is "unavailable".
  grpc: { min: 1, max: 16, usual: 14 },
};

/**
 * Option values → disruption.
 * @throws OptionError with one sentence that names the first value that cannot be used and the remedy
 */
export function parseDisruption(values: OptionValues): Disruption {
  const reading = readOptions(DISRUPT.options, values);
  const { text, number } = reading;
  if (text('NAMESPACE') === '') throw new OptionError('NAMESPACE is empty: give the namespace of the pods');
  if (text('PORT') === '') throw new OptionError('PORT is empty: give the port whose requests are disrupted');
  const protocol: DisruptedProtocol = text('PROTOCOL') === 'grpc' ? 'grpc' : 'http';
  return {
    namespace: text('NAMESPACE'),
    pods: parsePods(text('SERVICE'), text('POD_LABELS')),
    protocol,
    port: number('PORT'),
    fault: parseFault(protocol, reading),
    durationSec: number('DURATION_SECONDS'),
    proxyPort: number('PROXY_PORT'),
    injectTimeoutSec: number('INJECT_TIMEOUT_SECONDS'),
  };
}

function parsePods(service: string, labels: string): DisruptedPods {
  if ((service === '') === (labels === '')) {
    throw new OptionError('SERVICE or POD_LABELS: give one of the two, which says whose pods are disrupted');
  }
  if (service !== '') return { by: 'service', service };
  const pairs = parseList(labels).map((pair) => pair.split('=').map((part) => part.trim()));
  if (pairs.length === 0 || pairs.some((pair) => pair.length !== 2 || pair[0] === '')) {
    throw new OptionError(`POD_LABELS=${labels}: give labels like app=upstream,track=stable`);
  }
  return { by: 'labels', labels: Object.fromEntries(pairs) };
}

function parseFault(
  protocol: DisruptedProtocol,
  { text, number, optionalNumber }: OptionReading,
): RequestErrors {
  const { min, max, usual } = CODES[protocol];
  const errorCode = optionalNumber('ERROR_CODE') ?? usual;
  if (errorCode < min || errorCode > max) {
    throw new OptionError(
      `ERROR_CODE=${errorCode}: with PROTOCOL=${protocol} give a status from ${min} to ${max}`,
    );
  }
  const [averageDelayMs, delayVariationMs] = [number('AVERAGE_DELAY_MS'), number('DELAY_VARIATION_MS')];
  if (delayVariationMs > averageDelayMs) {
    throw new OptionError(
      `DELAY_VARIATION_MS=${delayVariationMs}: give at most AVERAGE_DELAY_MS, which is ${averageDelayMs}`,
    );
  }
  if (number('ERROR_RATE') === 0 && averageDelayMs === 0) {
    throw new OptionError(
      'ERROR_RATE and AVERAGE_DELAY_MS are both 0: give one of them, or nothing goes wrong',
    );
  }
  return {
    errorRatio: number('ERROR_RATE'),
    errorCode,
    errorBody: text('ERROR_BODY'),
    averageDelayMs,
    delayVariationMs,
    exclude: parseList(text('EXCLUDE')),
  };
}

const parseList = (list: string) =>
  list
    .split(',')
    .map((one) => one.trim())
    .filter(Boolean);

/** The disruption in words, for the one who started it. */
export function describeDisruption({
  pods,
  namespace,
  port,
  protocol,
  fault,
  durationSec,
}: Disruption): string {
  const whose =
    pods.by === 'service'
      ? `service ${pods.service}`
      : `pods ${Object.entries(pods.labels)
          .map(([name, value]) => `${name}=${value}`)
          .join(',')}`;
  const errors = fault.errorRatio > 0 ? [`${fault.errorRatio * 100} % answered with ${fault.errorCode}`] : [];
  const delays =
    fault.averageDelayMs > 0 ? [`${fault.averageDelayMs} ± ${fault.delayVariationMs} ms later`] : [];
  const spared = fault.exclude.length > 0 ? `, but for ${fault.exclude.join(', ')}` : '';
  return `${protocol} requests to ${whose} in ${namespace}, port ${port}: ${[...errors, ...delays].join(', ')}${spared}, for ${durationSec} s`;
}
