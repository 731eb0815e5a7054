// Why a call that got no answer says nothing of the service: it never left this machine, this machine does not trust the other side, or
// stood still while the answer came. One table for k6 (Go's words, and k6's own) and for Node (its codes).

export interface OwnTrouble {
  readonly id: string;
  /** What it is, as the rest of "… calls were not sent: ". */
  readonly says: string;
  readonly remedy: string;
  /** In k6: `error` of a response. In Node: code and message of the cause. */
  readonly shape: RegExp;
}

/**
 * The troubles of a load machine, the most telling first: what names one thing may hold the words of another behind it.
 *
 * Not here, and so the service's: refused, reset, broken and timed-out connections, "no route to host" (somebody on the way said
 * so), and whatever comes after the handshake.
 */
export const OWN_TROUBLES: readonly OwnTrouble[] = [
  {
    id: 'stalled',
    says: 'this machine stood still meanwhile, and could not see whether their answers came',
    remedy: 'keep the load machine awake, and give it the processor time that it needs',
    shape: / its time-out was noticed [\d.]+ s late$/,
  },
  {
    id: 'proxy',
    says: 'the proxy of this machine did not let them through',
    remedy: 'see HTTP_PROXY and HTTPS_PROXY, or name the service in NO_PROXY',
    shape: /\bproxyconnect\b|Proxy Authentication Required/,
  },
  {
    id: 'descriptors',
    says: 'this machine had no file descriptors left',
    remedy: 'raise `ulimit -n`, or lower the rates',
    shape: /too many open files|\bE[MN]FILE\b/,
  },
  {
    id: 'ports',
    says: 'this machine had no local ports left',
    remedy: 'widen net.ipv4.ip_local_port_range, or lower the rates',
    shape: /cannot assign requested address|address already in use|\bEADDR(NOTAVAIL|INUSE)\b/,
  },
  {
    id: 'memory',
    says: 'this machine had no memory left for connections',
    remedy: 'give the load machine more memory, or lower the rates',
    shape: /no buffer space available|cannot allocate memory|\bENO(BUFS|MEM)\b/,
  },
  {
    id: 'certificate',
    says: 'this machine does not trust the certificate of the other side',
    remedy:
      'give its CA in NODE_EXTRA_CA_CERTS, which k6 is given too; one that is expired or of another name is for its owner to renew',
    shape:
      /\bx509:|certificate|\bCERT_|SELF_SIGNED|UNABLE_TO_(VERIFY|GET_ISSUER)|ERR_TLS_CERT|unknown authority/i,
  },
  {
    id: 'name',
    says: 'this machine could not look up the name of the service',
    remedy: 'see that BASE is spelt right and that this machine reaches its name server',
    shape: /(^|[\s:])lookup[\s:]|no such host|server misbehaving|\bENOTFOUND\b|\bEAI_/,
  },
  {
    id: 'network',
    says: 'this machine has no way to the network of the service',
    remedy: 'bring its network or VPN up',
    shape: /network is (unreachable|down)|\bENET(UNREACH|DOWN)\b/,
  },
  {
    id: 'forbidden',
    says: 'this machine does not let them out',
    remedy: 'see its firewall, and the block lists of k6',
    shape:
      /operation not permitted|permission denied|\bE(PERM|ACCES)\b|is blacklisted|hostname is blocked|in a blacklisted range/,
  },
];

/** The trouble of this machine that kept a call from being made, by its client's own words; undefined where the service is to answer for it. */
export function findOwnTrouble(error: string): OwnTrouble | undefined {
  return OWN_TROUBLES.find(({ shape }) => shape.test(error));
}

/** A timer that is due is seen to within milliseconds, on a machine with too much to do within tenths of a second. */
const LATE_MS = 1_000;

/**
 * What is said behind the error of a call whose time-out was over long before its client noticed: '' where it noticed in time. A client
 * that did not run when its time-out came did not run when an answer came either.
 */
export function describeStall(tookMs: number, timeoutMs: number): string {
  const lateMs = tookMs - timeoutMs;
  return lateMs < LATE_MS ? '' : `; its time-out was noticed ${(lateMs / 1000).toFixed(1)} s late`;
}

/** How often each trouble was met, by its id. */
export type TroubleCounts = Readonly<Record<string, number>>;

/** The troubles met, the most frequent first, each with its remedy; without counts (plain k6 keeps none) where to look. */
export function describeTroubles(counts: TroubleCounts = {}): string {
  const met = OWN_TROUBLES.filter(({ id }) => counts[id] !== undefined).toSorted(
    (a, b) => (counts[b.id] ?? 0) - (counts[a.id] ?? 0),
  );
  if (met.length === 0) return "k6's own warnings say what kept them";
  return met.map(({ id, says, remedy }) => `${counts[id]} because ${says}; ${remedy}`).join('. ');
}

/** So many calls in a row that were not sent: what follows would not be either. */
const MOST_IN_A_ROW = 10;

/** Watches the running totals; tells whether the last calls were all unsent, so many that nothing can be learned any more. */
export function createUnsentWatch(): (sent: number, unsent: number) => boolean {
  let last = { sent: 0, unsent: 0 };
  return (sent, unsent) => {
    if (sent !== last.sent) last = { sent, unsent };
    return unsent - last.unsent >= MOST_IN_A_ROW;
  };
}
