// My plan: FullCalendar to see and to draw on. Every change is made by the form in the panel beside it, which the
// server renders and which works without this script; drawing and dragging only fill it in. Times are wall-clock times
// of the person's zone, without an offset: the server knows the zone, so FullCalendar is told UTC and asked for no more.
(() => {
  "use strict";
  const root = document.getElementById("plan-calendar");
  if (!root || !globalThis.FullCalendar) return;

  const { dataset } = root;
  const narrow = matchMedia("(width < 48rem)");
  const week = () => (narrow.matches ? "threeDays" : "timeGridWeek");
  const views = () => ({ week: week(), month: "dayGridMonth", list: "listMonth" });
  let ghosts = [];
  let undo = null; // puts back what was dragged and not saved
  let opener = null; // what had the focus before the panel opened

  // A day ends at six. Of an empty week only the hours are shown in which most happens; all of them on request.
  const [FIRST, LAST] = [6, 30];
  const usual = dataset.hours.split("-").map(Number);
  const hour = (number) => `${String(number).padStart(2, "0")}:00`;
  let isWhole = false;

  const panel = () => document.getElementById("rule-panel");
  const stamp = (moment) => moment.toISOString().slice(0, 16);

  const calendar = new FullCalendar.Calendar(document.getElementById("plan-grid"), {
    timeZone: "UTC",
    locale: dataset.locale,
    firstDay: 1,
    now: dataset.now,
    headerToolbar: false,
    initialView: narrow.matches ? "listMonth" : "timeGridWeek",
    views: {
      timeGrid: { dayHeaderFormat: { weekday: "short", day: "numeric" } },
      threeDays: { type: "timeGrid", duration: { days: 3 } },
      dayGrid: {
        displayEventTime: !narrow.matches,
        eventContent: ({ event }) => narrow.matches && event.extendedProps.label,
      },
      // FullCalendar's own list cuts the hours of a night at midnight.
      list: { displayEventTime: false, eventContent: lineOf },
    },
    height: "auto",
    allDaySlot: false,
    // What happens at one on Sunday is part of Saturday's night.
    slotMinTime: hour(FIRST),
    slotMaxTime: hour(LAST),
    nextDayThreshold: "06:00",
    // Slots as fine as what is snapped to: FullCalendar takes a press for the middle of its slot.
    slotDuration: "00:30",
    slotLabelInterval: "01:00",
    nowIndicator: true,
    dayMaxEvents: false,
    eventDisplay: "block",
    eventInteractive: true,
    eventTimeFormat: { hour: "2-digit", minute: "2-digit", hour12: false },
    slotLabelFormat: { hour: "2-digit", minute: "2-digit", hour12: false },
    noEventsText: dataset.empty,
    longPressDelay: 350,
    selectable: true,
    selectMirror: true,
    unselectAuto: false,
    eventResizableFromStart: true,
    eventSources: [
      { url: dataset.events, failure: tellTrouble },
      { events: (_info, done) => done(ghosts) },
    ],
    datesSet: tellView,
    eventsSet: fitHours,
    select: ({ start, end, allDay }) => open(dataset.new, allDay ? nights(start, end) : { starts: start, ends: end }),
    eventClick,
    eventDrop: moved,
    eventResize: moved,
    eventDidMount,
  });

  // Whole days drawn on the month are nights too, from six to six.
  function nights(start, end) {
    const six = (moment) => new Date(moment.getTime() + 6 * 3600e3);
    return { starts: six(start), ends: six(end) };
  }

  // In the words of the page, as for a fragment that could not be had.
  function tellTrouble({ response }) {
    const kind = response ? "failed" : "offline";
    const words = document.querySelector(`template[data-trouble=${kind}]`);
    if (words) document.getElementById("messages").replaceChildren(words.content.cloneNode(true));
  }

  function tellView({ view }) {
    // By its last day: FullCalendar's own title counts the night after it as one more.
    const last = new Date(view.currentEnd - 1);
    const isMonth = view.type !== week();
    document.getElementById("plan-title").textContent = isMonth ? view.title
      : calendar.formatRange(view.currentStart, last, { day: "numeric", month: "short", year: "numeric" });
    const shown = Object.keys(views()).find((name) => views()[name] === view.type);
    root.dataset.shown = shown;
    root.querySelector("[data-whole]").hidden = view.type !== week();
    for (const button of root.querySelectorAll("[data-view]")) {
      button.setAttribute("aria-pressed", String(button.dataset.view === shown));
    }
  }

  // From when to when something happens on its night; what fills a whole day takes no hours of its own.
  function spanOf({ start, end }) {
    const first = start.getUTCHours() + start.getUTCMinutes() / 60;
    const from = first < FIRST ? first + 24 : first;
    const length = ((end ?? start) - start) / 3600e3;
    return length < 18 ? [Math.floor(from), Math.min(Math.ceil(from + length), LAST)] : usual;
  }

  function fitHours(events) {
    const { activeStart, activeEnd } = calendar.view;
    const shown = events.filter(({ start, end }) => start < activeEnd && (end ?? start) > activeStart).map(spanOf);
    const from = isWhole ? FIRST : Math.min(usual[0], ...shown.map(([first]) => first));
    const to = isWhole ? LAST : Math.max(usual[1], ...shown.map(([, last]) => last));
    for (const [name, value] of [["slotMinTime", hour(from)], ["slotMaxTime", hour(to)]]) {
      if (calendar.getOption(name) !== value) calendar.setOption(name, value);
    }
  }

  function lineOf({ event }) {
    const hours = document.createElement("span");
    hours.className = "hours";
    hours.textContent = event.extendedProps.hours ?? "";
    return { domNodes: [hours, document.createTextNode(` ${event.title}`)] };
  }

  // In a list the link stands within the row.
  const doorOf = (el) => (el.matches("a") ? el : el.querySelector("a") ?? el);

  function eventDidMount({ event, el }) {
    const { name } = event.extendedProps;
    if (name) doorOf(el).setAttribute("aria-label", name);
  }

  function eventClick({ event, jsEvent, el }) {
    const { edit } = event.extendedProps;
    if (!edit) return; // a promise leads to its booking
    jsEvent.preventDefault();
    open(edit, {}, doorOf(el));
  }

  function moved({ event, revert }) {
    open(event.extendedProps.edit, { starts: event.start, ends: event.end });
    undo = revert;
  }

  function open(address, times, from = document.activeElement) {
    close();
    opener = from;
    const url = new URL(address, location);
    for (const [name, moment] of Object.entries(times)) url.searchParams.set(name, stamp(moment));
    htmx.ajax("GET", `${url.pathname}${url.search}`, { target: "#rule-panel", swap: "outerHTML" });
  }

  // What was dragged or drawn and not saved goes back; the panel waits, empty, for the next.
  function close() {
    undo?.();
    undo = null;
    calendar.unselect();
    draw([]);
  }

  function draw(periods, voice) {
    ghosts = periods.map(([start, end]) => ({
      start, end, hours: `${start.slice(11)} – ${end.slice(11)}`, title: dataset.ghost,
      display: "block", editable: false, interactive: false,
      classNames: ["plan-event", "ghost", voice],
    }));
    calendar.getEventSources()[1].refetch();
  }

  function focusBack() {
    const target = opener?.isConnected ? opener : document.getElementById("plan-new");
    opener = null;
    target.focus();
  }

  root.addEventListener("click", ({ target }) => {
    const button = target.closest("button");
    const { go, view, whole } = button?.dataset ?? {};
    if (whole) {
      isWhole = !isWhole;
      button.setAttribute("aria-pressed", String(isWhole));
      fitHours(calendar.getEvents());
    }
    if (go) calendar[go]();
    if (view) calendar.changeView(views()[view]);
  });

  document.addEventListener("click", (event) => {
    if (!event.target.closest("#rule-panel [data-close]")) return;
    event.preventDefault();
    shut();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && event.target.closest?.("#rule-panel")) shut();
  });

  function shut() {
    close();
    panel().replaceChildren();
    panel().hidden = true;
    focusBack();
  }

  // By the buttons of the page the panel is opened by htmx itself: note where the focus was, drop what was not saved.
  document.addEventListener("htmx:beforeRequest", ({ detail }) => {
    if (detail.elt.closest("#rule-panel") || detail.requestConfig.target?.id !== "rule-panel") return;
    if (detail.elt === document.body) return;
    close();
    opener = detail.elt;
  });

  document.addEventListener("htmx:afterSettle", ({ detail }) => {
    const { elt } = detail;
    if (elt.id === "rule-preview") {
      const list = elt.querySelector("[data-ghosts]");
      draw(list ? JSON.parse(list.dataset.ghosts) : [], list?.dataset.voice);
    }
    if (elt.id === "rule-panel") {
      const heading = elt.querySelector("[data-opened]");
      if (heading && !elt.querySelector("[data-focus]")) heading.focus();
    }
  });

  document.addEventListener("plan:changed", () => {
    undo = null; // saved: what was dragged stays
    close();
    calendar.refetchEvents();
    focusBack();
  });

  // One more empty day as soon as the last is filled.
  document.addEventListener("change", ({ target }) => {
    const days = target.closest("[data-some-days]");
    if (!days || !target.value || target !== days.lastElementChild) return;
    const next = target.cloneNode();
    next.value = "";
    next.id = "";
    next.setAttribute("aria-label", document.querySelector(`label[for="${target.id}"]`)?.textContent.trim() ?? "");
    days.append(next);
  });

  narrow.addEventListener("change", () => {
    if (calendar.view.type.endsWith("Week") || calendar.view.type === "threeDays") calendar.changeView(week());
  });
  calendar.render();
  // The panel takes room beside the calendar, and FullCalendar watches the window only.
  new ResizeObserver(() => calendar.updateSize()).observe(document.getElementById("plan-grid"));
})();
