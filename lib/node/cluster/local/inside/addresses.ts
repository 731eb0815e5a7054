// Where things are in a cluster of this machine. All of it lies in a network namespace of its own: nothing here is seen outside.

/** The node, as its pods and Services know it. */
export const NODE_ADDRESS = '10.244.0.1';
export const NODE_NAME = 'node';
export const POD_RANGE = '10.245.0.0/24';
export const SERVICE_RANGE = '10.96.0.0/16';
export const API_PORT = 6443;
export const PROMETHEUS_PORT = 9090;
const KUBELET_PORT = 10_250;
export const PORTS = {
  kubelet: KUBELET_PORT,
  kubeletHealth: 10_248,
  etcd: 2379,
  etcdPeers: 2380,
  proxyHealth: 10_256,
  proxyMetrics: 10_249,
  rolloutsMetrics: 8090,
} as const;

/** The addresses that others of a cluster on this machine need. */
export const ADDRESSES = {
  api: `https://${NODE_ADDRESS}:${API_PORT}`,
  prometheus: `http://${NODE_ADDRESS}:${PROMETHEUS_PORT}`,
} as const;
