// What of the caller's environment reaches the programs that we start: to each what it needs, so that the secret of one is in no other.
import type { OptionValues } from './option.ts';

/** Where things are, and how to speak: for every program. */
const SYSTEM: readonly string[] = [
  ...['PATH', 'HOME', 'USER', 'LOGNAME', 'TMPDIR', 'TMP', 'TEMP', 'SYSTEMROOT'],
  ...['LANG', 'LC_*', 'TZ', 'ZONEINFO'],
];
/** Settings of Go's own, which every program in Go reads. */
const GO: readonly string[] = ['GOGC', 'GOMEMLIMIT', 'GOMAXPROCS', 'GODEBUG', 'GOTRACEBACK'];
/** For what calls hosts that are not ours. */
const NETWORK: readonly string[] = [
  ...['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'http_proxy', 'https_proxy', 'no_proxy'],
  ...['SSL_CERT_FILE', 'SSL_CERT_DIR'],
];
/** Settings of Node's own, and of what makes TypeScript run in it. */
const NODE: readonly string[] = ['NODE_*', 'TSX_*', 'ESBUILD_*'];

/** A command of ours that another one starts reads no option file: whoever starts it has read it. */
const OURS: readonly string[] = ['AURORA_GATE_CONFIG'];

/** The programs that we start, and the variables of each; with a * at the end all that begin so. */
const NEEDS = {
  /** Any other: `sh`, `ps`, the version of a tool. */
  system: [...SYSTEM, ...GO, ...OURS],
  k6: [...SYSTEM, ...GO, ...NETWORK, 'OTEL_*'],
  toxiproxy: [...SYSTEM, ...GO],
  'disruptor-agent': [...SYSTEM, ...GO],
  prometheus: [...SYSTEM, ...GO, ...NETWORK],
  alertmanager: [...SYSTEM, ...GO, ...NETWORK],
  /** Its module proxy may be another than the public one, and want to know who asks. */
  'go-build': [
    ...SYSTEM,
    ...NETWORK,
    'GO*',
    'GIT_*',
    'SSH_AUTH_SOCK',
    'NETRC',
    'XDG_CACHE_HOME',
    'XDG_CONFIG_HOME',
  ],
  /** And what the service's folder names. */
  reference: [...SYSTEM, ...NODE],
  /** The components of a cluster of our own, in a network of their own, and what starts them. */
  cluster: [...SYSTEM, ...GO, ...NODE],
  /** It calls the user's cluster, and may have to ask a program of the user's for the right to. */
  kubectl: [...SYSTEM, ...GO, ...NETWORK, 'KUBE*', 'AWS_*', 'AZURE_*', 'GOOGLE_*', 'CLOUDSDK_*'],
  feed: [...SYSTEM, ...NODE, ...OURS, 'LIVE_*'],
  /** It heals what is left when we are killed. */
  watcher: [...SYSTEM, ...NODE, 'AURORA_STATE_DIR'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type ChildProgram = keyof typeof NEEDS;

/** True where a name is that of a pattern: the same, or all that begin so where it ends with a star. */
export const fitsName = (pattern: string, name: string) =>
  pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern;

/**
 * The variables of an environment that a program is started with.
 * @param also names that this one needs besides
 */
export function toChildEnvironment(
  program: ChildProgram,
  env: OptionValues,
  also: readonly string[] = [],
): Readonly<Record<string, string>> {
  const needed: readonly string[] = [...NEEDS[program], ...also];
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    if (value && needed.some((pattern) => fitsName(pattern, name))) kept[name] = value;
  }
  return kept;
}
