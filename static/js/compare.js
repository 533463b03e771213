// Recordings that are compared: all play at the same moment, one of them is heard, and each is turned to the same
// loudness. One alone keeps the browser's own controls, as all do without this script.
//
// <div data-compare data-words-play="Play" data-words-pause="Pause">, with `data-elsewhere` where the files may come from
// another origin, holds two or more .track[data-gain][data-seconds][data-label], each with its <audio>. The class
// "one-heard" shows the track that is heard alone.
(() => {
  "use strict";
  const FADE = 0.01; // seconds: switching does not click
  const LOOK_EVERY = 100;
  const CLOSE = 0.005; // seconds
  const FAR = 0.25;
  const PULL = 4; // of what is missing, so much is caught up in a second
  const PULL_MOST = 0.25;
  const comparings = new Set();

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
      this.moved = new WeakSet();
      for (const [index, audio] of this.audios.entries()) {
        audio.controls = false;
        audio.addEventListener("ended", () => this.heard.ended && this.pause());
        audio.addEventListener("timeupdate", () => audio === this.heard && this.show());
        // By an outline; what this script has moved itself is where it should be.
        audio.addEventListener("seeking", () => this.moved.delete(audio) || this.align(index));
        audio.addEventListener("play", () => this.isPlaying || this.play());
        audio.addEventListener("pause", () => this.isPlaying && audio === this.heard && !audio.ended && this.pause());
      }
      place.addEventListener("keydown", (event) => this.key(event));
      place.classList.add("is-comparing");
      comparings.add(this);
      this.choose(0);
    }

    get isPlaying() {
      return Boolean(this.timer);
    }

    get heard() {
      return this.audios[this.active];
    }

    build() {
      const { wordsPlay, wordsPause } = this.place.dataset;
      const bar = document.createElement("div");
      bar.className = "row compare-bar";
      this.playButton = this.button(wordsPlay, () => (this.isPlaying ? this.pause() : this.play()));
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

    // A browser lets sound be made only after the first press, and turns nothing of another origin but by its volume.
    open() {
      if (this.place.dataset.elsewhere !== undefined) return null;
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
      for (const other of comparings) if (other !== this) other.pause();
      for (const audio of document.querySelectorAll("audio")) if (!this.audios.includes(audio)) audio.pause();
      this.timer ??= setInterval(() => this.follow(), LOOK_EVERY);
      this.playButton.textContent = this.words.pause;
      try {
        await this.open();
        this.turn();
        if (this.heard.ended) this.move(this.heard, 0);
        this.align(this.active);
        await Promise.all(this.audios.map((audio) => (this.isOver(audio) ? null : audio.play())));
      } catch {
        this.pause(); // it was paused meanwhile, or cannot be fetched
      }
    }

    pause() {
      clearInterval(this.timer);
      this.timer = null;
      for (const audio of this.audios) audio.pause();
      this.playButton.textContent = this.words.play;
    }

    isOver(audio) {
      return audio !== this.heard && audio.duration <= this.heard.currentTime;
    }

    move(audio, seconds) {
      this.moved.add(audio);
      audio.currentTime = seconds;
    }

    // Those that are not heard catch up unheard: a little faster or slower, or by a leap.
    follow() {
      if (this.heard.paused && !this.heard.ended) return;
      for (const audio of this.audios) {
        if (audio === this.heard || audio.seeking) continue;
        if (audio.paused && !this.isOver(audio)) audio.play();
        const behind = this.heard.currentTime - audio.currentTime;
        const isFar = Math.abs(behind) > FAR && !this.isOver(audio);
        if (isFar) this.move(audio, this.heard.currentTime);
        const pull = Math.max(-PULL_MOST, Math.min(PULL_MOST, behind * PULL));
        audio.playbackRate = isFar || Math.abs(behind) < CLOSE ? 1 : 1 + pull;
      }
      this.show();
    }

    align(to) {
      const moment = this.audios[to].currentTime;
      for (const [index, audio] of this.audios.entries()) {
        if (index !== to && Math.abs(audio.currentTime - moment) > CLOSE) this.move(audio, moment);
      }
      this.show();
    }

    choose(index) {
      const isWithin = this.tracks[this.active].contains(document.activeElement);
      this.active = index;
      this.heard.playbackRate = 1;
      for (const [each, button] of this.choices.entries()) button.setAttribute("aria-pressed", String(each === index));
      for (const [each, track] of this.tracks.entries()) track.classList.toggle("is-heard", each === index);
      if (isWithin) this.choices[index].focus();
      this.turn();
      this.show();
    }

    turn() {
      const at = this.context?.currentTime;
      for (const [index, audio] of this.audios.entries()) {
        if (this.gains) this.gains[index].gain.setTargetAtTime(this.levelOf(index), at, FADE / 3);
        else [audio.volume, audio.muted] = [this.levelOf(index), index !== this.active]; // iOS knows only the second
      }
    }

    key(event) {
      if (event.defaultPrevented) return;
      const letter = event.key.toUpperCase();
      const index = letter.length === 1 ? letter.charCodeAt(0) - 65 : -1;
      if (event.target.closest("input, textarea, select") || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === " " && !event.target.closest("button, a, summary")) this.isPlaying ? this.pause() : this.play();
      else if (index >= 0 && index < this.audios.length) this.choose(index);
      else return;
      event.preventDefault();
    }

    show() {
      this.clock.textContent = `${say(this.heard.currentTime)} / ${say(Number(this.tracks[this.active].dataset.seconds) || 0)}`;
    }
  }

  function begin(root) {
    for (const each of comparings) if (!each.place.isConnected) comparings.delete(each);
    for (const place of root.querySelectorAll("[data-compare]")) place.comparing ??= new Comparing(place);
  }

  begin(document);
  document.addEventListener("htmx:load", (event) => begin(event.detail.elt));
})();
