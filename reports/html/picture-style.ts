/** The looks of the pictures in report.html, and which of their widths is shown. */
export const PICTURE_STYLE = `
.picture { overflow-x: auto; padding: 2px; margin: 0 -2px; }
.picture.medium, .picture.narrow { display: none; }
@media (max-width: 1079px) {
  .picture.wide, .picture.narrow { display: none; }
  .picture.medium { display: block; }
}
@media (max-width: 699px) {
  .picture.wide, .picture.medium { display: none; }
  .picture.narrow { display: block; }
}
@media print {
  .picture.wide, .picture.narrow { display: none; }
  .picture.medium { display: block; overflow: visible; }
  .picture svg { max-width: 100%; height: auto; }
}
.picture svg { display: block; font-size: 12px; }
.picture text { fill: var(--text); }
.picture .name { fill: var(--faint); }
.picture .lane { stroke: var(--line); }
.picture .server { stroke: var(--faint); stroke-width: 1.5; }
.picture .guide { stroke: var(--line); fill: none; }
.picture .sent { fill: var(--faint); }
.picture .answered { fill: var(--card); stroke: var(--faint); stroke-width: 1.5; }
.picture .bar { fill: light-dark(#e6ebf7, #2a3346); stroke: light-dark(#8ba0d4, #6680bd); }
.picture .answer { fill: var(--faint); font-size: 11px; paint-order: stroke; stroke: var(--card); stroke-width: 3px; }
.picture .bad .bar { fill: light-dark(#fbdedb, #4a2422); stroke: var(--bad-fill); }
.picture .bad .answer { fill: var(--bad); stroke: none; font-weight: 600; }
.picture .unanswered .bar { stroke-dasharray: 4 3; }
.picture .badge circle { fill: var(--link); }
.picture .badge text { fill: var(--card); font-size: 11px; font-weight: 700; }
.picture .bad .badge circle { fill: var(--bad); }
.picture .here rect { fill: var(--bad-soft); stroke: var(--bad-fill); stroke-dasharray: 3 3; }
.picture .here text { fill: var(--bad); font-weight: 700; }
.picture .cut line { stroke: var(--bad-fill); stroke-width: 1.5; stroke-dasharray: 6 4; }
.picture .cut text { fill: var(--bad); font-weight: 700; }
.picture .base { stroke: var(--faint); }
.picture .capacity { stroke: var(--text); stroke-width: 1.5; stroke-dasharray: 5 3; fill: none; }
.picture .holder rect { fill: light-dark(#8fb3a0, #3d6a53); }
.picture .holder text { font-size: 11px; }
.picture .holder.over rect { fill: var(--bad-fill); }
.picture .holder.over text { fill: light-dark(#fff, #fff); font-weight: 700; }
.picture .nobody { fill: none; stroke: var(--bad-fill); stroke-dasharray: 3 2; }
.picture .over { font-size: 11px; font-weight: 700; }
.picture text.over { fill: var(--bad); }
.picture .count { font-size: 11px; fill: var(--faint); }
.picture .count.wrong { fill: var(--bad); font-weight: 700; }
`;
