// Numbers and times as a person reads them.
import { toFigure } from '../../lib/core/text/figures.ts';

const pad = (value: number) => String(value).padStart(2, '0');

/** 3,723 s → `1:02:03`; 62 s → `1:02`. */
export function toClock(sec: number): string {
  const whole = Math.max(0, Math.round(sec));
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  return hours > 0 ? `${hours}:${pad(minutes)}:${pad(whole % 60)}` : `${minutes}:${pad(whole % 60)}`;
}

const toDate = (epochSec: number) => new Date(epochSec * 1000).toISOString().slice(0, 10);

/** Epoch seconds → `16 Jan`, in UTC. */
export function toDay(epochSec: number): string {
  const day: Intl.DateTimeFormatOptions = { day: 'numeric', month: 'short', timeZone: 'UTC' };
  return new Date(epochSec * 1000).toLocaleDateString('en-GB', day);
}

/**
 * Epoch seconds → `06:01:55`, in UTC as everything in a run's folder is.
 * @param startedSec when the run began: on a later day that day is said too, `16 Jan 06:01:55`
 */
export function toTime(epochSec: number, startedSec = epochSec): string {
  const time = new Date(epochSec * 1000).toISOString().slice(11, 19);
  return toDate(epochSec) === toDate(startedSec) ? time : `${toDay(epochSec)} ${time}`;
}

/** Milliseconds with as much detail as a person can use: `4.2 ms`, `547 ms`, `1.32 s`. */
export function toMs(ms: number | null): string {
  if (ms === null) return '–';
  if (ms >= 1000) return `${(ms / 1000).toFixed(2)} s`;
  return ms >= 10 ? `${Math.round(ms)} ms` : `${ms.toFixed(1)} ms`;
}

/** The same, without what no axis has room for: `50 ms`, `2 s`. */
export function toShortMs(ms: number): string {
  return ms >= 1000 ? `${Number((ms / 1000).toFixed(2))} s` : `${toFigure(ms)} ms`;
}

/** 412000 → `412,000`. */
export function toCount(value: number): string {
  return Math.round(value).toLocaleString('en');
}

/** `http_5xx_rate_5m` may break where a line must: after each underscore. */
export function toBreakable(name: string): DocumentFragment {
  const fragment = document.createDocumentFragment();
  name.split(/(?<=_)/).forEach((part, i) => {
    if (i > 0) fragment.append(document.createElement('wbr'));
    fragment.append(part);
  });
  return fragment;
}

/** A sentence that stands by itself begins with a capital. */
export const toSentence = (text: string): string => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;

/** What a call got: 503 → `status 503`, 0 → `no answer`. */
export const toAnswered = (status: number): string => (status === 0 ? 'no answer' : `status ${status}`);

/** A figure whose unit stays with it, however narrow its column is. */
export const toUnbroken = (figure: string): string => figure.replaceAll(' ', '\u00a0');
