"use strict";
// Every page works without this: it only saves reloading, and makes dropping and looking quicker.
const one = (query, at) => (at || document).querySelector(query);
const all = (query, at) => Array.from((at || document).querySelectorAll(query));

// ── this window is open: the program ends with the last one ──
const page = Math.random().toString(36).slice(2) + Date.now().toString(36);
const sayOpen = () => { fetch("/open?page=" + page, { method: "POST" }).catch(() => {}); };
sayOpen();
window.addEventListener("pageshow", event => { if (event.persisted) sayOpen(); });
window.addEventListener("pagehide", () => { navigator.sendBeacon("/closed?page=" + page); });
setInterval(sayOpen, 60000);

// ── an act that takes its time ──
const job = one("[data-job]");
async function watchJob() {
  let told;
  try { told = await (await fetch("/job")).json(); } catch (error) { setTimeout(watchJob, 2000); return; }
  if (told.state !== "running") { location.reload(); return; }
  const bar = one("#job-bar");
  if (told.total) { bar.max = told.total; bar.value = told.done; }
  one("#job-said").textContent = told.total ? told.done + " / " + told.total + " " + told.what : told.what;
  setTimeout(watchJob, 300);
}
if (job) { for (const button of all("main button")) button.disabled = true; watchJob(); }

// ── what changed meanwhile, by a unit at the counter, the watched folder, another page or a command: said, never reloaded by itself ──
const mark = document.body.dataset.mark;
async function lookForNews() {
  try {
    const told = await (await fetch("/state")).json();
    if (told.mark && told.mark !== mark) {
      const note = document.createElement("p"), link = document.createElement("a");
      note.className = "note good";
      link.href = location.pathname + location.search;
      link.textContent = "有新的情况，点这里看";
      note.append(link);
      one("#live").append(note);
      return;
    }
  } catch (error) { /* the program may be busy: the next look will tell */ }
  setTimeout(lookForNews, 10000);
}
if (mark && !job) setTimeout(lookForNews, 10000);

// ── dropping: files and folders as they lie, each with its own time, in parts that are saved one by one ──
const drop = one(".drop"), take = one("#take");
const PART_FILES = 40, PART_BYTES = 24 * 1024 * 1024;
const say = text => { one("#take-said").textContent = text; };
function readEntries(reader) { return new Promise((done, failed) => reader.readEntries(done, failed)); }
async function walk(entry, path, found) {
  if (entry.isFile) {
    const file = await new Promise((done, failed) => entry.file(done, failed));
    found.push({ file, path: path + entry.name });
    return;
  }
  const reader = entry.createReader();
  for (let some = await readEntries(reader); some.length; some = await readEntries(reader))
    for (const inner of some) await walk(inner, path + entry.name + "/", found);
}
async function handIn(found) {
  if (!found.length) return;
  drop.classList.add("busy");
  let at = 0, name = "";
  try {
    while (at < found.length) {
      const data = new FormData();
      let bytes = 0, count = 0;
      while (at < found.length && count < PART_FILES && (count === 0 || bytes + found[at].file.size < PART_BYTES)) {
        const { file, path } = found[at];
        data.append("files", file, file.name);
        data.append("path", path);
        data.append("modified", String(file.lastModified || 0));
        bytes += file.size; count += 1; at += 1;
      }
      say("正在存进“收件”：" + at + " / " + found.length);
      const more = at < found.length ? "&more=1" : "";
      const answer = await fetch("/take?json=1" + more + (name ? "&drop=" + encodeURIComponent(name) : ""), { method: "POST", body: data });
      const told = answer.headers.get("content-type").startsWith("application/json") ? await answer.json() : { error: await answer.text() };
      if (told.error) throw new Error(told.error);
      name = told.drop;
    }
    location.assign("/");
  } catch (error) {
    drop.classList.remove("busy");
    say("没有收完：" + error.message + " 已经存进“收件”的都在，再拖一次，或点上面的“收”。");
  }
}
if (drop) {
  const own = file => ({ file, path: file.webkitRelativePath || file.name });
  for (const input of all("input[type=file]", drop)) input.addEventListener("change", () => handIn(Array.from(input.files).map(own)));
  window.addEventListener("dragover", event => { event.preventDefault(); drop.classList.add("over"); });
  window.addEventListener("dragleave", event => { if (!event.relatedTarget) drop.classList.remove("over"); });
  window.addEventListener("drop", async event => {
    event.preventDefault();
    drop.classList.remove("over");
    const items = Array.from(event.dataTransfer.items || []);
    const entries = items.map(item => item.webkitGetAsEntry && item.webkitGetAsEntry()).filter(Boolean);
    const found = [];
    if (entries.length) for (const entry of entries) await walk(entry, "", found);
    else found.push(...Array.from(event.dataTransfer.files).map(own));
    handIn(found);
  });
}

