// What scenarios/disrupt.ts does to a service in a cluster: its options, once, and the disruption they come to.
import type { RequestErrors } from '../faults/fault.ts';
import { findFault, type Option, type OptionValues } from '../options/option.ts';
import { OptionError } from '../options/option-error.ts';

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

export const DISRUPT_OPTIONS: readonly Option[] = [
  { kind: 'text', env: 'NAMESPACE', fallback: '', doc: 'namespace of the pods; always to be given' },
  {
    kind: 'text',
    env: 'SERVICE',
    fallback: '',
    doc: 'the service whose pods are disrupted, for instance your upstream',
  },
  {
    kind: 'text',
    env: 'POD_LABELS',
    fallback: '',
    doc: 'instead of SERVICE: the labels of the pods, like app=upstream,track=stable',
  },
  {
    kind: 'choice',
    env: 'PROTOCOL',
    fallback: 'http',
    choices: ['http', 'grpc'],
    doc: 'what the pods speak',
  },
  {
    kind: 'number',
    env: 'PORT',
    fallback: '',
    min: 1,
    max: 65_535,
    integer: true,
    doc: "the service's port, with POD_LABELS or grpc the container's; always to be given",
  },
  {
    kind: 'number',
    env: 'ERROR_RATE',
    fallback: '0',
    min: 0,
    max: 1,
    doc: 'share of requests, 0 to 1, that get an error instead of an answer',
  },
  {
    kind: 'number',
    env: 'ERROR_CODE',
    fallback: '',
    min: 1,
    max: 599,
    integer: true,
    doc: 'status of these errors: http 400 to 599, empty: 503; grpc 1 to 16, empty: 14',
  },
  { kind: 'text', env: 'ERROR_BODY', fallback: '', doc: 'their body; with grpc their status message' },
  {
    kind: 'number',
    env: 'AVERAGE_DELAY_MS',
    fallback: '0',
    min: 0,
    max: 600_000,
    integer: true,
    doc: 'how much later requests are answered, errors too',
  },
  {
    kind: 'number',
    env: 'DELAY_VARIATION_MS',
    fallback: '0',
    min: 0,
    max: 600_000,
    integer: true,
    doc: 'how far that delay varies, up and down',
  },
  {
    kind: 'text',
    env: 'EXCLUDE',
    fallback: '',
    doc: 'paths that are left alone, comma-separated, like /health,/metrics; with grpc services',
  },
  {
    kind: 'number',
    env: 'DURATION_SECONDS',
    fallback: '60',
    min: 1,
    max: 86_400,
    integer: true,
    doc: 'how long the fault is on',
  },
  {
    kind: 'number',
    env: 'PROXY_PORT',
    fallback: '8000',
    min: 1,
    max: 65_535,
    integer: true,
    doc: 'a free port in the pods, where the agent listens',
  },
  {
    kind: 'number',
    env: 'INJECT_TIMEOUT_SECONDS',
    fallback: '30',
    min: 1,
    max: 600,
    integer: true,
    doc: "how long the agent's container may take to start in a pod",
  },
];

/**
 * Option values → disruption.
 * @throws OptionError with one sentence that names the first value that cannot be used and the remedy
 */
export function parseDisruption(values: OptionValues): Disruption {
  const raw: Record<string, string> = {};
  for (const option of DISRUPT_OPTIONS) {
    const value = values[option.env]?.trim() || option.fallback;
    const fault = value === '' ? undefined : findFault(option, value);
    if (fault) throw new OptionError(fault);
    raw[option.env] = value;
  }
  const text = (env: string) => raw[env] ?? '';
  const number = (env: string) => Number(raw[env]);
  if (text('NAMESPACE') === '') throw new OptionError('NAMESPACE is empty: give the namespace of the pods');
  if (text('PORT') === '') throw new OptionError('PORT is empty: give the port whose requests are disrupted');
  const protocol: DisruptedProtocol = text('PROTOCOL') === 'grpc' ? 'grpc' : 'http';
  return {
    namespace: text('NAMESPACE'),
    pods: parsePods(text('SERVICE'), text('POD_LABELS')),
    protocol,
    port: number('PORT'),
    fault: parseFault(protocol, text, number),
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
  text: (env: string) => string,
  number: (env: string) => number,
): RequestErrors {
  const { min, max, usual } = CODES[protocol];
  const errorCode = text('ERROR_CODE') === '' ? usual : number('ERROR_CODE');
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
