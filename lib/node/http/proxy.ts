// The proxy that a call goes through, as Go decides it (golang.org/x/net/http/httpproxy): so our own calls go the way of k6's.
import { BlockList, isIP } from 'node:net';
import { isLoopback, withoutBrackets } from '../../core/options/address.ts';
import type { OptionValues } from '../../core/options/option.ts';

/** The variables that say so. Of the two spellings of each, the upper-case one wins. */
const pick = (env: OptionValues, name: string) => env[name] || env[name.toLowerCase()] || undefined;

/** Names that lead to this machine, whatever a proxy would make of them. */
const isOwn = (host: string) => isLoopback(host) || host.endsWith('.localhost');

/**
 * The address of the proxy for a call; undefined where it is made directly, as it always is to this machine.
 * @param address http:// or https://
 * @param env HTTP_PROXY, HTTPS_PROXY and NO_PROXY, in upper or lower case
 */
export function findProxy(address: string, env: OptionValues): string | undefined {
  const { protocol, hostname, port } = new URL(address);
  const secure = protocol === 'https:';
  const proxy = pick(env, secure ? 'HTTPS_PROXY' : 'HTTP_PROXY');
  const host = withoutBrackets(hostname).toLowerCase();
  if (proxy === undefined || isOwn(host)) return undefined;
  if (isExempt(host, port || (secure ? '443' : '80'), pick(env, 'NO_PROXY') ?? '')) return undefined;
  return proxy.includes('://') ? proxy : `http://${proxy}`;
}

function isExempt(host: string, port: string, list: string): boolean {
  return list
    .toLowerCase()
    .split(',')
    .some((entry) => exempts(entry.trim(), host, port));
}

/** `*`, an address, a network (10.0.0.0/8), or a name with all below it; of one port where it names one. */
function exempts(entry: string, host: string, port: string): boolean {
  if (entry === '*') return true;
  const [, network = '', bits = ''] = /^([\da-f.:]+)\/(\d{1,3})$/.exec(entry) ?? [];
  if (bits !== '') return isWithin(host, network, Number(bits));
  const [, bracketed, plain, onlyPort] = /^(?:\[([\da-f:.]+)\]|([^:]*))(?::(\d+))?$/.exec(entry) ?? [];
  // An IPv6 address without brackets has no port.
  const name = bracketed ?? plain ?? entry;
  if (name === '' || (onlyPort !== undefined && onlyPort !== port)) return false;
  if (isIP(name) !== 0) return isWithin(host, name, isIP(name) === 4 ? 32 : 128);
  const below = name.startsWith('*.') ? name.slice(1) : name;
  return below.startsWith('.') ? host.endsWith(below) : host === below || host.endsWith(`.${below}`);
}

function isWithin(host: string, network: string, bits: number): boolean {
  const [family, ofNetwork] = [isIP(host), isIP(network)];
  if (family === 0 || family !== ofNetwork || bits > (family === 4 ? 32 : 128)) return false;
  const type = family === 4 ? 'ipv4' : 'ipv6';
  const list = new BlockList();
  list.addSubnet(network, bits, type);
  return list.check(host, type);
}

/** NO_PROXY for k6, which knows no other way: with the hosts that are called directly whatever their names. */
export function toDirect(env: OptionValues, hosts: readonly string[]): OptionValues {
  return { NO_PROXY: [pick(env, 'NO_PROXY'), '.localhost', ...hosts].filter(Boolean).join(',') };
}
