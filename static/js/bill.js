// The bill builder: rows of a form that are dragged, or moved by buttons and keys, with their times as they would be.
// Without it the same form takes places and minutes as numbers. What it shows is a preview; saving asks the server.
(() => {
  "use strict";
  const { run, clock, instantOf } = window.runningOrder;
  const form = document.querySelector("form[data-bill]");
  if (!form) return;
  const list = form.querySelector("[data-rows]");
  const words = form.dataset;
  const announcer = document.getElementById("announcer");

  let dragged = null;
  const rows = () => [...list.querySelectorAll(":scope > [data-row]")];
  const input = (row, name) => row.querySelector(`[data-part=${name}]`);
  const number = (field) => Math.max(0, Math.trunc(Number(field?.value) || 0));
  const time = (name) => (words[name] ? Date.parse(words[name]) : null);
  const typed = (name) => form.elements[name]?.value || "";

  function frameOf() {
    const zone = words.zone;
    const first = typed("first") ? instantOf(typed("first"), time("first"), zone) : time("first");
    const beside = (name, side) => {
      if (!typed(name)) return null;
      return time(name) === null ? instantOf(typed(name), first, zone, side) : instantOf(typed(name), time(name), zone);
    };
    return { loadIn: time("loadIn"), doors: beside("doors", -1), first, curfew: beside("curfew", 1), out: time("out") };
  }

  const partOf = (row) => ({
    minutes: number(input(row, "minutes")),
    changeover: number(input(row, "changeover")),
    soundcheck: number(input(row, "soundcheck")),
  });

  // One sentence in the language of the page: its number stands for %s.
  const said = (name, count) => (words[name] ?? "").replace("%s", Math.abs(count));

  function show() {
    const frame = frameOf();
    const order = run(frame, rows().map(partOf));
    rows().forEach((row, place) => showRow(row, place, order));
    showSums(order);
    showLine(frame, order);
    if (!dragged) askWhatChanges();
    return order;
  }

  function showRow(row, place, order) {
    const act = order.acts[place];
    const over = Math.max(0, Math.ceil((act.ends - order.limit) / 60_000));
    input(row, "position").value = place + 1;
    row.querySelector("[data-place]").textContent = place + 1;
    row.querySelector("[data-set]").textContent = `${clock(act.starts, words.zone)} – ${clock(act.ends, words.zone)}`;
    row.querySelector("[data-soundcheck]").textContent = act.soundcheck === null ? "–" : clock(act.soundcheck, words.zone);
    row.classList.toggle("is-over", over > 0);
    row.querySelector("[data-over]").textContent = over ? said("overBy", over) : "";
    row.classList.toggle("is-first", place === 0);
    const [up, down] = [row.querySelector("[data-up]"), row.querySelector("[data-down]")];
    up.setAttribute("aria-disabled", place === 0);
    down.setAttribute("aria-disabled", place === order.acts.length - 1);
  }

  function showSums(order) {
    const sums = form.querySelector("[data-sums]");
    const problems = [];
    if (order.spare < 0) problems.push(said("over", order.spare));
    if (order.soundcheckSpare < 0) problems.push(said("checksOver", order.soundcheckSpare));
    sums.classList.toggle("is-over", problems.length > 0);
    const ends = (words.ends ?? "").replace("%s", clock(order.ends, words.zone));
    const text = [ends, ...(problems.length ? problems : [said(order.spare ? "spare" : "exact", order.spare)])].join(" ");
    const field = sums.querySelector("[data-sums-text]");
    if (field.textContent !== text) field.textContent = text;
  }

  function showLine(frame, order) {
    const acts = order.acts.map((act, index) => {
      const row = rows()[index];
      const { minutes, soundcheck } = partOf(row);
      return { ...act, name: row.dataset.name, minutes, check: soundcheck, clock: clock(act.starts, words.zone) };
    });
    const clocks = { doors: clock(frame.doors ?? frame.first, words.zone), limit: clock(order.limit, words.zone) };
    window.billTimeline.draw(form, { ...frame, clocks }, order, acts);
  }

  // The server says what would change for whom, as soon as nobody has moved or typed for a moment.
  let last = null;
  function askWhatChanges() {
    const state = rows().map((row) => row.dataset.name + JSON.stringify(partOf(row))).join() + ["doors", "first", "curfew"].map(typed);
    if (last !== null && state !== last) form.dispatchEvent(new CustomEvent("bill-changed"));
    last = state;
  }

  function moveTo(row, place) {
    const others = rows().filter((each) => each !== row);
    const before = others[place] ?? null;
    if (before !== row.nextElementSibling) list.insertBefore(row, before);
  }

  // By button or key: the row moves, the focus stays on it, and its new place is said.
  function step(row, by) {
    const place = rows().indexOf(row) + by;
    if (place < 0 || place >= rows().length) return;
    const focused = document.activeElement;
    moveTo(row, place);
    focused.focus();
    const order = show();
    const text = [`${place + 1}.`, row.dataset.name, row.querySelector("[data-set]").textContent];
    if (order.spare < 0) text.push(said("over", order.spare));
    announcer.textContent = text.join(" ");
  }

  list.addEventListener("click", (event) => {
    const button = event.target.closest("[data-up], [data-down]");
    if (!button) return;
    step(button.closest("[data-row]"), "up" in button.dataset ? -1 : 1);
  });

  list.addEventListener("keydown", (event) => {
    const handle = event.target.closest("[data-handle]");
    if (!handle || (event.key !== "ArrowUp" && event.key !== "ArrowDown")) return;
    event.preventDefault();
    step(handle.closest("[data-row]"), event.key === "ArrowUp" ? -1 : 1);
  });

  // Dragging: the row follows the pointer from place to place, so that its times are true at every moment.
  list.addEventListener("pointerdown", (event) => {
    const handle = event.target.closest("[data-handle]");
    if (!handle || event.button !== 0) return;
    event.preventDefault();
    dragged = { row: handle.closest("[data-row]"), before: rows() };
    handle.setPointerCapture(event.pointerId);
    dragged.row.classList.add("is-dragged");
    handle.focus();
  });

  // At the edges of a small screen the page comes along.
  const EDGE = 120;
  function scrollAlong(y) {
    if (y < EDGE) scrollBy(0, (y - EDGE) / 4);
    else if (y > innerHeight - 2 * EDGE) scrollBy(0, (y - innerHeight + 2 * EDGE) / 8);
  }

  list.addEventListener("pointermove", (event) => {
    if (!dragged) return;
    scrollAlong(event.clientY);
    const others = rows().filter((row) => row !== dragged.row);
    const middle = (row) => { const box = row.getBoundingClientRect(); return box.top + box.height / 2; };
    const place = others.filter((row) => middle(row) < event.clientY).length;
    if (rows().indexOf(dragged.row) === place) return;
    moveTo(dragged.row, place);
    show();
  });

  function drop(isKept) {
    if (!dragged) return;
    dragged.row.classList.remove("is-dragged");
    if (!isKept) dragged.before.forEach((row) => list.append(row));
    dragged = null;
    show();
  }
  list.addEventListener("pointerup", () => drop(true));
  list.addEventListener("pointercancel", () => drop(false));
  addEventListener("keydown", (event) => { if (event.key === "Escape") drop(false); });

  form.addEventListener("input", show);
  rows()
    .sort((a, b) => number(input(a, "position")) - number(input(b, "position")))
    .forEach((row) => list.append(row));
  form.classList.add("is-live");
  show();
})();
