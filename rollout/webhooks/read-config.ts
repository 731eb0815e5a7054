// The file of webhooks with the secrets that it names, or every fault of it by line and column.
import { isLoopback } from '../../lib/core/options/address.ts';
import type { OptionValues } from '../../lib/core/options/option.ts';
import { OptionError } from '../../lib/core/options/option-error.ts';
import { toFaultLine } from '../../lib/node/yaml/read-yaml.ts';
import { readYamlFile } from '../../lib/node/yaml/read-yaml-file.ts';
import { WebhookFile } from './config-schema.ts';
import { EVENT_TYPES, type EventType } from './events-schema.ts';
import type { Hook } from './inbound/hook-schema.ts';
import { readSecrets } from './secrets.ts';

export interface Endpoint {
  readonly id: string;
  readonly url: string;
  readonly secrets: readonly string[];
  readonly events: readonly EventType[];
  readonly timeoutMs: number;
}

export interface Sender {
  readonly id: string;
  readonly secrets: readonly string[];
  readonly may: readonly Hook[];
}

export interface Webhooks {
  readonly endpoints: readonly Endpoint[];
  readonly senders: readonly Sender[];
}

export const NO_WEBHOOKS: Webhooks = { endpoints: [], senders: [] };
const TIMEOUT_S = 5;

/**
 * Reads it.
 * @throws OptionError with a line for each fault
 */
export async function readWebhooks(file: string, env: OptionValues): Promise<Webhooks> {
  const read = await readYamlFile(file, WebhookFile);
  if ('faults' in read)
    throw toError(
      file,
      read.faults.map((fault) => toFaultLine(file, fault)),
    );
  const { value, locate } = read;
  const faults: string[] = [];
  const note = (at: readonly (string | number)[], text: string) => {
    faults.push(
      toFaultLine(file, { ...locate([...at]), path: at.join('.'), text: `${at.join('.')}: ${text}` }),
    );
  };
  const secretsOf = (kind: 'endpoints' | 'senders', n: number, name: string): readonly string[] => {
    const secrets = readSecrets(env, name);
    if (typeof secrets !== 'string') return secrets;
    note([kind, n, 'secretEnv'], secrets);
    return [];
  };
  const findTwins = (kind: 'endpoints' | 'senders', ids: readonly string[]) => {
    for (const [n, id] of ids.entries())
      if (ids.indexOf(id) !== n) note([kind, n, 'id'], `${id} is there twice; give each its own`);
  };
  const { endpoints = [], senders = [] } = value;
  findTwins(
    'endpoints',
    endpoints.map(({ id }) => id),
  );
  findTwins(
    'senders',
    senders.map(({ id }) => id),
  );
  const webhooks: Webhooks = {
    endpoints: endpoints.map(({ id, url, secretEnv, events, timeoutS = TIMEOUT_S }, n) => {
      const wrong = findWrongAddress(url);
      if (wrong !== undefined) note(['endpoints', n, 'url'], wrong);
      const secrets = secretsOf('endpoints', n, secretEnv);
      return { id, url, secrets, events: events ?? EVENT_TYPES, timeoutMs: timeoutS * 1_000 };
    }),
    senders: senders.map(({ id, secretEnv, may }, n) => ({
      id,
      may,
      secrets: secretsOf('senders', n, secretEnv),
    })),
  };
  if (faults.length > 0) throw toError(file, faults);
  return webhooks;
}

function findWrongAddress(url: string): string | undefined {
  if (!URL.canParse(url)) return 'it is no address; give one like https://hooks.example.com/rollouts';
  const { protocol, hostname } = new URL(url);
  if (protocol === 'https:' || isLoopback(hostname)) return undefined;
  return 'plain http leaves this machine readable for all on its way; give https://';
}

const toError = (file: string, faults: readonly string[]) =>
  new OptionError(`WEBHOOKS_FILE=${file} cannot be used:\n${faults.join('\n')}`);
