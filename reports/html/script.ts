/**
 * The script of report.html, as text: it runs in a browser, which has other globals than Node. The page is whole without
 * it; it adds the colour scheme, copying, saving, and the opening of what a link leads to.
 */
export const SCRIPT = String.raw`
const root = document.documentElement;
const said = document.getElementById("said");
const say = (text) => { said.textContent = text; };

const theme = document.getElementById("theme");
const dark = matchMedia("(prefers-color-scheme: dark)");
const kept = { get() { try { return localStorage.getItem("poolproof-theme"); } catch { return null; } },
  set(value) { try { localStorage.setItem("poolproof-theme", value); } catch {} } };
const scheme = () => root.dataset.theme ?? (dark.matches ? "dark" : "light");
const other = () => (scheme() === "dark" ? "light" : "dark");
const show = () => { theme.textContent = other() === "dark" ? "☾ Dark" : "☀ Light"; };
if (kept.get() === "dark" || kept.get() === "light") root.dataset.theme = kept.get();
theme.addEventListener("click", () => { root.dataset.theme = other(); kept.set(scheme()); show(); });
dark.addEventListener("change", show);
theme.hidden = false;
show();

// Opened from a folder, the page knows where its counterexamples lie.
const quoted = (word) => (/^[\w./:=@#,+-]+$/.test(word) ? word : "'" + word.replaceAll("'", "'\\''") + "'");
if (location.protocol === "file:") {
  const path = decodeURIComponent(location.pathname).replace(/[^/]*$/, "").replace(/^\/(?=[A-Za-z]:)/, "");
  for (const button of document.querySelectorAll("[data-file]")) {
    const line = "npx poolproof replay " + quoted(path + "counterexamples/" + button.dataset.file) + button.dataset.start;
    const copy = button.parentElement.querySelector("[data-copy]");
    copy.dataset.copy = line;
    // Too long for a line, it is broken between folders.
    const parts = line.match(/[^/]*\/|[^/]+/g).flatMap((part) => [document.createElement("wbr"), part]);
    copy.previousElementSibling.replaceChildren(...parts);
  }
}

async function copied(text) {
  try { await navigator.clipboard.writeText(text); return true; } catch {}
  const area = document.createElement("textarea");
  area.value = text;
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  return done;
}
for (const button of document.querySelectorAll("[data-copy]"))
  button.addEventListener("click", async () => {
    const done = await copied(button.dataset.copy);
    button.textContent = done ? "Copied" : "Select it";
    say(done ? "Copied" : "It could not be copied");
    button.focus();
  });

const report = JSON.parse(document.getElementById("report").textContent);
for (const button of document.querySelectorAll("[data-save]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const { counterexample } = report.properties.find(({ id }) => id === button.dataset.save);
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([JSON.stringify(counterexample, null, 2) + "\n"], { type: "application/json" }));
    link.download = button.dataset.file;
    link.click();
    say("Saved");
  });
}

// What a link leads to is opened, and takes the focus: at once, and not again when the browser reports the new address.
let revealed;
function reveal() {
  revealed = location.hash;
  const target = document.getElementById(decodeURIComponent(revealed.slice(1)));
  if (!target) return;
  for (let part = target; part; part = part.parentElement) if (part.tagName === "DETAILS") part.open = true;
  const focused = target.tagName === "DETAILS" ? target.querySelector("summary") : target;
  if (!focused.hasAttribute("tabindex") && focused.tagName !== "SUMMARY") focused.tabIndex = -1;
  focused.focus({ preventScroll: true });
  target.scrollIntoView();
}
addEventListener("hashchange", () => { if (location.hash !== revealed) reveal(); });
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[href^='#']");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  location.hash = link.hash;
  reveal();
});
reveal();

// On paper no evidence is folded up; the properties of what holds would make many pages.
let opened = [];
addEventListener("beforeprint", () => {
  opened = [...document.querySelectorAll("details.finding:not([open]), .clause.broken:not([open])")];
  for (const part of opened) part.open = true;
});
addEventListener("afterprint", () => { for (const part of opened) part.open = false; });
`;
