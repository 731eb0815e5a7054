// How the page of a comparison looks. Blue and orange of Okabe & Ito, which people with any colour vision can tell apart; the
// later run is dashed besides, and no verdict shows by its colour alone.
export const PAGE_STYLE = `
:root { color-scheme: light dark; --ink: #1a1a1a; --paper: #fff; --faint: #e3e3e3; --soft: #8883; --earlier: #0072b2;
  --later: #c24e00; --worse: #b3261e; --better: #00704f; --inconclusive: #7a5c00; }
@media (prefers-color-scheme: dark) { :root { --ink: #eaeaea; --paper: #16181b; --faint: #33373d; --soft: #9993;
  --earlier: #56b4e9; --later: #e69f00; --worse: #ff8a80; --better: #5fd3a8; --inconclusive: #e5c558; } }
body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.45 system-ui, sans-serif; }
main { max-width: 1180px; margin: 0 auto; padding: 16px; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.15rem; margin-top: 2rem; }
.worse { color: var(--worse); } .better { color: var(--better); } .inconclusive, .not_comparable { color: var(--inconclusive); }
.scroll { overflow-x: auto; } :focus-visible { outline: 2px solid var(--earlier); outline-offset: 2px; }
table:has(th:nth-child(4)) { min-width: 1040px; }
table { border-collapse: collapse; font-size: 13px; font-variant-numeric: tabular-nums; }
caption { text-align: left; padding: 4px 0; font-weight: 600; }
th, td { text-align: left; padding: 3px 12px 3px 0; border-bottom: 1px solid var(--faint); vertical-align: top; }
figure { margin: 12px 0; overflow-x: auto; } figure svg { min-width: 620px; } figcaption { font-size: 13px; margin-bottom: 4px; }
svg { width: 100%; max-width: 860px; height: auto; font: 12px system-ui, sans-serif; display: block; }
.row { display: flex; flex-wrap: wrap; gap: 8px; } .row svg { flex: 1 1 320px; max-width: 420px; }
svg text { fill: currentColor; } svg .title { font-weight: 600; }
svg path { fill: none; stroke-width: 2; } svg path.p50 { stroke-width: 1; }
svg path.earlier { stroke: var(--earlier); } svg path.later { stroke: var(--later); stroke-dasharray: 6 3; }
.grid { stroke: var(--faint); } .zero { stroke: currentColor; stroke-dasharray: 2 3; }
.phase { fill: var(--soft); } .phase.spike { fill: var(--later); opacity: .18; }
.tolerance { fill: var(--soft); }
.band { stroke: currentColor; stroke-width: 3; } circle { fill: currentColor; }
.band.worse { stroke: var(--worse); } .band.better { stroke: var(--better); } .band.inconclusive { stroke: var(--inconclusive); stroke-dasharray: 3 4; }
circle.worse { fill: var(--worse); } circle.better { fill: var(--better); } circle.inconclusive { fill: var(--inconclusive); }
svg text.worse { fill: var(--worse); } svg text.better { fill: var(--better); } svg text.inconclusive { fill: var(--inconclusive); }
.legend .earlier { color: var(--earlier); } .legend .later { color: var(--later); }
.legend .earlier::before { content: '━ '; } .legend .later::before { content: '╌ '; }
`;
