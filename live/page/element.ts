// Elements made by hand: what a service said goes in as text, never as markup.

type Child = Node | string | null;

/** What an element may be given besides its children. */
interface Attributes {
  readonly [name: string]: string | undefined;
}

/** An element with its attributes and children; strings become text. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined) made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child !== null));
  return made;
}

/** The element of index.html with this id. */
export function find(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no #${id}`);
  return found;
}

/** The colour that style.css has by this name: another one where the system is dark. */
export const colourOf = (name: string): string =>
  getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

const shown = new WeakMap<HTMLElement, string>();

/** Fills a section anew, but only where what it shows has changed: a reader keeps their place, and their selection. */
export function fill<T>(section: HTMLElement, input: T, build: (input: T) => readonly Child[]): void {
  const key = JSON.stringify(input);
  if (shown.get(section) === key) return;
  shown.set(section, key);
  const children = build(input).filter((child) => child !== null);
  const unfolded = [...section.querySelectorAll('details[open]')].map(({ id }) => id);
  section.hidden = children.length === 0;
  section.replaceChildren(...children);
  for (const one of section.querySelectorAll('details'))
    if (one.id && unfolded.includes(one.id)) one.open = true;
}

export interface TableColumn {
  readonly title: string;
  /** Said again before the cell where cells stand below each other; of numbers it always is. */
  readonly repeats?: boolean;
  /** Numbers stand to the right. */
  readonly number?: boolean;
  /** A word or two: where cells stand below each other, such cells stand side by side, as numbers do. */
  readonly short?: boolean;
}

/**
 * A table in a frame, which scrolls on its own; where the window is narrow its cells stand one below the other instead. The first cell
 * of a row is its heading.
 */
export function table(
  caption: string,
  columns: readonly TableColumn[],
  rows: readonly {
    readonly id?: string;
    readonly class?: string | undefined;
    readonly cells: readonly Child[];
  }[],
): HTMLElement {
  const side = (column: TableColumn | undefined) =>
    column?.number ? 'number' : column?.short ? 'short' : '';
  const toRepeated = (column: TableColumn | undefined) =>
    column?.repeats || column?.number ? column.title : undefined;
  const head = columns.map((column) => element('th', { scope: 'col', class: side(column) }, column.title));
  const body = rows.map((row) =>
    element(
      'tr',
      { id: row.id, class: row.class },
      ...row.cells.map((cell, i) =>
        i === 0
          ? element('th', { scope: 'row' }, cell)
          : element('td', { class: side(columns[i]), 'data-title': toRepeated(columns[i]) }, cell),
      ),
    ),
  );
  return element(
    'div',
    { class: 'scroll', role: 'region', 'aria-label': caption, tabindex: '0' },
    element(
      'table',
      {},
      element('caption', {}, caption),
      element('thead', {}, element('tr', {}, ...head)),
      element('tbody', {}, ...body),
    ),
  );
}

/** What is made of these; nothing where there are none. */
export const ofAny = <T>(items: readonly T[], make: (items: readonly T[]) => HTMLElement): HTMLElement[] =>
  items.length > 0 ? [make(items)] : [];

/** What is not needed at first: `words` alone, until somebody unfolds it. `id`: by which it stays as a reader left it. */
export const fold = (id: string, words: string, ...content: readonly Child[]): HTMLElement =>
  element('details', { id, class: 'folded' }, element('summary', {}, words), ...content);
