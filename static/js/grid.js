// Calendars by keyboard and by hand. table[data-grid]: arrow keys move between days, one tab stop for the whole table;
// with data-rows="3" each week has three rows, and left and right stay on theirs; data-columns="56" where a row is no week.
// form[data-paint]: dragging, or Shift with the arrows, marks a run of days; the marks are ordinary check boxes.
(() => {
  "use strict";
  const STEPS = { ArrowLeft: -1, ArrowRight: 1 }; // up and down: by as many cells as a row has
  const LINES = { ArrowUp: -1, ArrowDown: 1 };
  const FOCUSABLE = "a[href], button, input";

  const isArrow = (key) => key in STEPS || key in LINES;
  const cellsOf = (grid) => [...grid.querySelectorAll("tbody td")];
  const markOf = (cell) => cell.querySelector("input.mark");
  const doorOf = (cell) => cell.querySelector(FOCUSABLE) ?? cell;

  function setUp(grid) {
    if (grid.dataset.ready) return;
    grid.dataset.ready = "yes";
    grid.setAttribute("role", "grid");
    const cells = cellsOf(grid);
    const first = grid.querySelector("td.today") ?? grid.querySelector("td:not(.out)") ?? cells[0];
    if (first) makeCurrent(grid, first);
  }

  // Only the current cell's controls can be tabbed to.
  function makeCurrent(grid, current) {
    for (const cell of cellsOf(grid)) {
      const stop = cell === current ? 0 : -1;
      const inside = cell.querySelectorAll(FOCUSABLE);
      if (inside.length) for (const control of inside) control.tabIndex = stop;
      else cell.tabIndex = stop;
    }
  }

  function goTo(grid, cell) {
    makeCurrent(grid, cell);
    doorOf(cell).focus();
  }

  function target(grid, cells, index, event) {
    const columns = Number(grid.dataset.columns ?? 7);
    const place = index % columns;
    if (event.key === "Home") return event.ctrlKey ? 0 : index - place;
    if (event.key === "End") return event.ctrlKey ? cells.length - 1 : index - place + columns - 1;
    const others = columns * ((grid.dataset.rows ?? 1) - 1);
    if (event.key === "ArrowLeft" && place === 0) return index - 1 - others;
    if (event.key === "ArrowRight" && place === columns - 1) return index + 1 + others;
    return index + (STEPS[event.key] ?? columns * LINES[event.key]);
  }

  // Nights that a narrow page leaves out are passed over.
  function nextOf(grid, cells, cell, event) {
    let index = target(grid, cells, cells.indexOf(cell), event);
    while (isArrow(event.key) && cells[index] && !cells[index].checkVisibility()) index = target(grid, cells, index, event);
    return cells[index];
  }

  document.addEventListener("keydown", (event) => {
    const cell = event.target.closest?.("table[data-grid] td");
    if (!cell) return;
    const grid = cell.closest("table");
    if (event.key === "PageUp" || event.key === "PageDown") return turnPage(event, grid);
    if (!(isArrow(event.key) || event.key === "Home" || event.key === "End")) return;
    const cells = cellsOf(grid);
    const next = nextOf(grid, cells, cell, event);
    if (!next) return;
    event.preventDefault();
    if (event.shiftKey && markOf(cell)) extend(grid, cells, cell, next);
    else delete grid.dataset.anchor;
    goTo(grid, next);
  });

  // Page up and down follow the links to the months before and after, where the page has them.
  function turnPage(event, grid) {
    const rel = event.key === "PageUp" ? "prev" : "next";
    const link = (grid.closest("[data-live], section, main") ?? document).querySelector(`a[rel=${rel}]`);
    if (!link) return;
    event.preventDefault();
    link.click();
  }

  document.addEventListener("focusin", (event) => {
    const cell = event.target.closest?.("table[data-grid] td");
    if (cell) makeCurrent(cell.closest("table"), cell);
  });

  // A stroke is one drag over the days of one grid.
  let stroke = null;

  function begin(grid, anchor, value) {
    const marks = cellsOf(grid).map(markOf);
    return { grid, marks, anchor, value, before: marks.map((mark) => mark?.checked) };
  }

  // Marks the run from the anchor to here; what the run has left again gets back what it was.
  function paintTo({ marks, anchor, value, before }, here) {
    const [from, to] = [Math.min(anchor, here), Math.max(anchor, here)];
    marks.forEach((mark, index) => {
      if (mark && !mark.disabled) mark.checked = index >= from && index <= to ? value : before[index];
    });
  }

  function tellChanges({ marks, before }) {
    marks.forEach((mark, index) => {
      if (mark && mark.checked !== before[index]) mark.dispatchEvent(new Event("change", { bubbles: true }));
    });
  }

  let run = null; // by keyboard: from where Shift was first held
  function extend(grid, cells, cell, next) {
    if (!run || run.grid !== grid || grid.dataset.anchor === undefined) {
      run = begin(grid, cells.indexOf(cell), true);
      grid.dataset.anchor = run.anchor;
    }
    const was = { marks: run.marks, before: run.marks.map((mark) => mark?.checked) };
    paintTo(run, cells.indexOf(next));
    tellChanges(was);
  }

  const cellAt = (event) => document.elementFromPoint(event.clientX, event.clientY)?.closest("[data-paint] td");

  document.addEventListener("pointerdown", (event) => {
    const cell = event.target.closest?.("[data-paint] td");
    if (!cell || event.button !== 0 || !markOf(cell)) return;
    const grid = cell.closest("table");
    stroke = { ...begin(grid, cellsOf(grid).indexOf(cell), !markOf(cell).checked), isMoving: false };
  });

  document.addEventListener("pointermove", (event) => {
    if (!stroke) return;
    const cell = cellAt(event);
    const here = cell ? cellsOf(stroke.grid).indexOf(cell) : -1;
    if (here < 0 || (!stroke.isMoving && here === stroke.anchor)) return;
    stroke.isMoving = true;
    stroke.grid.classList.add("is-painting");
    paintTo(stroke, here);
  });

  function lift(isKept) {
    if (!stroke) return;
    const done = stroke;
    stroke = null;
    done.grid.classList.remove("is-painting");
    if (!done.isMoving) return;
    if (!isKept) return done.marks.forEach((mark, index) => { if (mark) mark.checked = done.before[index]; });
    // The click that ends a drag would toggle the cell under it once more.
    addEventListener("click", swallow, { capture: true, once: true });
    setTimeout(() => removeEventListener("click", swallow, { capture: true }), 0);
    tellChanges(done);
  }

  const swallow = (click) => click.preventDefault();

  document.addEventListener("pointerup", () => lift(true));
  document.addEventListener("pointercancel", () => lift(false));
  document.addEventListener("dragstart", (event) => {
    if (event.target.closest("[data-paint] td")) event.preventDefault();
  });

  const setUpAll = (root) => {
    if (root.matches?.("table[data-grid]")) setUp(root);
    root.querySelectorAll?.("table[data-grid]").forEach(setUp);
  };
  document.addEventListener("htmx:load", (event) => setUpAll(event.detail.elt));
  setUpAll(document);
})();
