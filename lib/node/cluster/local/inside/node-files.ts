// The configuration of the node and of Prometheus: what they read at their start.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PAUSE_IMAGE } from '../images.ts';
import { NODE_ADDRESS, POD_RANGE, PORTS } from './addresses.ts';
import { toKubeconfigPath } from './credentials.ts';
import type { ClusterSetup } from './setup.ts';

export const CONTAINERD_SOCKET = '/run/containerd/containerd.sock';

/** The files of a node, by their names in the folder of the cluster. */
export const NODE_FILES = {
  containerd: 'containerd.toml',
  kubelet: 'kubelet.json',
  network: 'cni/10-pods.conflist',
  prometheus: 'prometheus.json',
} as const;

/** Memory (bytes with a unit, or a share) below which the kubelet evicts pods: all but none, unless a drill says otherwise. */
const LEAST_MEMORY = '1Mi';

/** Writes them all. */
export async function writeNodeFiles(setup: ClusterSetup): Promise<void> {
  const { dir } = setup;
  await mkdir(join(dir, 'cni'), { recursive: true });
  const write = (file: keyof typeof NODE_FILES, content: string | object) =>
    writeFile(join(dir, NODE_FILES[file]), typeof content === 'string' ? content : JSON.stringify(content));
  await write('containerd', toContainerdConfig(setup));
  await write('kubelet', toKubeletConfig(LEAST_MEMORY));
  await write('network', toNetworkConfig(dir));
  await write('prometheus', toPrometheusConfig(dir));
}

const toContainerdConfig = ({ dir, node }: ClusterSetup): string => `version = 2
root = "${dir}/containerd"
state = "/run/containerd"
[grpc]
  address = "${CONTAINERD_SOCKET}"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "${PAUSE_IMAGE}"
  # Without CAP_SYS_RESOURCE, as in a container, no process may make itself less likely to be killed.
  restrict_oom_score_adj = true
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "${node.plugins}"
    conf_dir = "${dir}/cni"
`;

/** The kubelet's own configuration. */
export const toKubeletConfig = (leastMemory: string): object => ({
  apiVersion: 'kubelet.config.k8s.io/v1beta1',
  kind: 'KubeletConfiguration',
  address: NODE_ADDRESS,
  port: PORTS.kubelet,
  healthzPort: PORTS.kubeletHealth,
  readOnlyPort: 0,
  authentication: { anonymous: { enabled: true }, webhook: { enabled: false } },
  authorization: { mode: 'AlwaysAllow' },
  cgroupDriver: 'cgroupfs',
  cgroupsPerQOS: false,
  enforceNodeAllocatable: [],
  failSwapOn: false,
  failCgroupV1: false,
  containerRuntimeEndpoint: `unix://${CONTAINERD_SOCKET}`,
  resolvConf: '',
  imageGCHighThresholdPercent: 100,
  evictionHard: { 'memory.available': leastMemory, 'nodefs.available': '1%', 'imagefs.available': '1%' },
  localStorageCapacityIsolation: false,
  oomScoreAdj: 0,
  makeIPTablesUtilChains: false,
});

/** A pair of devices for each pod, and no more: it calls others by the node. */
const toNetworkConfig = (dir: string) => ({
  cniVersion: '0.4.0',
  name: 'pods',
  plugins: [
    {
      type: 'ptp',
      ipMasq: false,
      ipam: {
        type: 'host-local',
        dataDir: join(dir, 'addresses'),
        ranges: [[{ subnet: POD_RANGE }]],
        routes: [{ dst: '0.0.0.0/0' }],
      },
    },
  ],
});

/** Every pod that asks to be scraped is, with the labels by which cohorts are told apart. */
const toPrometheusConfig = (dir: string) => ({
  global: { scrape_interval: '2s', scrape_timeout: '1s', evaluation_interval: '2s' },
  scrape_configs: [
    {
      job_name: 'pods',
      kubernetes_sd_configs: [{ role: 'pod', kubeconfig_file: toKubeconfigPath(dir, 'admin') }],
      relabel_configs: [
        { source_labels: ['__meta_kubernetes_pod_phase'], regex: 'Running', action: 'keep' },
        {
          source_labels: ['__meta_kubernetes_pod_annotation_prometheus_io_scrape'],
          regex: 'true',
          action: 'keep',
        },
        // A pod with several ports is one target: the address that it names.
        {
          source_labels: ['__meta_kubernetes_pod_ip', '__meta_kubernetes_pod_annotation_prometheus_io_port'],
          separator: ':',
          target_label: '__address__',
        },
        { source_labels: ['__meta_kubernetes_pod_label_app'], target_label: 'job' },
        { source_labels: ['__meta_kubernetes_namespace'], target_label: 'namespace' },
        { source_labels: ['__meta_kubernetes_pod_name'], target_label: 'pod' },
        {
          source_labels: ['__meta_kubernetes_pod_label_rollouts_pod_template_hash'],
          target_label: 'hash',
        },
      ],
    },
    { job_name: 'rollouts', static_configs: [{ targets: [`127.0.0.1:${PORTS.rolloutsMetrics}`] }] },
  ],
});
