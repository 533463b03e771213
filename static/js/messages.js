// A thread: sends files in parts while one writes, says that somebody is writing, marks what was seen as read, and stays at
// the end while new messages come. Without it the form sends one file by itself, and everything else works the same.
(() => {
  "use strict";
  const thread = document.querySelector("[data-thread]");
  if (!thread) return;
  const csrf = JSON.parse(document.body.getAttribute("hx-headers") || "{}")["X-CSRFToken"] || "";
  const form = document.getElementById("write");

  // ---- Files: tus 1.0, each part with its checksum. Who picks the same file again goes on where it was cut off.
  const PART_BYTES = 8 * 1024 * 1024;
  const PAUSES = [0, 1000, 3000, 5000, 10_000, ...Array(30).fill(20_000)]; // ten minutes without a byte, then it asks

  class CheckedStack extends tus.DefaultHttpStack {
    createRequest(method, url) {
      const request = super.createRequest(method, url);
      if (method !== "PATCH" || !crypto.subtle) return request; // only there on pages that are encrypted, or local
      const send = request.send.bind(request);
      request.send = async (part) => {
        if (part) request.setHeader("Upload-Checksum", `sha256 ${await digestOf(part)}`);
        return send(part);
      };
      return request;
    }
  }

  async function digestOf(part) {
    const digest = await crypto.subtle.digest("SHA-256", await part.arrayBuffer());
    return btoa(String.fromCharCode(...new Uint8Array(digest)));
  }

  // A file that had come whole when the form was refused.
  class Kept {
    constructor(line, words) {
      this.id = line.dataset.id;
      this.isDone = true;
      const remove = document.createElement("button");
      remove.type = "button";
      remove.className = "button plain small";
      remove.textContent = words.wordsRemove;
      remove.addEventListener("click", () => {
        attached.delete(this);
        line.remove();
        write();
      });
      line.append(remove);
    }
  }

  class Sending {
    constructor(file, list) {
      this.words = list.dataset;
      this.line = document.createElement("li");
      this.name = document.createElement("bdi");
      this.name.textContent = file.name;
      this.bar = document.createElement("progress");
      this.bar.max = file.size || 1;
      this.bar.setAttribute("aria-label", file.name);
      this.state = document.createElement("span");
      this.state.className = "quiet small";
      this.pauseButton = this.button(this.words.wordsPause, () => this.toggle());
      this.removeButton = this.button(this.words.wordsRemove, () => this.remove());
      this.line.append(this.name, this.bar, this.state, this.pauseButton, this.removeButton);
      list.append(this.line);
      this.upload = new tus.Upload(file, {
        endpoint: form.dataset.uploadUrl,
        chunkSize: PART_BYTES,
        retryDelays: PAUSES,
        httpStack: new CheckedStack(),
        metadata: { filename: file.name, purpose: "message", target: form.dataset.target },
        removeFingerprintOnSuccess: true,
        fingerprint: async (each) => ["stageslot", form.dataset.target, each.name, each.size, each.lastModified].join("-"),
        onBeforeRequest: (request) => {
          if (request.getMethod() === "POST") request.setHeader("X-CSRFToken", csrf);
        },
        onAfterResponse: (request, response) => {
          if (request.getMethod() === "POST" && response.getStatus() === 201) this.id = JSON.parse(response.getBody()).id;
        },
        onShouldRetry: (error) => {
          if (error.originalRequest?.getMethod() === "DELETE") return false; // it is off the list: the clock sweeps it up
          this.say(this.words.wordsWaiting);
          return mayGoOn(error.originalResponse?.getStatus() ?? 0);
        },
        onUploadUrlAvailable: () => remember(this.upload.url, this.id),
        onProgress: (sent) => this.show(sent),
        onSuccess: () => this.done(),
        onError: (error) => this.fail(error),
      });
      this.start();
    }

    button(text, press) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "button plain small";
      button.textContent = text;
      button.addEventListener("click", press);
      return button;
    }

    async start() {
      const before = await this.upload.findPreviousUploads();
      const known = before.find((each) => idOf(each.uploadUrl));
      if (known) {
        this.id = idOf(known.uploadUrl);
        this.upload.resumeFromPreviousUpload(known);
      }
      this.isRunning = true;
      this.upload.start();
    }

    toggle() {
      this.isRunning = !this.isRunning;
      this.pauseButton.textContent = this.isRunning ? this.words.wordsPause : this.words.wordsGoOn;
      if (this.isRunning) this.upload.start();
      else this.upload.abort();
    }

    // As after a pause: nobody answered for long.
    rest() {
      this.isRunning = false;
      this.pauseButton.textContent = this.words.wordsGoOn;
      this.say(this.words.wordsFailed);
    }

    remove() {
      if (!this.isDone) this.upload.abort(true).catch(() => {});
      attached.delete(this);
      this.line.remove();
      write();
    }

    show(sent) {
      this.bar.value = sent;
      this.say(`${Math.floor((100 * sent) / this.bar.max)} %`);
    }

    say(text) {
      this.state.textContent = text;
    }

    done() {
      this.isDone = true;
      this.bar.value = this.bar.max;
      this.pauseButton.remove();
      this.say(this.words.wordsReady);
      write();
    }

    fail(error) {
      const response = error.originalResponse;
      if (mayGoOn(response?.getStatus() ?? 0)) return this.rest();
      const told = response?.getStatus() === 415 ? this.words.wordsProgram : detailOf(response);
      this.pauseButton.remove();
      this.bar.remove();
      this.state.className = "small";
      this.say(`${told || this.words.wordsFailed} ${this.words.wordsRemoveFirst}`);
      this.line.classList.add("is-wrong");
    }
  }

  // Nobody answered, the server is ill, or another tab sends the same file.
  const mayGoOn = (status) => !status || status >= 500 || [409, 423, 460].includes(status);

  function detailOf(response) {
    try {
      const problem = JSON.parse(response.getBody());
      return Object.values(problem.errors ?? {}).flat().join(" ") || problem.detail;
    } catch {
      return "";
    }
  }

  // Which id an address of an upload has, also after the browser was closed.
  const KEY = "stageslot-uploads";
  const ids = () => JSON.parse(localStorage.getItem(KEY) || "{}");
  const idOf = (url) => ids()[url];
  function remember(url, id) {
    if (url && id) localStorage.setItem(KEY, JSON.stringify({ ...ids(), [url]: id }));
  }

  const attached = new Set();
  function write() {
    const done = [...attached].filter((each) => each.isDone && each.id);
    form.elements.sent_files.value = done.map((each) => each.id).join(" ");
    form.querySelector("[type=submit]").disabled = [...attached].some((each) => !each.isDone); // on its way, or refused
  }

  const picker = form?.elements.file;
  if (picker) {
    picker.multiple = true;
    const uploads = form.querySelector(".uploads");
    for (const line of uploads.children) attached.add(new Kept(line, uploads.dataset));
    picker.addEventListener("change", () => {
      const list = form.querySelector(".uploads");
      for (const file of picker.files) attached.add(new Sending(file, list));
      picker.value = "";
      write();
    });
    addEventListener("beforeunload", (event) => {
      if ([...attached].some((each) => !each.isDone)) event.preventDefault();
    });
  }

  // ---- Writing: a word to the others every few seconds; Ctrl or Cmd with Enter sends; a draft outlives a reload.
  const TELL_EVERY = 4000;
  const draftKey = `stageslot-draft-${thread.dataset.thread}`;
  let toldAt = 0;
  const post = (url, body) => fetch(url, {
    method: "POST", body, headers: { "X-CSRFToken": csrf, "X-Requested-With": "fetch" }, keepalive: true,
  }).catch(() => null);
  const text = form?.elements.text;
  if (text) {
    text.value ||= sessionStorage.getItem(draftKey) || "";
    text.addEventListener("input", () => {
      sessionStorage.setItem(draftKey, text.value);
      if (Date.now() - toldAt < TELL_EVERY) return;
      toldAt = Date.now();
      post(thread.dataset.typingUrl);
    });
    text.addEventListener("keydown", (event) => {
      const isBusy = form.querySelector("[type=submit]").disabled; // files are on their way
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.repeat && !isBusy) form.requestSubmit();
    });
    form.addEventListener("submit", () => {
      sessionStorage.removeItem(draftKey);
      attached.clear();
    });
  }

  const typing = thread.querySelector(".typing");
  let quiet = null;
  document.addEventListener("stageslot:typing", ({ detail }) => {
    if (detail.thread !== thread.dataset.thread) return;
    typing.textContent = `${detail.name} ${typing.dataset.typing}`;
    clearTimeout(quiet);
    quiet = setTimeout(() => { typing.textContent = ""; }, TELL_EVERY + 2000);
  });

  // ---- Reading: what is on a page that is looked at counts as read, and the end stays in sight when it was.
  let read = 0;
  const messages = () => document.getElementById("talk");
  const isAtEnd = () => innerHeight + scrollY >= document.documentElement.scrollHeight - 200;
  function markRead() {
    const last = Number(messages()?.dataset.seen || 0);
    if (document.hidden || last <= read) return;
    const before = read;
    read = last;
    post(thread.dataset.readUrl, new URLSearchParams({ until: last })).then((answer) => {
      if (answer?.status === 429) read = before; // again with the next message, or the next look at the page
    });
  }
  let wasAtEnd = true;
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target?.id === "talk") wasAtEnd = isAtEnd();
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.elt?.id !== "talk") return;
    typing.textContent = "";
    if (wasAtEnd) scrollTo({ top: document.documentElement.scrollHeight });
    markRead();
  });
  // Whoever may not read the thread any more sees nothing of it any more.
  document.addEventListener("htmx:responseError", ({ detail }) => {
    if (detail.target?.id === "talk" && [403, 404].includes(detail.xhr.status)) location.reload();
  });
  document.addEventListener("visibilitychange", markRead);
  if (!location.hash) (document.getElementById("new") || form || messages())?.scrollIntoView({ block: "center" });
  markRead();
})();
