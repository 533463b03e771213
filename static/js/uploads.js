// Forms with files: sends them in parts while one fills in the rest, by tus 1.0, each part with its checksum. Who picks
// the same file again goes on where it was cut off. Without this script such a form sends one file by itself.
(() => {
  "use strict";
  const forms = document.querySelectorAll("form[data-upload-url]");
  if (!forms.length) return;
  const csrf = JSON.parse(document.body.getAttribute("hx-headers") || "{}")["X-CSRFToken"] || "";

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
    constructor(line, queue) {
      this.id = line.dataset.id;
      this.isDone = true;
      const remove = document.createElement("button");
      remove.type = "button";
      remove.className = "button plain small";
      remove.textContent = queue.words.wordsRemove;
      remove.addEventListener("click", () => {
        line.remove();
        queue.drop(this);
      });
      line.append(remove);
    }
  }

  class Sending {
    constructor(file, queue) {
      const { form } = queue;
      this.queue = queue;
      this.words = queue.words;
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
      queue.list.append(this.line);
      this.upload = new tus.Upload(file, {
        endpoint: form.dataset.uploadUrl,
        chunkSize: PART_BYTES,
        retryDelays: PAUSES,
        httpStack: new CheckedStack(),
        metadata: { filename: file.name, purpose: form.dataset.purpose, target: form.dataset.target },
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
      this.line.remove();
      this.queue.drop(this);
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
      this.queue.write();
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

  // The files of one form.
  class Queue {
    constructor(form) {
      this.form = form;
      this.list = form.querySelector(".uploads");
      this.words = this.list.dataset;
      this.files = new Set();
      for (const line of this.list.children) this.files.add(new Kept(line, this));
      const picker = form.elements.file;
      picker.multiple = !form.hasAttribute("data-single");
      picker.addEventListener("change", () => {
        for (const file of picker.files) this.files.add(new Sending(file, this));
        picker.value = "";
        this.write();
      });
      form.addEventListener("submit", () => this.files.clear());
    }

    drop(file) {
      this.files.delete(file);
      this.write();
    }

    get isBusy() {
      return [...this.files].some((each) => !each.isDone); // on its way, or refused
    }

    write() {
      const done = [...this.files].filter((each) => each.isDone && each.id);
      this.form.elements.sent_files.value = done.map((each) => each.id).join(" ");
      this.form.querySelector("[type=submit]").disabled = this.isBusy;
    }
  }

  const queues = [...forms].map((form) => new Queue(form));
  addEventListener("beforeunload", (event) => {
    if (queues.some((queue) => queue.isBusy)) event.preventDefault();
  });
})();
