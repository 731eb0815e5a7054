// The external programs, once: their pins, how each says its version, and what an override must be.
import { CLUSTER_TOOLS, type ClusterToolName } from './cluster-tools.ts';
import type { Tool } from './tool.ts';

export type ToolName =
  | 'k6'
  | 'toxiproxy'
  | 'k6-disruptor'
  | 'disruptor-agent'
  | 'prometheus'
  | 'promtool'
  | 'alertmanager'
  | 'cosign'
  | 'k6-operator'
  | ClusterToolName;

/** Prometheus discovers targets by the clients of twenty clouds, which are most of its build: ours are named in files. */
const PROMETHEUS = {
  module: 'prometheus',
  source: {
    module: 'github.com/prometheus/prometheus',
    replaced: { 'plugins/plugins.go': 'plugins.go' },
  },
  versionArgs: ['--version'],
  stamp: {
    variable: 'github.com/prometheus/common/version.Version',
    pinnedBy: 'github.com/prometheus/prometheus',
    // Prometheus 2.54.1 is v0.54.1 as a module: a v2 would have to be in its path.
    toVersion: (version: string) => version.replace(/^0/, '2'),
  },
} as const;

export const TOOLS: Readonly<Record<ToolName, Tool>> = {
  k6: {
    binaryEnv: 'K6_BIN',
    module: 'k6',
    packagePath: '.',
    versionArgs: ['version'],
    expected: '75 s',
    accepts: { pattern: /^\S+ v[1-9]\d*\./, wanted: 'k6 v1.0 or later' },
  },
  toxiproxy: {
    binaryEnv: 'TOXIPROXY_BIN',
    module: 'toxiproxy',
    packagePath: 'github.com/Shopify/toxiproxy/v2/cmd/server',
    versionArgs: ['-version'],
    expected: '25 s',
    stamp: {
      variable: 'github.com/Shopify/toxiproxy/v2.Version',
      pinnedBy: 'github.com/Shopify/toxiproxy/v2',
    },
    accepts: { pattern: /toxiproxy-server version/, wanted: 'a toxiproxy-server' },
  },
  'k6-disruptor': {
    binaryEnv: 'K6_DISRUPTOR_BIN',
    module: 'k6-disruptor',
    packagePath: '.',
    versionArgs: ['version'],
    expected: '3 to 5 min',
    accepts: { pattern: /k6\/x\/disruptor/, wanted: 'a k6 v1 with the k6/x/disruptor extension' },
  },
  'disruptor-agent': {
    binaryEnv: 'DISRUPTOR_AGENT_BIN',
    module: 'k6-disruptor',
    packagePath: 'github.com/grafana/xk6-disruptor/cmd/agent',
    versionArgs: ['--help'],
    expected: '1 min',
    accepts: { pattern: /xk6-disruptor-agent/, wanted: 'an xk6-disruptor-agent' },
  },
  prometheus: {
    ...PROMETHEUS,
    binaryEnv: 'PROMETHEUS_BIN',
    packagePath: './cmd/prometheus',
    expected: '60 s',
    accepts: {
      pattern: /^prometheus, version (2\.(5[4-9]|[6-9]\d)|[3-9])/,
      wanted: 'Prometheus 2.54 or later',
    },
  },
  promtool: {
    ...PROMETHEUS,
    binaryEnv: 'PROMTOOL_BIN',
    packagePath: './cmd/promtool',
    expected: '60 s',
    accepts: { pattern: /^promtool, version (2\.(5[4-9]|[6-9]\d)|[3-9])/, wanted: 'promtool 2.54 or later' },
  },
  alertmanager: {
    binaryEnv: 'ALERTMANAGER_BIN',
    module: 'alertmanager',
    packagePath: 'github.com/prometheus/alertmanager/cmd/alertmanager',
    versionArgs: ['--version'],
    expected: '45 s',
    stamp: {
      variable: 'github.com/prometheus/common/version.Version',
      pinnedBy: 'github.com/prometheus/alertmanager',
    },
    accepts: { pattern: /^alertmanager, version 0\.(2[7-9]|[3-9]\d)/, wanted: 'Alertmanager 0.27 or later' },
  },
  cosign: {
    binaryEnv: 'COSIGN_BIN',
    module: 'cosign',
    packagePath: 'github.com/sigstore/cosign/v2/cmd/cosign',
    versionArgs: ['version'],
    expected: '5 min',
    stamp: {
      variable: 'sigs.k8s.io/release-utils/version.gitVersion',
      pinnedBy: 'github.com/sigstore/cosign/v2',
      toVersion: (version) => `v${version}`,
    },
    accepts: { pattern: /^GitVersion:\s+v2\.[6-9]\./m, wanted: 'cosign 2.6 or later, below 3' },
  },
  'k6-operator': {
    binaryEnv: 'K6_OPERATOR_BIN',
    module: 'k6-operator',
    source: { module: 'github.com/grafana/k6-operator', replaced: {}, kept: ['bundle.yaml'] },
    packagePath: '.',
    // It knows no version: of itself it tells its flags.
    versionArgs: ['--help'],
    expected: '3 min',
    accepts: {
      pattern: /-enable-leader-election/,
      wanted: "a manager of k6-operator, with its module's bundle.yaml beside it",
    },
  },
  ...CLUSTER_TOOLS,
};

export const TOOL_NAMES = Object.keys(TOOLS) as readonly ToolName[];
