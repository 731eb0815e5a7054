// Who is told of an alert, and when: a webhook of our own, and for what Alertmanager tells nobody, Alertmanager itself.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isObject, toJsonOrNone, toList, toObject } from '../../lib/core/text/json.ts';
import { readSentAlerts } from '../../lib/node/prometheus/alertmanager.ts';
import type { ApiServer } from '../../lib/node/prometheus/api.ts';
import { SEVERITIES } from '../../monitoring/rules/rule.ts';

export type Labels = Readonly<Record<string, string>>;

/** One alert as it was told. Moments are epoch milliseconds. */
export interface Told {
  readonly labels: Labels;
  readonly status: 'firing' | 'resolved';
  /** When Prometheus let it fire, where that was told. */
  readonly firedMs: number | undefined;
  readonly atMs: number;
}

/** The end of the way of an alert. */
export interface Listener {
  /** Where Alertmanager sends. */
  readonly url: string;
  /** In the order in which it came. */
  readonly told: readonly Told[];
  close(): Promise<void>;
}

const MOST_BYTES = 4_000_000;

/** Listens for Alertmanager on a free port of loopback. */
export async function startWebhook(): Promise<Listener> {
  const told: Told[] = [];
  const server = createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8').on('data', (data: string) => {
      if (text.length < MOST_BYTES) text += data;
    });
    request.on('end', () => {
      const atMs = Date.now();
      for (const alert of toList(toObject(toJsonOrNone(text)).alerts)) {
        const { status, labels, startsAt } = toObject(alert);
        if (!isObject(labels)) continue;
        told.push({
          labels: labels as Labels,
          status: status === 'resolved' ? 'resolved' : 'firing',
          firedMs: Date.parse(String(startsAt)),
          atMs,
        });
      }
      response.end();
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    told,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

const [, , INFO] = SEVERITIES;
const LOOK_EVERY_MS = 250;

/** Looks at the alerts of Alertmanager that it sends to nobody, those of severity `info`, until `stop` aborts. */
export function watchUntold(alertmanager: ApiServer, stop: AbortSignal): Pick<Listener, 'told'> {
  const told: Told[] = [];
  let before = new Map<string, Labels>();
  const look = async () => {
    const found = (await readSentAlerts(alertmanager)).filter(({ labels }) => labels.severity === INFO);
    const now = new Map(found.map(({ labels }) => [JSON.stringify(labels), labels]));
    const note = (labels: Labels, status: Told['status']) =>
      told.push({ labels, status, firedMs: undefined, atMs: Date.now() });
    for (const [key, labels] of now) if (!before.has(key)) note(labels, 'firing');
    for (const [key, labels] of before) if (!now.has(key)) note(labels, 'resolved');
    before = now;
  };
  const next = () => {
    if (stop.aborted) return;
    // What it does not answer once, it answers the next time.
    void look()
      .catch(() => {})
      .finally(() => setTimeout(next, LOOK_EVERY_MS).unref());
  };
  next();
  return { told };
}
