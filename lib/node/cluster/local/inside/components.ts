// The components of a cluster, each as the program that it is. They are started in this order.
import { join } from 'node:path';
import {
  ADDRESSES,
  API_PORT,
  NODE_ADDRESS,
  NODE_NAME,
  PORTS,
  PROMETHEUS_PORT,
  SERVICE_RANGE,
} from './addresses.ts';
import { toApiCertificate, toKubeconfigPath } from './credentials.ts';
import { NODE_FILES } from './node-files.ts';
import type { ClusterSetup } from './setup.ts';

export const COMPONENT_NAMES = [
  'etcd',
  'apiserver',
  'controllers',
  'scheduler',
  'containerd',
  'kubelet',
  'proxy',
  'prometheus',
  'rollouts',
] as const;
export type ComponentName = (typeof COMPONENT_NAMES)[number];

export interface Component {
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** Those of the controllers that releases need. Each more is a loop that costs. */
const CONTROLLERS = [
  'deployment',
  'replicaset',
  'job',
  'disruption',
  'endpointslice',
  'garbage-collector',
  'namespace',
  'node-lifecycle',
  'pod-garbage-collector',
  'serviceaccount',
  'serviceaccount-token',
  'root-ca-certificate-publisher',
  'ttl-after-finished',
  'persistentvolume-binder',
  'persistentvolume-protection',
  'persistentvolumeclaim-protection',
  'validatingadmissionpolicy-status',
].map((name) => `${name}-controller`);

/** What each component is started as. */
export function toComponents(setup: ClusterSetup): Readonly<Record<ComponentName, Component>> {
  const { dir, tools, node } = setup;
  const file = (name: string) => join(dir, name);
  const admin = `--kubeconfig=${toKubeconfigPath(dir, 'admin')}`;
  const etcd = `http://127.0.0.1:${PORTS.etcd}`;
  const peers = `http://127.0.0.1:${PORTS.etcdPeers}`;
  const alone = ['--leader-elect=false', '--bind-address=127.0.0.1'];
  return {
    etcd: {
      command: tools.etcd,
      args: [
        ...['--data-dir', file('etcd'), '--unsafe-no-fsync', '--log-level', 'error'],
        ...['--listen-client-urls', etcd, '--advertise-client-urls', etcd],
        ...[
          '--listen-peer-urls',
          peers,
          '--initial-advertise-peer-urls',
          peers,
          '--initial-cluster',
          `default=${peers}`,
        ],
      ],
    },
    apiserver: {
      command: tools['kube-apiserver'],
      args: [
        `--etcd-servers=${etcd}`,
        '--bind-address=0.0.0.0',
        `--advertise-address=${NODE_ADDRESS}`,
        `--secure-port=${API_PORT}`,
        `--cert-dir=${file('certs')}`,
        '--service-account-issuer=https://kubernetes.default.svc',
        `--service-account-key-file=${file('sa.pub')}`,
        `--service-account-signing-key-file=${file('sa.key')}`,
        `--token-auth-file=${file('tokens.csv')}`,
        '--authorization-mode=RBAC',
        `--service-cluster-ip-range=${SERVICE_RANGE}`,
        '--kubelet-preferred-address-types=InternalIP',
        '--allow-privileged=true',
      ],
    },
    controllers: {
      command: tools['kube-controller-manager'],
      args: [
        admin,
        ...alone,
        `--service-account-private-key-file=${file('sa.key')}`,
        `--root-ca-file=${toApiCertificate(dir)}`,
        `--controllers=${CONTROLLERS.join(',')}`,
        // As clusters are set up: who made a pod can be told by its account.
        '--use-service-account-credentials=true',
      ],
    },
    scheduler: { command: tools['kube-scheduler'], args: [admin, ...alone] },
    containerd: { command: node.paths.containerd, args: ['--config', file(NODE_FILES.containerd)] },
    kubelet: {
      command: tools.kubelet,
      args: [
        `--config=${file(NODE_FILES.kubelet)}`,
        `--kubeconfig=${toKubeconfigPath(dir, 'kubelet')}`,
        `--hostname-override=${NODE_NAME}`,
        `--root-dir=${file('kubelet')}`,
        `--cert-dir=${file('kubelet-certs')}`,
        `--node-ip=${NODE_ADDRESS}`,
      ],
    },
    proxy: {
      command: tools['kube-proxy'],
      args: [
        admin,
        `--hostname-override=${NODE_NAME}`,
        '--proxy-mode=iptables',
        '--cluster-cidr=10.244.0.0/15',
        `--healthz-bind-address=127.0.0.1:${PORTS.proxyHealth}`,
        `--metrics-bind-address=127.0.0.1:${PORTS.proxyMetrics}`,
        // These would write settings of the whole machine.
        ...['max-per-core', 'tcp-timeout-established', 'tcp-timeout-close-wait'].map(
          (name) => `--conntrack-${name}=0`,
        ),
      ],
      env: node.iptablesEnv,
    },
    prometheus: {
      command: tools['prometheus-kubernetes'],
      args: [
        `--config.file=${file(NODE_FILES.prometheus)}`,
        `--storage.tsdb.path=${file('prometheus')}`,
        `--web.listen-address=${NODE_ADDRESS}:${PROMETHEUS_PORT}`,
        '--web.enable-remote-write-receiver',
        '--enable-feature=native-histograms',
        '--log.level=warn',
      ],
    },
    rollouts: {
      command: tools['rollouts-controller'],
      args: [
        `--kubeconfig=${toKubeconfigPath(dir, 'rollouts')}`,
        '--leader-elect=false',
        `--metricsPort=${PORTS.rolloutsMetrics}`,
        '--loglevel=info',
      ],
      env: { POD_NAMESPACE: 'argo-rollouts' },
    },
  };
}

/** Where each component says that it is up. */
export const HEALTH = {
  api: `${ADDRESSES.api}/readyz`,
  prometheus: `${ADDRESSES.prometheus}/-/ready`,
  proxy: `http://127.0.0.1:${PORTS.proxyHealth}/healthz`,
  rollouts: `http://127.0.0.1:8080/healthz`,
} as const;
