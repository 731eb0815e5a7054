// The frame of the pages on drills: it loads nothing, runs nothing, and is read on a phone, in the dark and on paper.
import { escapeMarkup } from '../../../lib/core/text/escape.ts';

const STYLE = `:root{color-scheme:light dark;--ink:#222;--ground:#fff;--faint:#555;--line:#ddd;--box:#f5f5f5;--pass:#1b6e3c;--fail:#b3261e;--good:#3b82a0;--bad:#c0392b;--canary:#8a6d00}
@media screen and (prefers-color-scheme:dark){:root{--ink:#e6e8ea;--ground:#15181b;--faint:#a8adb3;--line:#3a3f45;--box:#20242a;--pass:#7ee2a8;--fail:#ff8a80;--good:#6fb3d2;--bad:#ff7a6b;--canary:#e0c060}}
body{font:15px/1.5 system-ui,sans-serif;max-width:62rem;margin:2rem auto;padding:0 1rem;color:var(--ink);background:var(--ground)}
h1{margin-bottom:.2rem}.sub{color:var(--faint);margin-top:0}table{border-collapse:collapse;width:100%}
td,th{border-bottom:1px solid var(--line);padding:.35rem .6rem;text-align:left;vertical-align:top}
tr{break-inside:avoid}h2,h3{break-after:avoid}
.wide{overflow-x:auto}.pass{color:var(--pass);font-weight:600}.fail{color:var(--fail);font-weight:600}td .pass,td .fail{white-space:nowrap}
code,pre{font:13px/1.5 ui-monospace,monospace}code,pre,li,p,.free{overflow-wrap:anywhere}pre{background:var(--box);padding:.8rem;white-space:pre-wrap}
svg{width:100%;min-width:620px;height:auto;break-inside:avoid}
@media screen and (max-width:40rem){table,tbody,tr,td{display:block}thead{display:none}td{border:0;padding:.15rem 0}tr{border-bottom:1px solid var(--line);padding:.5rem 0}
td:not(:first-child)::before{content:attr(data-title) ': ';color:var(--faint)}}
@media print{body{margin:0;max-width:none}}`;

/** A table; on a phone each row is a block, and each cell but the first begins with its title. @param rows cells as markup */
export function toTable(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const head = titles.map((title) => `<th scope="col">${escapeMarkup(title)}</th>`).join('');
  const body = rows.map((cells) => {
    const told = cells.map((cell, n) => `<td data-title="${escapeMarkup(titles[n] ?? '')}">${cell}</td>`);
    return `<tr>${told.join('')}</tr>`;
  });
  return `<table><thead><tr>${head}</tr></thead><tbody>${body.join('\n')}</tbody></table>`;
}

/** The whole page. @param title as text @param content as markup */
export const toPage = (title: string, content: string): string => `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escapeMarkup(title)}</title><style>${STYLE}</style>
<main>
<h1>${escapeMarkup(title)}</h1>
${content}
</main>
</html>
`;
