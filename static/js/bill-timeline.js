// The timeline of the bill builder, moved while somebody plans: once along the page from load-in, once down it from doors.
// The server draws it (bookings/pages/bill_timeline.py); this only moves what is there.
(() => {
  "use strict";
  const MINUTE = 60_000;
  const AXES = { x: ["x", "width", "x1", "x2"], y: ["y", "height", "y1", "y2"] };

  function drawLine(line, frame, order, acts) {
    const [position, length, ...ends] = AXES[line.dataset.line];
    const isAlong = line.dataset.line === "x";
    const from = isAlong ? frame.loadIn : Math.min(frame.doors ?? frame.first, frame.first);
    const until = Math.max(isAlong ? frame.out : order.limit, order.ends);
    const percent = (span) => `${((100 * span) / (until - from)).toFixed(2)}%`;
    const place = (bar, starts, lasts) => {
      bar.setAttribute(position, percent(starts - from));
      bar.setAttribute(length, percent(Math.max(0, lasts)));
    };
    const mark = (element, instant) => {
      const names = element.tagName === "line" ? ends : [position];
      for (const name of names) element.setAttribute(name, percent(instant - from));
    };
    const [sets, checks, gaps] = ["set", "check", "gap"].map((name) => line.querySelectorAll(`[data-line-${name}]`));
    acts.forEach((act, index) => {
      place(sets[index], act.starts, act.ends - act.starts);
      sets[index].classList.toggle("is-over", act.ends > order.limit);
      write(sets[index], act, isAlong);
      const before = acts[index - 1]?.ends ?? act.starts;
      place(gaps[index], before, act.starts - before);
      if (checks[index]) place(checks[index], act.soundcheck ?? from, act.soundcheck === null ? 0 : act.check * MINUTE);
    });
    for (const tick of line.querySelectorAll("[data-at]")) mark(tick, Date.parse(tick.dataset.at));
    for (const each of line.querySelectorAll("[data-line-mark]")) {
      mark(each, each.dataset.lineMark === "doors" ? frame.doors ?? frame.first : order.limit);
    }
    for (const each of line.querySelectorAll("[data-line-clock]")) {
      each.textContent = each.dataset.lineClock === "doors" ? frame.clocks.doors : frame.clocks.limit;
    }
  }

  function write(set, act, isAlong) {
    set.querySelector(".name").textContent = act.name;
    set.querySelector(".times").textContent = isAlong ? `${act.clock} · ${act.minutes}` : act.minutes;
    const from = set.querySelector(".hour");
    if (from) from.textContent = act.clock;
  }

  // `frame.clocks`: what the clock shows at doors and at the limit of the night.
  // `acts` as runningOrder.run gives them, with name, minutes, minutes of soundcheck (check) and clock time of the start.
  window.billTimeline = {
    draw(form, frame, order, acts) {
      for (const line of form.querySelectorAll("[data-line]")) drawLine(line, frame, order, acts);
    },
  };
})();
