// Dragging things about on a stage. The truth is the form below the drawing: every move writes into its row, and every
// change of a row moves what is drawn. Without this script the rows are filled in by hand.
(() => {
  "use strict";
  const SVG = "http://www.w3.org/2000/svg";
  const WIDTH = 1200, DEPTH = 800, LETTERS = 24, LETTER = 12;
  const INK = "#1c1815", PAPER = "#ffffff";
  const STEP = 1, LEAP = 5, TURN = 15;

  const editor = document.querySelector("[data-stage-plot]");
  if (!editor) return;
  const form = editor.querySelector("form");
  const body = form.querySelector("tbody");
  const pattern = form.querySelector("template");
  const total = form.querySelector("[name$=TOTAL_FORMS]");
  const most = Number(editor.dataset.most);
  const below = Object.fromEntries([...editor.querySelectorAll("[data-add]")].map((tool) => [tool.dataset.add, Number(tool.dataset.below)]));
  const names = Object.fromEntries([...editor.querySelectorAll("[data-add]")].map((tool) => [tool.dataset.add, tool.textContent.trim()]));

  const field = (row, name) => row.querySelector(`[name$="-${name}"]`);
  const number = (row, name, otherwise) => {
    const value = field(row, name).valueAsNumber;
    return Number.isFinite(value) ? value : otherwise;
  };
  const isDrawn = (row) => field(row, "kind").value && !field(row, "DELETE").checked;
  const within = (value) => Math.min(Math.max(Math.round(value), 0), 100);
  const nameOf = (row) => [names[field(row, "kind").value], field(row, "label").value].filter(Boolean).join(": ");

  function make(tag, attributes = {}, ...inside) {
    const element = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...inside);
    return element;
  }

  // The stage as the server drew it, emptied of its things, which are drawn anew to be moved.
  const stage = editor.querySelector(".plot svg");
  for (const thing of [...stage.children].filter((child) => child.localName === "g")) thing.remove();
  stage.removeAttribute("role");
  stage.removeAttribute("aria-label");
  const lower = stage.appendChild(make("g")), upper = stage.appendChild(make("g"));
  const drawn = new Map();

  function words(row, x) {
    const text = field(row, "label").value.trim();
    const shown = text.length > LETTERS ? `${text.slice(0, LETTERS - 1)}…` : text;
    const half = shown.length * LETTER / 2;
    const aside = Math.max(half - x, 0) - Math.max(x + half - WIDTH, 0);
    return make("text", {
      x: aside, y: below[field(row, "kind").value], "text-anchor": "middle", "font-size": 24,
      fill: INK, stroke: PAPER, "stroke-width": 5, "paint-order": "stroke",
    }, shown);
  }

  function draw(row) {
    const old = drawn.get(row);
    if (!isDrawn(row)) {
      old?.remove();
      drawn.delete(row);
      return;
    }
    const kind = field(row, "kind").value;
    const x = within(number(row, "x", 50)) * WIDTH / 100, y = within(number(row, "y", 50)) * DEPTH / 100;
    const thing = old ?? make("g", { tabindex: 0, role: "button" });
    thing.setAttribute("transform", `translate(${x} ${y})`);
    thing.setAttribute("aria-label", said("moved", row));
    thing.replaceChildren(
      make("g", { transform: `rotate(${number(row, "rotation", 0)})`, fill: PAPER, stroke: INK, "stroke-width": 4 },
        make("circle", { r: 26, fill: "transparent", stroke: "none" }),
        make("use", { href: `#plot-${kind}` })),
      words(row, x),
    );
    if (!old) drawn.set(row, thing);
    const layer = kind === "riser" ? lower : upper;
    if (thing.parentNode !== layer) layer.append(thing);
  }

  function said(what, row) {
    return editor.querySelector(`[data-words=${what}]`).textContent
      .replace("LEFT", within(number(row, "x", 50))).replace("BACK", within(number(row, "y", 50)))
      .replace("NAME", () => nameOf(row));
  }

  function tell(text) {
    document.getElementById("announcer").textContent = text;
  }

  // Draws what was written into a row, and says so as typing would: the form saves itself by that.
  function redraw(row) {
    draw(row);
    form.dispatchEvent(new Event("input"));
  }

  function place(row, x, y) {
    field(row, "x").value = within(x);
    field(row, "y").value = within(y);
    redraw(row);
  }

  function turn(row, degrees) {
    field(row, "rotation").value = (number(row, "rotation", 0) + degrees + 360) % 360;
    redraw(row);
  }

  function remove(row) {
    const name = nameOf(row);
    for (const part of ["kind", "label", "x", "y", "rotation"]) field(row, part).value = "";
    field(row, "DELETE").checked = false;
    redraw(row);
    tell(editor.querySelector("[data-words=removed]").textContent.replace("NAME", () => name));
    (drawn.values().next().value ?? editor.querySelector("[data-add]")).focus();
  }

  const rowOf = (thing) => [...drawn].find(([, each]) => each === thing)?.[0];

  function blankRow() {
    const blank = [...body.rows].find((row) => !field(row, "kind").value && !field(row, "label").value);
    if (blank) return blank;
    const count = Number(total.value);
    if (count >= most) return null;
    const clone = pattern.content.firstElementChild.cloneNode(true);
    clone.innerHTML = clone.innerHTML.replaceAll("__prefix__", count).replaceAll("__number__", count + 1);
    total.value = count + 1;
    return body.appendChild(clone);
  }

  editor.addEventListener("click", (event) => {
    const tool = event.target.closest("[data-add]");
    const row = tool && blankRow();
    if (!row) return;
    field(row, "kind").value = tool.dataset.add;
    if (tool.dataset.add === "text") field(row, "label").value = names.text;
    field(row, "rotation").value = 0;
    // Each new thing a little aside of the one before, so that none hides another.
    place(row, 50 + (drawn.size % 5) * 4 - 8, 50 + (drawn.size % 7) * 4 - 12);
    tell(editor.querySelector("[data-words=added]").textContent.replace("NAME", () => nameOf(row)));
    drawn.get(row).focus();
  });

  form.addEventListener("input", (event) => {
    const row = event.target.closest("tbody tr");
    if (row) draw(row);
  });

  let held = null;
  stage.addEventListener("pointerdown", (event) => {
    const thing = event.target.closest("[tabindex]");
    if (!thing || event.button) return;
    const row = rowOf(thing);
    const at = pointOf(event);
    held = { row, thing, dx: number(row, "x", 50) - at.x, dy: number(row, "y", 50) - at.y };
    thing.setPointerCapture(event.pointerId);
    thing.focus();
    event.preventDefault();
  });
  stage.addEventListener("pointermove", (event) => {
    if (!held) return;
    const at = pointOf(event);
    place(held.row, at.x + held.dx, at.y + held.dy);
  });
  for (const end of ["pointerup", "pointercancel"]) {
    stage.addEventListener(end, () => {
      if (held) tell(said("moved", held.row));
      held = null;
    });
  }

  // Where a pointer is, in hundredths of the stage.
  function pointOf(event) {
    const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(stage.getScreenCTM().inverse());
    return { x: point.x * 100 / WIDTH, y: point.y * 100 / DEPTH };
  }

  const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  stage.addEventListener("keydown", (event) => {
    const row = rowOf(event.target.closest("[tabindex]"));
    if (!row || event.ctrlKey || event.metaKey || event.altKey) return;
    const arrow = ARROWS[event.key], size = event.shiftKey ? LEAP : STEP;
    if (arrow) {
      place(row, number(row, "x", 50) + arrow[0] * size, number(row, "y", 50) + arrow[1] * size);
      tell(said("moved", row));
    } else if (event.key.toLowerCase() === "r") {
      turn(row, event.shiftKey ? -TURN : TURN);
    } else if (event.key === "Delete" || event.key === "Backspace") {
      remove(row);
    } else if (event.key === "Enter") {
      field(row, "label").focus();
    } else {
      return;
    }
    event.preventDefault();
  });

  for (const row of body.rows) draw(row);
})();
