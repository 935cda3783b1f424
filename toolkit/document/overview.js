"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const $ = (id) => document.getElementById(id);
  const SVG = "http://www.w3.org/2000/svg";
  const svg = (name, said, text) => {
    const made = document.createElementNS(SVG, name);
    for (const [k, v] of Object.entries(said)) made.setAttribute(k, v);
    if (text !== undefined) made.textContent = text;
    return made;
  };
  const cut = (text, n) => (text.length > n ? text.slice(0, n - 1) + "…" : text);

  // ── filter and sort ──────────────────────────────────────────────────────────────────────────────
  const rows = [...document.querySelectorAll("table.units tbody tr")];
  const cards = [...document.querySelectorAll(".card")];
  const said = () => ({ q: $("find").value.trim(), kind: $("kind").value, state: $("state").value });
  const fits = (row, { q, state }) =>
    (!q || q.split(/\s+/).every((w) => row.dataset.text.includes(w))) &&
    (!state || (state === "explain" ? row.dataset.explain === "1" : row.dataset.state === state));
  const show = () => {
    const now = said();
    let shown = 0;
    for (const box of document.querySelectorAll(".scroll")) {
      const here = !now.kind || box.dataset.kind === now.kind;
      let some = 0;
      for (const row of box.querySelectorAll("tbody tr")) {
        row.hidden = !(here && fits(row, now));
        if (!row.hidden) some += 1;
      }
      box.hidden = !some;
      shown += some;
    }
    $("shown").textContent = `显示 ${shown} / ${rows.length} 个单位`;
    for (const card of cards) card.setAttribute("aria-pressed", String(card.dataset.state === now.state));
    const kept = new URLSearchParams(Object.entries({ ...now, ...sorted }).filter(([, v]) => v !== ""));
    try { history.replaceState(null, "", kept.size ? "#" + kept : location.pathname + location.search); } catch { /* a page of a file may not keep it */ }
  };
  let sorted = { by: "", down: "" };
  const value = (row, at) => {
    const cell = row.cells[at];
    return at === 0 ? row.dataset.text : cell.dataset.v !== undefined ? Number(cell.dataset.v) : cell.textContent;
  };
  const sort = (by, down) => {
    sorted = { by: String(by), down: down ? "1" : "" };
    for (const table of document.querySelectorAll("table.units")) {
      const body = table.tBodies[0];
      const order = [...body.rows].sort((a, b) => {
        const [x, y] = [value(a, by), value(b, by)];
        const less = typeof x === "number" ? x - y : x.localeCompare(y, "zh");
        return down ? -less : less;
      });
      body.append(...order);
      [...table.tHead.rows[0].cells].forEach((head, i) => {
        if (head.hasAttribute("aria-sort")) head.setAttribute("aria-sort", i !== by ? "none" : down ? "descending" : "ascending");
      });
    }
  };
  for (const head of document.querySelectorAll("thead button"))
    head.addEventListener("click", () => {
      const by = Number(head.dataset.sort);
      const first = by > 2; // of counts the largest are asked for first
      sort(by, sorted.by === String(by) ? !sorted.down : first);
      show();
    });
  for (const card of cards)
    card.addEventListener("click", () => {
      $("state").value = $("state").value === card.dataset.state ? "" : card.dataset.state;
      show();
    });
  for (const id of ["find", "kind", "state"]) $(id).addEventListener("input", show);
  $("all").addEventListener("click", () => {
    for (const id of ["find", "kind", "state"]) $(id).value = "";
    show();
  });
  const before = new URLSearchParams(location.hash.slice(1));
  $("find").value = before.get("q") || "";
  for (const id of ["kind", "state"]) if ([...$(id).options].some((o) => o.value === before.get(id))) $(id).value = before.get(id);
  if (/^[0-6]$/.test(before.get("by") || "")) sort(Number(before.get("by")), before.get("down") === "1");
  show();

  // ── charts ───────────────────────────────────────────────────────────────────────────────────────
  const bars = (where, items, label) => {
    if (!items.length) return;
    const [left, wide, high] = [230, 620, 24];
    const most = Math.max(...items.map((i) => i.value));
    const chart = svg("svg", { viewBox: `0 0 ${wide} ${items.length * high + 4}`, role: "img", "aria-label": label });
    items.forEach((item, i) => {
      const y = i * high + 3;
      const long = Math.max(2, ((wide - left - 40) * item.value) / most);
      const bar = svg("rect", { x: left, y, width: long, height: high - 7, fill: item.fill, rx: 3 });
      bar.append(svg("title", {}, `${item.label}：${item.value}`));
      chart.append(svg("text", { x: left - 8, y: y + 13, "text-anchor": "end" }, cut(item.label, 17)), bar);
      chart.append(svg("text", { x: left + long + 6, y: y + 13 }, String(item.value)));
    });
    where.append(chart);
  };
  const fill = { error: "#d64f45", warning: "#d9a520", hint: "#8794a3" };
  bars($("rules"), data.rules.slice(0, 12).map((r) => ({ label: [r.rule, r.why].filter(Boolean).join(" "), value: r.count, fill: fill[r.severity] })), "各类问题的处数，数字见下表");

  const days = data.days;
  if (days.length) {
    const [wide, high, left, foot] = [620, 190, 34, 26];
    const at = (d) => Date.parse(d + "T00:00:00Z");
    const all = [...days.map((d) => at(d.day)), ...(data.deadline ? [at(data.deadline)] : [])];
    const [first, last] = [Math.min(...all) - 864e5, Math.max(...all) + 864e5];
    const x = (t) => left + ((wide - left - 14) * (t - first)) / (last - first);
    const y = (n) => high - foot - ((high - foot - 16) * n) / Math.max(data.asked, 1);
    const chart = svg("svg", { viewBox: `0 0 ${wide} ${high}`, role: "img", "aria-label": "按日累计收到的单位数，数字见下表" });
    let path = `M${x(first)} ${y(0)}`;
    for (const d of days) path += `H${x(at(d.day))}V${y(d.sum)}`;
    path += `H${x(last)}`;
    chart.append(svg("path", { d: `${path}V${y(0)}Z`, fill: "#d7e5f4" }), svg("path", { d: path, fill: "none", stroke: "#1f5fa8", "stroke-width": 2.5 }));
    chart.append(svg("line", { x1: left, x2: wide - 14, y1: y(data.asked), y2: y(data.asked), stroke: "#2f9e68", "stroke-dasharray": "5 4" }));
    chart.append(svg("text", { x: left, y: y(data.asked) - 4 }, `应报 ${data.asked}`));
    chart.append(svg("line", { x1: left, x2: wide - 14, y1: y(0), y2: y(0), stroke: "#8794a3" }));
    if (data.deadline) {
      const due = x(at(data.deadline));
      chart.append(svg("line", { x1: due, x2: due, y1: 14, y2: y(0), stroke: "#8e44ad", "stroke-width": 2 }));
      chart.append(svg("text", { x: due + (due > wide / 2 ? -6 : 6), y: high / 2, "text-anchor": due > wide / 2 ? "end" : "start" }, `截止 ${data.deadline}`));
    }
    const date = (t) => new Date(t).toISOString().slice(0, 10);
    chart.append(svg("text", { x: left, y: high - 8 }, date(first + 864e5)), svg("text", { x: wide - 14, y: high - 8, "text-anchor": "end" }, date(last - 864e5)));
    $("days").append(chart);
  }

  // ── figures against peers and last year ──────────────────────────────────────────────────────────
  const kinds = data.figures;
  if (kinds.length && $("fkind")) {
    const option = (value, text) => Object.assign(document.createElement("option"), { value, textContent: text });
    $("fkind").append(...kinds.map((k, i) => option(i, k.label)));
    const number = (v) => (v === null || v === undefined ? "" : String(Math.round(v * 1e6) / 1e6));
    const draw = () => {
      const figure = kinds[$("fkind").value].figures[$("figure").value];
      const some = figure.values.map(([unit, now, was, out]) => ({ unit: data.names[unit], now, was, out })).sort((a, b) => b.now - a.now);
      const [left, wide, high] = [200, 1000, 22];
      const most = Math.max(1e-9, ...some.flatMap((s) => [s.now, s.was ?? 0]));
      const x = (v) => left + ((wide - left - 110) * Math.max(v, 0)) / most;
      const chart = svg("svg", { viewBox: `0 0 ${wide} ${some.length * high + 6}`, role: "img", "aria-label": `${figure.label}，数字见下表` });
      some.forEach((s, i) => {
        const y = i * high + 3;
        chart.append(svg("text", { x: left - 8, y: y + 13, "text-anchor": "end" }, cut(s.unit, 15)));
        const bar = svg("rect", { x: left, y: y + 1, width: Math.max(1.5, x(s.now) - left), height: high - 7, fill: s.out ? "#d64f45" : "#3b78b8", rx: 2 });
        bar.append(svg("title", {}, `${s.unit}：${data.now} ${number(s.now)}${s.was === null ? "" : `，${data.before} ${number(s.was)}`}`));
        chart.append(bar, svg("text", { x: x(s.now) + 8, y: y + 13 }, number(s.now) + (s.out ? " ← 核对" : "")));
        if (s.was !== null) chart.append(svg("line", { x1: x(s.was), x2: x(s.was), y1: y - 1, y2: y + high - 4, stroke: "#1d2733", "stroke-width": 3 }));
      });
      chart.append(svg("line", { x1: x(figure.median), x2: x(figure.median), y1: 0, y2: some.length * high + 4, stroke: "#66717e", "stroke-width": 1.5, "stroke-dasharray": "4 4" }));
      $("figures").replaceChildren(chart);
      $("fsaid").textContent = `${figure.label}：${some.length} 个单位，合计 ${number(some.reduce((n, s) => n + s.now, 0))}，中位数 ${number(figure.median)}${figure.unit ? "（" + figure.unit + "）" : ""}`;
      $("ftable").tBodies[0].replaceChildren(...some.map((s) => {
        const row = document.createElement("tr");
        const more = s.was === null ? "" : number(s.now - s.was);
        [s.unit, number(s.now), number(s.was), more, s.out ? "离中位数特别远" : ""].forEach((text, i) => {
          const cell = document.createElement("td");
          cell.textContent = text;
          if (i && i < 4) cell.className = "n";
          row.append(cell);
        });
        return row;
      }));
    };
    const list = () => {
      $("figure").replaceChildren(...kinds[$("fkind").value].figures.map((f, i) => option(i, f.label)));
      draw();
    };
    $("fkind").addEventListener("input", list);
    $("figure").addEventListener("input", draw);
    list();
  }
})();
