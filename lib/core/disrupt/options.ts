// What `npm run disrupt` takes; scenarios/disrupt.ts reads the same variables.
import type { Command } from '../options/command.ts';
import { choice, integer, number, text } from '../options/option.ts';

export const DISRUPT: Command = {
  name: 'disrupt',
  does: 'Puts HTTP or gRPC errors and delays on the pods of a Kubernetes cluster for a while.',
  options: [
    text('NAMESPACE', '', 'namespace of the pods; always to be given'),
    text('SERVICE', '', 'the service whose pods are disrupted, for instance your upstream'),
    text('POD_LABELS', '', 'instead of SERVICE: the labels of the pods, like app=upstream,track=stable'),
    choice('PROTOCOL', 'http', ['http', 'grpc'], 'what the pods speak'),
    integer(
      'PORT',
      '',
      1,
      65_535,
      "the service's port, with POD_LABELS or grpc the container's; always to be given",
    ),
    number('ERROR_RATE', '0', 0, 1, 'share of requests, 0 to 1, that get an error instead of an answer'),
    integer(
      'ERROR_CODE',
      '',
      1,
      599,
      'status of these errors: http 400 to 599, empty: 503; grpc 1 to 16, empty: 14',
    ),
    text('ERROR_BODY', '', 'their body; with grpc their status message'),
    integer('AVERAGE_DELAY_MS', '0', 0, 600_000, 'how much later requests are answered, errors too'),
    integer('DELAY_VARIATION_MS', '0', 0, 600_000, 'how far that delay varies, up and down'),
    text(
      'EXCLUDE',
      '',
      'paths that are left alone, comma-separated, like /health,/metrics; with grpc services',
    ),
    integer('DURATION_SECONDS', '60', 1, 86_400, 'how long the fault is on'),
    integer('PROXY_PORT', '8000', 1, 65_535, 'a free port in the pods, where the agent listens'),
    integer(
      'INJECT_TIMEOUT_SECONDS',
      '30',
      1,
      600,
      "how long the agent's container may take to start in a pod",
    ),
  ],
  target: { none: 'it disrupts the pods of a cluster' },
  notes: [
    'The cluster is the current context of KUBECONFIG. K6_DISRUPTOR_BIN names a k6 v1 with xk6-disruptor to use',
    'instead of the one built here. More in docs/disrupt.md.',
  ],
  examples: [
    [
      'disrupt -- --namespace shop --service upstream --port 80 --error-rate 0.2',
      'a fifth of the calls fail for a minute',
    ],
  ],
  exitCodes: {
    0: 'the fault was on for its whole time and met requests',
    1: 'it was not',
    2: 'usage, or no cluster',
  },
  endsInOrder: true,
};
