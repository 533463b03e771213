// From an order of sets to the times of a night: bookings/bill/running_order.py once more, for the preview while somebody drags.
// The server is the truth; tests/browser/test_bill.py compares both. Instants are milliseconds, lengths minutes.
(() => {
  "use strict";
  const MINUTE = 60_000;

  function setsOf(frame, parts) {
    let ends = null;
    return parts.map((part) => {
      const starts = ends === null ? frame.first : ends + part.changeover * MINUTE;
      ends = starts + part.minutes * MINUTE;
      return { starts, ends };
    });
  }

  // Who plays last checks first; the opener ends as the doors open.
  function soundchecksOf(checkedBy, parts) {
    let ends = checkedBy;
    return parts.map((part) => {
      ends -= part.soundcheck * MINUTE;
      return part.soundcheck ? ends : null;
    });
  }

  function run(frame, parts) {
    const limit = Math.min(frame.curfew ?? frame.out, frame.out);
    const checkedBy = frame.doors ?? frame.first;
    const checks = soundchecksOf(checkedBy, parts);
    const acts = setsOf(frame, parts).map((set, place) => ({ ...set, soundcheck: checks[place] }));
    const ends = acts.length ? acts.at(-1).ends : frame.first;
    const earliest = Math.min(checkedBy, ...checks.filter((check) => check !== null));
    return {
      acts,
      ends,
      limit,
      spare: Math.floor((limit - ends) / MINUTE),
      soundcheckSpare: Math.floor((earliest - frame.loadIn) / MINUTE),
    };
  }

  // "21:30" on the clock of a zone.
  const formats = new Map();
  function clock(instant, zone) {
    if (!formats.has(zone)) {
      formats.set(zone, new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" }));
    }
    return formats.get(zone).format(instant);
  }

  const minutesOf = (text) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3, 5));
  const modulo = (value) => ((value % 1440) + 1440) % 1440;

  // The instant at which the clock shows `text`: the nearest one to `present`; `side` -1 the last one before, 1 the first after.
  function instantOf(text, present, zone, side = 0) {
    const away = (from) => minutesOf(text) - minutesOf(clock(from, zone));
    const steps = { "-1": modulo(away(present)) - 1440, 0: modulo(away(present) + 720) - 720, 1: modulo(away(present)) };
    const step = steps[side] === -1440 ? 0 : steps[side];
    const found = present + step * MINUTE;
    // Where a change of clocks lies between, the clock shows something else there.
    const off = modulo(away(found) + 720) - 720;
    return found + (clock(found + off * MINUTE, zone) === text ? off : 0) * MINUTE;
  }

  window.runningOrder = { run, clock, instantOf };
})();
