// Links into the page: #gate=…, #sample=…, #chart=… lead to a gate, a failing sample, a chart, also where it is folded away.

/** The ids that links lead to. */
export const toGateId = (gate: string) => `gate=${gate}`;
export const toSampleId = ({ n, call }: { readonly n: number; readonly call: number }) =>
  `sample=${n}.${call}`;
export const toChartId = (chart: string) => `chart=${chart}`;
export const toHref = (id: string) => `#${encodeURIComponent(id).replaceAll('%3D', '=')}`;

let reached = '';

/** Marks what the address leads to, unfolds it, and brings it into sight where it was not before. */
export function followAddress(): void {
  const id = toId(location.hash);
  document.querySelector('.aimed')?.classList.remove('aimed');
  const target = id === '' ? null : document.getElementById(id);
  if (!target) return;
  target.classList.add('aimed');
  if (reached === location.hash) return;
  reached = location.hash;
  for (let at: HTMLElement | null = target; at; at = at.parentElement)
    if (at instanceof HTMLDetailsElement) at.open = true;
  if (target.tabIndex < 0) target.tabIndex = -1;
  target.focus({ preventScroll: true });
  target.scrollIntoView();
}

/** The address may hold anything: a reader wrote it. */
function toId(hash: string): string {
  try {
    return decodeURIComponent(hash.slice(1));
  } catch {
    return '';
  }
}
