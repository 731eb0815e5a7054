// What a cluster on this machine is started with; written by the outside, read by the inside.
import type { ClusterToolName } from '../../../build/cluster-tools.ts';
import type { NodePrograms } from '../debian.ts';

export interface ClusterSetup {
  /** Of state, logs and credentials; its owner's alone. */
  readonly dir: string;
  readonly tools: Readonly<Record<ClusterToolName, string>>;
  readonly node: NodePrograms;
  /** The manifest of Argo Rollouts that came with its source. */
  readonly rolloutsManifest: string;
  /** Archives of images that the node gets. */
  readonly images: readonly string[];
}
