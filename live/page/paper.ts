// What a page does when it is printed.

const onPaper = matchMedia('print');
let folded: readonly HTMLDetailsElement[] = [];

function unfold(): void {
  const closed = [...document.querySelectorAll<HTMLDetailsElement>('details:not([open])')];
  folded = [...folded, ...closed];
  for (const one of closed) one.open = true;
}

function foldAgain(): void {
  for (const one of folded) one.open = false;
  folded = [];
}

/** On paper nothing can be unfolded, so all of it is. Call it once the page is drawn. */
export function unfoldOnPaper(): void {
  // Pages are counted before the media changes: what unfolds by that alone is cut off behind the last one.
  addEventListener('beforeprint', unfold);
  addEventListener('afterprint', foldAgain);
  onPaper.addEventListener('change', () => (onPaper.matches ? unfold() : foldAgain()));
  if (onPaper.matches) unfold();
}
