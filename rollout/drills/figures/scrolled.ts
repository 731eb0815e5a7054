// What is wider than a narrow window scrolls on its own there, by the keyboard too.
import { escapeMarkup } from '../../../lib/core/text/escape.ts';

/**
 * @param style the class of the page that lets it scroll
 * @param label what a screen reader says of it, as text
 * @param content markup
 */
export const toScrolled = (style: string, label: string, content: string): string =>
  `<div class="${style}" role="region" tabindex="0" aria-label="${escapeMarkup(label)}">${content}</div>`;
