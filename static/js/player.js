// Recordings: one plays at a time, and the outline is a slider that shows how far it has played. Without this script
// they are the browser's own players.
(() => {
  "use strict";
  const STEP = 5;
  const LEAP = 30;

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

    function show() {
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

  // The same bars in another colour, seen as far as a rectangle reaches that grows: attributes only, no styles.
  function addPlayed(wave) {
    const make = (name) => document.createElementNS("http://www.w3.org/2000/svg", name);
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
