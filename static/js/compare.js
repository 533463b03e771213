// Recordings that are compared: all play at the same moment, one of them is heard, and each is turned to the same
// loudness. One alone keeps the browser's own controls, as all do without this script.
(() => {
  "use strict";
  const FADE = 0.01; // seconds: switching does not click
  const LOOK_EVERY = 100;
  const CLOSE = 0.005; // seconds
  const FAR = 0.25;

  const say = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
  const heightOf = (decibels) => 10 ** (decibels / 20);

  class Comparing {
    constructor(place) {
      this.place = place;
      this.tracks = [...place.querySelectorAll(".track")].filter((track) => track.querySelector("audio"));
      this.audios = this.tracks.map((track) => track.querySelector("audio"));
      this.active = 0;
      if (this.audios.length < 2) return;
      this.build();
      for (const audio of this.audios) {
        audio.controls = false;
        audio.preload = "auto";
        audio.addEventListener("ended", () => this.heard.ended && this.pause());
      }
      this.audios[0].addEventListener("timeupdate", () => this.show());
      this.audios[0].addEventListener("seeking", () => this.align(0)); // by its outline
      place.addEventListener("keydown", (event) => this.key(event));
    }

    get heard() {
      return this.audios[this.active];
    }

    build() {
      const { wordsPlay, wordsPause } = this.place.dataset;
      const bar = document.createElement("div");
      bar.className = "row compare-bar";
      this.playButton = this.button(wordsPlay, () => (this.heard.paused ? this.play() : this.pause()));
      this.playButton.classList.add("main");
      this.words = { play: wordsPlay, pause: wordsPause };
      this.clock = document.createElement("span");
      this.clock.className = "quiet";
      this.choices = this.tracks.map((track, index) => {
        const button = this.button(track.dataset.label || String.fromCharCode(65 + index), () => this.choose(index));
        button.setAttribute("aria-pressed", String(index === 0));
        return button;
      });
      bar.append(this.playButton, ...this.choices, this.clock);
      this.place.prepend(bar);
      this.show();
    }

    button(text, press) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "button";
      button.textContent = text;
      button.addEventListener("click", press);
      return button;
    }

    // A browser lets sound be made only after the first press.
    open() {
      if (this.context) return this.context.resume();
      this.context = new AudioContext();
      this.gains = this.audios.map((audio, index) => {
        const gain = this.context.createGain();
        gain.gain.value = this.levelOf(index);
        this.context.createMediaElementSource(audio).connect(gain).connect(this.context.destination);
        return gain;
      });
      return this.context.resume();
    }

    levelOf(index) {
      return index === this.active ? heightOf(Number(this.tracks[index].dataset.gain) || 0) : 0;
    }

    async play() {
      await this.open();
      this.align(this.active);
      await Promise.all(this.audios.map((audio) => (audio.ended ? null : audio.play())));
      this.playButton.textContent = this.words.pause;
      this.timer ??= setInterval(() => this.follow(), LOOK_EVERY);
    }

    pause() {
      for (const audio of this.audios) audio.pause();
      clearInterval(this.timer);
      this.timer = null;
      this.playButton.textContent = this.words.play;
    }

    // Those that are not heard catch up unheard: a little faster or slower, or by a leap.
    follow() {
      for (const audio of this.audios) {
        if (audio === this.heard) {
          audio.playbackRate = 1;
          continue;
        }
        const behind = this.heard.currentTime - audio.currentTime;
        if (Math.abs(behind) > FAR && this.heard.currentTime < audio.duration) audio.currentTime = this.heard.currentTime;
        audio.playbackRate = Math.abs(behind) < CLOSE ? 1 : 1 + Math.max(-0.1, Math.min(0.1, behind));
      }
    }

    align(to) {
      const moment = this.audios[to].currentTime;
      for (const [index, audio] of this.audios.entries()) {
        if (index !== to && Math.abs(audio.currentTime - moment) > CLOSE) audio.currentTime = moment;
      }
    }

    choose(index) {
      this.active = index;
      for (const audio of this.audios) audio.playbackRate = 1;
      for (const [each, button] of this.choices.entries()) button.setAttribute("aria-pressed", String(each === index));
      const at = this.context?.currentTime ?? 0;
      for (const [each, gain] of (this.gains ?? []).entries()) gain.gain.setTargetAtTime(this.levelOf(each), at, FADE / 3);
    }

    key(event) {
      const letter = event.key.toUpperCase();
      const index = letter.length === 1 ? letter.charCodeAt(0) - 65 : -1;
      if (event.target.closest("input, textarea, select") || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === " " && !event.target.closest("button, a, summary")) this.heard.paused ? this.play() : this.pause();
      else if (index >= 0 && index < this.audios.length) this.choose(index);
      else return;
      event.preventDefault();
    }

    show() {
      this.clock.textContent = `${say(this.heard.currentTime)} / ${say(Number(this.tracks[0].dataset.seconds) || 0)}`;
    }
  }

  for (const place of document.querySelectorAll("[data-compare]")) place.comparing = new Comparing(place);
})();
