// What a page does when it is printed.

const onPaper = matchMedia('print');
let folded: readonly HTMLDetailsElement[] = [];

function unfold(): void {
  if (onPaper.matches) folded = [...document.querySelectorAll<HTMLDetailsElement>('details:not([open])')];
  for (const one of folded) one.open = onPaper.matches;
}

/** On paper nothing can be unfolded, so all of it is. Call it once the page is drawn. */
export function unfoldOnPaper(): void {
  onPaper.addEventListener('change', unfold);
  unfold();
}
