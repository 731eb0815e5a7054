// The programs of a Kubernetes on this machine, with what rolls and watches a release in it. Linux alone runs them.
import type { Tool } from './tool.ts';

export type ClusterToolName =
  | 'etcd'
  | 'kube-apiserver'
  | 'kube-controller-manager'
  | 'kube-scheduler'
  | 'kube-proxy'
  | 'kubelet'
  | 'kubectl'
  | 'rollouts-controller'
  | 'prometheus-kubernetes';

/** One of Kubernetes' own programs: all from one module, and with the version that its parts tell each other. */
const toKubernetes = (name: string, expected: string): Tool => ({
  binaryEnv: `${name.toUpperCase().replaceAll('-', '_')}_BIN`,
  module: 'kubernetes',
  packagePath: `k8s.io/kubernetes/cmd/${name}`,
  versionArgs: ['--version'],
  expected,
  stamp: {
    variable: 'k8s.io/component-base/version.gitVersion',
    pinnedBy: 'k8s.io/kubernetes',
    toVersion: (version) => `v${version}`,
  },
  accepts: { pattern: /^Kubernetes v1\.(3[3-9]|[4-9]\d)/, wanted: `${name} 1.33 or later` },
});

export const CLUSTER_TOOLS: Readonly<Record<ClusterToolName, Tool>> = {
  etcd: {
    binaryEnv: 'ETCD_BIN',
    module: 'etcd',
    packagePath: '.',
    versionArgs: ['--version'],
    expected: '1 min',
    accepts: { pattern: /^etcd Version: 3\.([5-9]|\d\d)/, wanted: 'etcd 3.5 or later' },
  },
  'kube-apiserver': toKubernetes('kube-apiserver', '4 min'),
  'kube-controller-manager': toKubernetes('kube-controller-manager', '2 min'),
  'kube-scheduler': toKubernetes('kube-scheduler', '1 min'),
  'kube-proxy': toKubernetes('kube-proxy', '1 min'),
  kubelet: toKubernetes('kubelet', '2 min'),
  kubectl: {
    ...toKubernetes('kubectl', '1 min'),
    versionArgs: ['version', '--client'],
    accepts: { pattern: /^Client Version: v1\.(3[2-9]|[4-9]\d)/, wanted: 'kubectl 1.32 or later' },
  },
  'rollouts-controller': {
    binaryEnv: 'ROLLOUTS_CONTROLLER_BIN',
    module: 'argo-rollouts',
    source: {
      module: 'github.com/argoproj/argo-rollouts',
      replaced: {},
      kept: ['manifests/install.yaml'],
    },
    packagePath: './cmd/rollouts-controller',
    versionArgs: ['--version'],
    expected: '4 min',
    stamp: {
      variable: 'github.com/argoproj/argo-rollouts/utils/version.version',
      pinnedBy: 'github.com/argoproj/argo-rollouts',
    },
    accepts: { pattern: /v1\.(9|[1-9]\d)\./, wanted: 'the controller of Argo Rollouts 1.9 or later' },
  },
  'prometheus-kubernetes': {
    binaryEnv: 'PROMETHEUS_KUBERNETES_BIN',
    module: 'prometheus-kubernetes',
    source: {
      module: 'github.com/prometheus/prometheus',
      replaced: { 'plugins/plugins.go': 'plugins.go' },
    },
    packagePath: './cmd/prometheus',
    versionArgs: ['--version'],
    expected: '90 s',
    stamp: {
      variable: 'github.com/prometheus/common/version.Version',
      pinnedBy: 'github.com/prometheus/prometheus',
      toVersion: (version) => version.replace(/^0/, '2'),
    },
    accepts: {
      pattern: /^prometheus, version (2\.(5[4-9]|[6-9]\d)|[3-9])/,
      wanted: 'Prometheus 2.54 or later, which discovers what runs in a Kubernetes',
    },
  },
};
