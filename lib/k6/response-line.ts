// The journal line of one call, straight from its facts: no row is built first, which costs more than the line itself.
import { type Findings, isReceived } from '../core/answer/findings.ts';
import type { CallFacts } from '../core/journal/events.ts';
import type { Id, Service } from '../core/service/service.ts';

const bit = (value: boolean) => (value ? '1' : '0');

/** The ends of lines by the flags in them: an answer has one of a few sets of flags. Of one service, as all there is in a bundle. */
const tails: Record<string, string | undefined> = Object.create(null);

function toTail({ rowFlags }: Pick<Service, 'rowFlags'>, flags: readonly Id[]): string {
  const key = flags.length === 0 ? '' : flags.join();
  const known = tails[key];
  if (known !== undefined) return known;
  const tail = rowFlags.map((id) => `,"${id}":${bit(flags.includes(id))}`).join('');
  tails[key] = tail;
  return tail;
}

/** A text that is JSON between its quotes as it is. */
const PLAIN = /^[ !#-[\]-~]{0,80}$/;
/** As most texts are: `JSON.stringify` takes k6 twice as long. */
const quote = (text: string) => (PLAIN.test(text) ? `"${text}"` : JSON.stringify(text));

/** What broke, for the most lines nothing. */
const toBroken = ({ violations, detail }: Findings): string =>
  violations.length === 0 && detail === ''
    ? '[],"detail":""'
    : `${JSON.stringify(violations)},"detail":${JSON.stringify(detail)}`;

/** The line that `JSON.stringify(toResponseRow(service, call, findings))` stands for; the duration has two decimals. */
export function toResponseLine(service: Pick<Service, 'rowFlags'>, c: CallFacts, f: Findings): string {
  const received = bit(isReceived(f.violations));
  const edge = c.edge_fault === undefined ? '' : `,"edge_fault":"${c.edge_fault}"`;
  return `{"ts":${c.ts},"type":"response","n":${c.n},"call":${c.call},"journey":"${c.journey}","request_phase":"${c.request_phase}","load_phase":"${c.load_phase}","variant":"${c.variant}","code":${c.code},"duration_ms":${c.duration_ms.toFixed(2)},"request_id":${quote(c.request_id)},"violations":${toBroken(f)},"retried":${bit(c.retried)},"response_received":${received},"judged":${bit(f.judged)}${toTail(service, f.flags)}${edge}}`;
}
