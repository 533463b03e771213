// Bars by month above the table that holds the same numbers: `data-chart` names the table, `data-value` is what is drawn.
(() => {
  "use strict";
  const HEIGHT = 240;
  const places = [...document.querySelectorAll("[data-chart]")];
  if (!places.length || !window.uPlot) return;
  const numbers = new Intl.NumberFormat(document.documentElement.lang || "en", { maximumFractionDigits: 2 });

  // As the page shows it now: a canvas knows neither variables nor light-dark().
  function colour(place, name) {
    const probe = document.createElement("span");
    probe.style.color = `var(${name})`;
    place.append(probe);
    const found = getComputedStyle(probe).color;
    probe.remove();
    return found;
  }

  // What the table says: the names of its rows, the numbers, and how they are written.
  function read(table) {
    const cells = [...table.querySelectorAll("tbody [data-value]")];
    return {
      names: cells.map((cell) => cell.closest("tr").querySelector("th").textContent.trim()),
      values: cells.map((cell) => Number(cell.dataset.value)),
      written: cells.map((cell) => cell.textContent.trim()),
    };
  }

  function draw(place) {
    const told = read(document.getElementById(place.dataset.chart));
    place.replaceChildren();
    if (!told.values.length) return;
    const [bar, line, quiet] = ["--amber-text", "--line", "--quiet"].map((name) => colour(place, name));
    const said = document.createElement("p");
    said.className = "said quiet small";
    said.setAttribute("aria-hidden", "true"); // the table says it
    const box = document.createElement("div");
    box.setAttribute("aria-hidden", "true");
    place.append(box, said);
    const font = `12px ${getComputedStyle(place).fontFamily}`;
    const axis = { stroke: quiet, font, grid: { stroke: line, width: 1 }, ticks: { show: false } };
    const lowest = Math.min(0, ...told.values);
    const highest = Math.max(0, ...told.values) || 1;
    place.chart = new uPlot({
      width: place.clientWidth,
      height: HEIGHT,
      legend: { show: false },
      cursor: { y: false, drag: { x: false, y: false }, points: { show: false } },
      scales: { x: { time: false, range: [-0.6, told.values.length - 0.4] }, y: { range: [lowest * 1.1, highest * 1.1] } },
      axes: [
        {
          ...axis,
          grid: { show: false },
          space: 80,
          incrs: [1, 2, 3, 6, 12, 24, 60],
          values: (_chart, places) => places.map((at) => told.names[at] ?? ""),
        },
        { ...axis, size: 70, values: (_chart, found) => found.map((value) => numbers.format(value)) },
      ],
      series: [{}, { fill: bar, stroke: bar, width: 0, points: { show: false }, paths: uPlot.paths.bars({ size: [0.7, 64] }) }],
      hooks: {
        setCursor: [
          (chart) => {
            const at = chart.cursor.idx;
            said.textContent = at === null || at === undefined ? "" : `${told.names[at]}: ${told.written[at]}`;
          },
        ],
      },
    }, [told.values.map((_value, at) => at), told.values], box);
  }

  function drawAll() {
    for (const place of places) {
      place.chart?.destroy();
      place.chart = undefined;
      draw(place);
    }
  }

  drawAll();
  const sizes = new ResizeObserver((changes) => {
    for (const { target } of changes) {
      if (target.chart && target.clientWidth !== target.chart.width) {
        target.chart.setSize({ width: target.clientWidth, height: HEIGHT });
      }
    }
  });
  for (const place of places) sizes.observe(place);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAll);
  new MutationObserver(drawAll).observe(document.documentElement, { attributeFilter: ["data-theme"] });
})();
