// A mix: its outline to click into, with the comments at their moments, and the moment that one listens to in the form.
(() => {
  "use strict";
  const place = document.querySelector("[data-compare]");
  const track = place?.querySelector(".track");
  const audio = track?.querySelector("audio");
  if (!audio) return;
  const read = (id) => JSON.parse(document.getElementById(id)?.textContent || "[]");
  // As the page shows it now: a canvas knows neither variables nor light-dark().
  function colour(name) {
    const probe = document.createElement("span");
    probe.style.color = `var(${name})`;
    place.append(probe);
    const found = getComputedStyle(probe).color;
    probe.remove();
    return found;
  }
  const STEP = 5;

  const wave = document.createElement("div");
  wave.className = "waveform";
  place.prepend(wave);
  const surfer = WaveSurfer.create({
    container: wave,
    media: audio,
    peaks: [read("peaks").map((each) => each / 255)],
    duration: Number(track.dataset.seconds),
    height: 88,
    barWidth: 2,
    barGap: 1,
    barRadius: 1,
    waveColor: colour("--quiet"),
    progressColor: colour("--amber-text"),
    cursorColor: colour("--amber-text"),
    cspNonce: place.dataset.nonce,
  });
  const regions = surfer.registerPlugin(WaveSurfer.Regions.create());
  surfer.on("ready", () => {
    for (const marker of read("markers")) {
      const dot = document.createElement("a");
      dot.href = `#comment-${marker.id}`;
      dot.textContent = marker.done ? "✓" : "●";
      dot.tabIndex = -1; // the list below says the same
      dot.style.color = colour(marker.done ? "--quiet" : "--amber-text");
      dot.style.textDecoration = "none";
      regions.addRegion({ start: marker.at, content: dot, drag: false, resize: false, color: colour("--amber-text") });
    }
  });

  const seek = (seconds) => {
    audio.currentTime = Math.max(0, Math.min(Number(track.dataset.seconds), seconds));
  };
  for (const button of document.querySelectorAll("[data-seek]")) {
    button.addEventListener("click", () => {
      seek(Number(button.dataset.seek) / 1000);
      wave.scrollIntoView({ block: "nearest" });
    });
  }
  place.tabIndex = 0;
  place.addEventListener("keydown", (event) => {
    if (event.target !== place) return;
    if (event.key === "ArrowRight") seek(audio.currentTime + STEP);
    else if (event.key === "ArrowLeft") seek(audio.currentTime - STEP);
    else if (event.key === " " && !place.comparing?.playButton) audio.paused ? audio.play() : audio.pause();
    else return;
    event.preventDefault();
  });

  // Who begins to write means the moment that they hear; what they have typed themselves stays.
  const form = document.getElementById("say");
  if (form) {
    const field = form.elements.at_ms;
    let isTyped = field.value !== "";
    field.addEventListener("input", () => { isTyped = field.value !== ""; });
    form.elements.text.addEventListener("focus", () => {
      if (isTyped) return;
      const tenths = Math.floor(audio.currentTime * 10);
      field.value = `${Math.floor(tenths / 600)}:${String(Math.floor(tenths / 10) % 60).padStart(2, "0")}.${tenths % 10}`;
    });
  }
})();