// ── the units: by state, by name ──
let shown = "";
function filterUnits() {
  const word = one("#find").value.trim();
  for (const row of all("#units tbody tr"))
    row.hidden = Boolean((shown && row.dataset.state !== shown) || (word && !row.dataset.text.includes(word)));
}
for (const button of all("[data-show]")) button.addEventListener("click", () => {
  shown = button.dataset.show;
  for (const other of all("[data-show]")) other.setAttribute("aria-pressed", String(other === button));
  filterUnits();
});
if (one("#find")) one("#find").addEventListener("input", filterUnits);

// ── copying ──
for (const button of all("[data-copy]")) button.addEventListener("click", () => {
  const text = document.getElementById(button.dataset.copy);
  text.select();
  const copied = navigator.clipboard ? navigator.clipboard.writeText(text.value) : Promise.reject();
  copied.catch(() => document.execCommand("copy")).then(() => { button.textContent = "已复制"; });
});

// ── the sheets of a workbook, and the cell something is told of ──
const tabs = all("[role=tab]");
function openSheet(tab) {
  for (const other of tabs) {
    const on = other === tab;
    other.setAttribute("aria-selected", String(on));
    other.tabIndex = on ? 0 : -1;
    document.getElementById(other.getAttribute("aria-controls")).classList.toggle("on", on);
  }
}
tabs.forEach((tab, i) => {
  tab.addEventListener("click", () => openSheet(tab));
  tab.addEventListener("keydown", event => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const next = tabs[(i + step + tabs.length) % tabs.length];
    next.focus();
    openSheet(next);
  });
});
function lightUp(id, quietly) {
  const cell = id && document.getElementById(id);
  const sheet = cell && cell.closest(".sheet");
  if (!sheet) return false;
  openSheet(tabs.find(tab => tab.getAttribute("aria-controls") === sheet.id));
  for (const other of all(".lit")) other.classList.remove("lit");
  cell.classList.add("lit");
  sheet.scrollTop += cell.getBoundingClientRect().top - sheet.getBoundingClientRect().top - sheet.clientHeight / 3;
  sheet.scrollLeft += cell.getBoundingClientRect().left - sheet.getBoundingClientRect().left - sheet.clientWidth / 3;
  if (!quietly) sheet.scrollIntoView({ block: "nearest" });
  return true;
}
for (const link of all("[data-cell]")) link.addEventListener("click", event => {
  event.preventDefault();
  for (const other of all(".told .on")) other.classList.remove("on");
  link.classList.add("on");
  lightUp(link.dataset.cell);
});
for (const back of all("[data-told]")) back.addEventListener("click", () => {
  for (const other of all(".told .on")) other.classList.remove("on");
  const link = one(back.getAttribute("href") + " a");
  if (link) { link.classList.add("on"); link.focus({ preventScroll: true }); }
});
if (tabs.length) {
  openSheet(tabs.find(tab => Number(tab.dataset.errors)) || tabs.find(tab => one("#" + tab.getAttribute("aria-controls") + " td a")) || tabs[0]);
  const first = one(".told [data-cell]");
  if (!lightUp(decodeURIComponent(location.hash.slice(1))) && first) { first.classList.add("on"); lightUp(first.dataset.cell, true); }
}

// ── what both sides changed: all of one side at once, still to be sent by hand ──
for (const button of all("[data-side]")) button.addEventListener("click", () => {
  for (const choice of all("input[type=radio][value=" + button.dataset.side + "]", button.form)) choice.checked = true;
});

// ── a roster that is pasted: checked as it stands ──
const pasted = one("[data-check]");
let waiting = 0;
async function checkPasted() {
  const data = new URLSearchParams({ text: pasted.value });
  try {
    const answer = await fetch(pasted.dataset.check, { method: "POST", body: data });
    if (answer.ok) one("#checked").innerHTML = await answer.text(); // a piece of our own page, escaped where it was made
  } catch (error) { /* the button checks it too */ }
}
if (pasted) pasted.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(checkPasted, 350); });

// ── a new work folder: the period goes with the form ──
for (const choice of all("[data-period]")) choice.addEventListener("change", () => {
  one("#period").value = choice.dataset.period;
  one("#period").placeholder = choice.dataset.example;
  one("#level").textContent = "";
  for (const level of choice.dataset.levels.split("|")) {
    const [id, label] = level.split("=");
    one("#level").append(new Option(label, id));
  }
});
