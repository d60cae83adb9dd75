/** The looks of report.html: system fonts, one column, colours that only help. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --page: light-dark(#f6f5f2, #15171a);
  --card: light-dark(#ffffff, #1d2024);
  --sunk: light-dark(#f1f0ec, #14161a);
  --text: light-dark(#1f2328, #e4e6ea);
  --faint: light-dark(#5a6069, #a0a7b1);
  --line: light-dark(#dedcd6, #33383f);
  --link: light-dark(#2b50aa, #9dbcff);
  --good: light-dark(#17693c, #79d4a0);
  --good-fill: light-dark(#3d9a68, #3f9468);
  --good-soft: light-dark(#e7f3ec, #17291f);
  --bad: light-dark(#a8201a, #ff9d94);
  --bad-fill: light-dark(#c9423b, #d2544c);
  --bad-soft: light-dark(#fceeec, #331d1c);
  --open: light-dark(#7a5000, #efc368);
  --open-fill: light-dark(#c78a1d, #b98427);
  --open-soft: light-dark(#fbf2df, #2e2514);
  --none-fill: light-dark(#c6c8cc, #4a5059);
  --serif: ui-serif, "Iowan Old Style", Charter, Georgia, "DejaVu Serif", serif;
  --mono: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
}
[data-theme="light"] { color-scheme: light; }
[data-theme="dark"] { color-scheme: dark; }
* { box-sizing: border-box; }
html { scroll-padding-top: 4.5rem; -webkit-text-size-adjust: 100%; }
body {
  margin: 0;
  background: var(--page);
  color: var(--text);
  font: 1rem/1.6 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
  overflow-wrap: anywhere;
}
header, main, footer { max-width: 1100px; margin: 0 auto; padding: 0 24px; }
a { color: var(--link); text-underline-offset: 0.2em; text-decoration-thickness: 1px; }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; border-radius: 4px; }
main:focus, section:focus, article:focus { outline: none; }
.unseen {
  position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);
  white-space: nowrap;
}
.skip { position: absolute; left: -999px; background: var(--card); padding: 8px 16px; z-index: 2; }
.skip:focus { left: 8px; top: 8px; }
header {
  position: sticky; top: 0; z-index: 1; display: flex; gap: 16px; align-items: center;
  justify-content: space-between; max-width: none; min-height: 3.25rem;
  padding: 0 max(24px, calc((100% - 1052px) / 2));
  background: var(--page); border-bottom: 1px solid var(--line);
}
header ul { display: flex; flex-wrap: wrap; gap: 2px 20px; list-style: none; margin: 0; padding: 6px 0; }
header a { color: var(--text); text-decoration: none; font-size: 0.9375rem; display: inline-block; padding: 4px 0; }
header a:hover { text-decoration: underline; }
button {
  font: inherit; font-size: 0.875rem; color: var(--text); background: var(--card);
  border: 1px solid var(--line); border-radius: 6px; padding: 5px 12px; cursor: pointer;
  white-space: nowrap; flex: none;
}
button:hover { border-color: var(--faint); }
h1, h2, h3, h4 { line-height: 1.25; margin: 0; text-wrap: balance; }
h2 { font-size: 1.625rem; letter-spacing: -0.01em; }
h3 { font-size: 1.125rem; }
h4 { font-size: 0.875rem; color: var(--faint); margin: 28px 0 6px; font-weight: 600; }
p { margin: 0 0 0.75em; }
main > section { margin: 72px 0; }
main > #verdict { margin-top: 32px; }
.intro { color: var(--faint); max-width: 68ch; margin: 10px 0 24px; }
.note { color: var(--faint); font-size: 0.9375rem; max-width: 76ch; margin: 0.5em 0; }
code, pre { font-family: var(--mono); font-size: 0.875em; }
.words { background: var(--sunk); border-radius: 8px; padding: 14px 16px; margin: 8px 0 20px; overflow: auto; max-height: 26rem; }
pre { margin: 0; white-space: pre-wrap; line-height: 1.5; }
footer { color: var(--faint); font-size: 0.875rem; padding-bottom: 48px; }

.banner { border-radius: 12px; padding: 28px 32px; border: 1px solid var(--line); }
.banner h1 { font-size: clamp(2rem, 6vw, 2.75rem); letter-spacing: -0.02em; text-transform: capitalize; }
.banner .who { margin: 0 0 4px; }
.banner .saying { margin: 8px 0 0; font-size: 1.125rem; }
.banner.good { background: var(--good-soft); border-color: var(--good-fill); }
.banner.bad { background: var(--bad-soft); border-color: var(--bad-fill); }
.banner.open { background: var(--open-soft); border-color: var(--open-fill); }
.good > h1, .good .sign, .sign.good, .verdict.good, td.good { color: var(--good); }
.bad > h1, .bad .sign, .sign.bad, .verdict.bad, td.bad, .finding .sign { color: var(--bad); }
.open > h1, .open .sign, .sign.open, .verdict.open { color: var(--open); }
.verdict.none, .sign.none, .none .sign { color: var(--faint); }
.sign { font-weight: 700; }
.verdict { font-weight: 600; white-space: nowrap; font-size: 0.875rem; }
.counts { margin: 24px 0; }
.counts svg { width: 100%; height: 10px; display: block; border-radius: 5px; }
.counts p { margin: 8px 0 0; font-size: 0.9375rem; }
.counts .count { white-space: nowrap; }
rect.good { fill: var(--good-fill); } rect.bad { fill: var(--bad-fill); }
rect.open { fill: var(--open-fill); } rect.none { fill: var(--none-fill); }
.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(300px, 100%), 1fr)); gap: 20px 40px; margin: 32px 0 0; }
.facts dt { color: var(--faint); font-size: 0.875rem; }
.facts dd { margin: 2px 0 0; }
.facts dd > code, .facts dd > span { display: block; }
.facts > div:has(.choices) { grid-column: 1 / -1; }
.choices { columns: 17rem; column-gap: 40px; list-style: none; margin: 0; padding: 0; font-size: 0.9375rem; }
.choices strong { font-weight: 600; }

.card { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 26px 28px; margin: 20px 0; }
.card.open { border-color: var(--open-fill); }
.card.open h2 { font-size: 1.125rem; margin-bottom: 8px; }
.finding { border-top: 3px solid var(--bad-fill); }
.finding:target, .clause:target { box-shadow: 0 0 0 3px var(--link); }
.finding h3 { display: inline; }
.finding > .says { font-size: 1.125rem; margin: 8px 0 0; max-width: 68ch; }
#broken .finding h3 { display: block; margin-top: 22px; }
.finding summary { cursor: pointer; }
.finding summary .says, .finding summary .why { display: block; margin-top: 4px; max-width: 76ch; }
.finding summary .why { color: var(--faint); font-size: 0.9375rem; }
.finding.follows { border-top-width: 1px; }
.verdicts { display: grid; grid-template-columns: 1fr 1fr; gap: 12px; margin: 20px 0 8px; }
.verdicts > div { border-radius: 8px; padding: 14px 18px; }
.verdicts h4 { margin: 0 0 2px; }
.verdicts p { margin: 0; }
.verdicts .expected { background: var(--good-soft); } .verdicts .expected h4 { color: var(--good); }
.verdicts .seen { background: var(--bad-soft); } .verdicts .seen h4 { color: var(--bad); }
figure { margin: 24px 0 0; }
figcaption { color: var(--faint); font-size: 0.875rem; max-width: 84ch; margin: 12px 0 0; }
.steps { margin: 18px 0 0; }
.steps p { margin: 0 0 4px; }
.steps ol, .steps ul { margin: 0; padding-left: 1.75em; }
.steps li { margin: 3px 0; }
.steps ul { list-style: none; padding-left: 0.25em; }
.line .arrow, .line .pool { color: var(--faint); }
.line .pool { font-family: var(--mono); font-size: 0.8125rem; white-space: nowrap; }
.line.here { background: var(--bad-soft); color: var(--bad); border-radius: 4px; padding: 2px 6px; margin-left: -6px; box-decoration-break: clone; -webkit-box-decoration-break: clone; }
.line.here .arrow, .line.here .pool { color: inherit; }
.plain { list-style: none; margin: 0; padding: 0; }
.plain li { margin: 6px 0; max-width: 84ch; }
.level { font-size: 0.75rem; letter-spacing: 0.04em; color: var(--faint); }
.grounds { display: block; font-family: var(--serif); font-style: italic; color: var(--faint); margin-top: 2px; }
.grounds.own { font-family: inherit; font-style: normal; }
.copy { display: flex; gap: 12px; align-items: center; justify-content: space-between; background: var(--sunk); border-radius: 8px; padding: 8px 8px 8px 16px; margin: 8px 0 12px; }
.explained ul { margin: 0 0 0.75em; padding-left: 1.25em; }
.rate { width: min(260px, 100%); height: 8px; display: block; border-radius: 4px; margin: 4px 0 6px; }
.track { fill: var(--none-fill); opacity: 0.45; }
.rate .part { fill: var(--bad-fill); }
table { border-collapse: collapse; width: 100%; }
caption { text-align: left; color: var(--faint); font-size: 0.9375rem; padding-bottom: 8px; }
th, td { text-align: left; vertical-align: top; padding: 7px 12px 7px 0; border-top: 1px solid var(--line); font-weight: 400; }
thead th { color: var(--faint); font-size: 0.8125rem; border-top: 0; padding-bottom: 4px; white-space: nowrap; }
.differences { margin-top: 28px; width: auto; min-width: min(480px, 100%); }
.differences td { font-variant-numeric: tabular-nums; padding-right: 28px; }
.differences td.good, .differences td.bad { font-weight: 600; }

.part { margin: 40px 0 0; }
.part > h3 { margin-bottom: 14px; }
.sentence { display: grid; grid-template-columns: minmax(0, 5fr) minmax(0, 7fr); gap: 8px 36px; padding: 20px 0; border-top: 1px solid var(--line); }
blockquote { margin: 0; font: 1.0625rem/1.6 var(--serif); }
.held { margin: 0; }
.clause { border-left: 3px solid var(--line); padding: 2px 0 2px 14px; margin-bottom: 12px; }
.clause:last-child { margin-bottom: 0; }
.clause.broken { border-left-color: var(--bad-fill); }
.clause summary { cursor: pointer; list-style-position: outside; margin-left: 16px; }
.clause .head { display: inline-flex; flex-wrap: wrap; gap: 0 10px; align-items: baseline; }
.situations, .kind { color: var(--faint); font-size: 0.875rem; font-variant-numeric: tabular-nums; }
.statement { display: block; }
.properties { list-style: none; margin: 10px 0 8px; padding: 0 0 0 16px; font-size: 0.9375rem; }
.properties li { padding: 8px 0; border-top: 1px dashed var(--line); }
.kind::before { content: " "; }
.chart { margin: 0 0 12px; }
* + .chart { margin-top: 40px; }
.chart th[scope="row"] { width: 46%; padding-left: 1.25em; text-indent: -1.25em; }
.chart small { text-indent: 0; }
.chart small { display: block; color: var(--faint); font-size: 0.875rem; }
.chart td.bar { width: 30%; padding-top: 13px; }
.chart svg { width: 100%; height: 10px; display: block; border-radius: 5px; }
.chart .value { font-variant-numeric: tabular-nums; font-size: 0.9375rem; }
rect.part { fill: var(--none-fill); }
tr.good .part { fill: var(--good-fill); } tr.bad .part { fill: var(--bad-fill); } tr.open .part { fill: var(--open-fill); }
.wanted { fill: var(--text); }

@media (max-width: 699px) {
  header, main, footer { padding-left: 16px; padding-right: 16px; }
  .banner { padding: 22px 20px; }
  .card { padding: 20px 18px; }
  .differences td, .differences th { min-width: 4em; padding-right: 8px; }
  main > section { margin: 52px 0; }
  .verdicts, .sentence { grid-template-columns: minmax(0, 1fr); }
  .sentence { gap: 12px; }
  .chart tr { display: grid; grid-template-columns: 1fr auto; }
  .chart thead { display: none; }
  .chart th[scope="row"] { grid-column: 1 / -1; width: auto; padding-right: 0; padding-bottom: 0; }
  .chart td { border-top: 0; }
  .chart td.bar { width: auto; }
  .chart .value { padding-right: 0; min-width: 10.5em; text-align: right; }
  .differences td { padding-right: 14px; }
  .copy { align-items: flex-end; flex-direction: column; padding: 12px; }
  .copy code { align-self: stretch; }
}
@media print {
  :root { color-scheme: light; }
  @page { margin: 14mm; }
  body { background: none; font-size: 10.5pt; }
  header, .skip, button { display: none !important; }
  main, footer { padding: 0; }
  main > section { margin: 28px 0; }
  .sentence, .banner, svg, tr, .verdicts { break-inside: avoid; }
  h2, h3, h4 { break-after: avoid; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}

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
.picture .unheld { fill: none; stroke: var(--bad-fill); stroke-dasharray: 3 2; }
.picture .over { font-size: 11px; font-weight: 700; }
.picture text.over { fill: var(--bad); }
.picture .count { font-size: 11px; fill: var(--faint); }
.picture .count.wrong { fill: var(--bad); font-weight: 700; }
`;
