// Recordings: one plays at a time, from a button of our own beside the outline, which is a slider that shows how far it
// has played. Without this script, or where a recording cannot be had, they are the browser's own players.
(() => {
  "use strict";
  const STEP = 5;
  const LEAP = 30;

  const DRAWN = { play: "M7.5 4.5v15l12-7.5z", pause: "M7 5h3.5v14H7zM13.5 5H17v14h-3.5z" };
  const SVG = "http://www.w3.org/2000/svg";

  const say = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;

  function setUp(player) {
    const wave = player.querySelector(".wave");
    const audio = player.querySelector("audio");
    if (!wave || !audio) return;
    const length = Number(player.dataset.seconds) || 0;
    const seek = document.createElement("div");
    const words = { role: "slider", tabindex: "0", "aria-valuemin": "0", "aria-valuemax": String(Math.round(length)) };
    for (const [name, value] of Object.entries(words)) seek.setAttribute(name, value);
    seek.setAttribute("aria-label", audio.getAttribute("aria-label"));
    seek.className = "seek";
    wave.replaceWith(seek);
    seek.append(wave);
    const played = addPlayed(wave);
    const showState = audio.closest("[data-compare]") ? () => {} : addBar(player, seek, audio, length);

    function show() {
      showState();
      const share = length ? Math.min(1, audio.currentTime / length) : 0;
      played.setAttribute("width", String(share * wave.viewBox.baseVal.width));
      seek.setAttribute("aria-valuenow", String(Math.round(audio.currentTime)));
      seek.setAttribute("aria-valuetext", `${say(audio.currentTime)} / ${say(length)}`);
    }

    function goTo(seconds) {
      audio.currentTime = Math.max(0, Math.min(length, seconds));
      show();
    }

    seek.addEventListener("pointerdown", (event) => {
      if (event.button) return;
      const box = seek.getBoundingClientRect();
      goTo(length * (event.clientX - box.left) / box.width);
      audio.play();
    });
    seek.addEventListener("keydown", (event) => {
      const steps = {
        ArrowRight: STEP, ArrowUp: STEP, ArrowLeft: -STEP, ArrowDown: -STEP, PageUp: LEAP, PageDown: -LEAP,
        Home: -length, End: length,
      };
      if (event.key === " " || event.key === "Enter") audio.paused ? audio.play() : audio.pause();
      else if (event.key in steps) goTo(audio.currentTime + steps[event.key]);
      else return;
      event.preventDefault();
    });
    audio.addEventListener("timeupdate", show);
    audio.addEventListener("play", () => {
      const compared = audio.closest("[data-compare]"); // compare.js plays all of these at once
      for (const other of document.querySelectorAll("[data-player] audio")) {
        if (other !== audio && !compared?.contains(other)) other.pause();
      }
    });
    show();
  }

  // A button to play and to pause, the slider and the time, in place of the browser's own bar; compare.js has its own.
  function addBar(player, seek, audio, length) {
    const bar = document.createElement("div");
    const button = document.createElement("button");
    const clock = document.createElement("span");
    const path = document.createElementNS(SVG, "path");
    const drawing = document.createElementNS(SVG, "svg");
    drawing.setAttribute("viewBox", "0 0 24 24");
    drawing.setAttribute("class", "icon");
    drawing.setAttribute("aria-hidden", "true");
    drawing.append(path);
    bar.className = "player-bar";
    button.type = "button";
    button.className = "button square";
    button.append(drawing);
    clock.className = "quiet small";
    clock.setAttribute("aria-hidden", "true"); // the slider says it
    seek.replaceWith(bar);
    bar.append(button, seek, clock);
    audio.controls = false;
    button.addEventListener("click", () => (audio.paused ? audio.play() : audio.pause()));
    audio.addEventListener("error", () => { audio.controls = true; button.hidden = true; }, true);

    function showState() {
      const state = audio.paused ? "play" : "pause";
      path.setAttribute("d", DRAWN[state]);
      button.setAttribute("aria-label", `${player.dataset[state]}: ${audio.getAttribute("aria-label")}`);
      clock.textContent = `${say(audio.currentTime)} / ${say(length)}`;
    }
    for (const each of ["play", "pause", "ended"]) audio.addEventListener(each, showState);
    return showState;
  }

  // The same bars in another colour, seen as far as a rectangle reaches that grows: attributes only, no styles.
  function addPlayed(wave) {
    const make = (name) => document.createElementNS(SVG, name);
    const clip = make("clipPath");
    const box = make("rect");
    clip.id = `played-${document.querySelectorAll(".seek .played").length}`;
    box.setAttribute("height", "100%");
    clip.append(box);
    const copy = wave.querySelector("path").cloneNode();
    copy.setAttribute("class", "played");
    copy.setAttribute("clip-path", `url(#${clip.id})`);
    wave.append(clip, copy);
    return box;
  }

  for (const player of document.querySelectorAll("[data-player]")) setUp(player);
})();
