// Suggestions for fields of towns (catalogue/widgets/city.html) and regions (discovery/widgets/region.html), after the ARIA combobox pattern with a list box:
// https://www.w3.org/WAI/ARIA/apg/patterns/combobox/. Without this script the field takes the town in words.

const PAUSE_MS = 180;
const SHORTEST = 2;

class CityField {
  constructor(root) {
    this.root = root;
    this.input = root.querySelector("input[type=text]");
    this.popup = document.createElement("div");
    this.popup.className = "city-popup";
    this.popup.hidden = true;
    this.popup.id = `${this.input.id}-popup`;
    root.append(this.popup);
    for (const [name, value] of Object.entries({
      role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-haspopup": "listbox",
    })) this.input.setAttribute(name, value);
    this.input.addEventListener("input", () => this.typed());
    this.input.addEventListener("keydown", (event) => this.pressed(event));
    this.input.addEventListener("blur", () => this.close());
    this.popup.addEventListener("pointerdown", (event) => this.pointed(event));
  }

  get options() {
    return [...this.popup.querySelectorAll("[role=option]")];
  }

  typed() {
    this.choose("");
    clearTimeout(this.timer);
    this.asked?.abort();
    this.timer = setTimeout(() => this.ask(this.input.value.trim()), PAUSE_MS);
  }

  async ask(text) {
    if (text.length < SHORTEST) return this.close();
    this.asked = new AbortController();
    try {
      const address = `${this.root.dataset.cityOptions}?${new URLSearchParams({ q: text })}`;
      const headers = { "HX-Request": "true", "Page-Language": document.documentElement.lang };
      const answer = await fetch(address, { headers, signal: this.asked.signal });
      if (answer.ok) this.show(await answer.text());
    } catch (error) {
      if (error.name !== "AbortError") this.close();
    }
  }

  show(html) {
    this.popup.innerHTML = html;
    const list = this.popup.querySelector("[role=listbox]");
    if (!list) return this.close();
    list.id = `${this.input.id}-options`;
    this.options.forEach((option, place) => { option.id = `${this.input.id}-option-${place}`; });
    this.input.setAttribute("aria-controls", list.id);
    this.mark(-1);
    const isOpen = this.options.length > 0 && document.activeElement === this.input;
    this.popup.hidden = !isOpen;
    this.input.setAttribute("aria-expanded", String(isOpen));
    this.announce(`${this.root.dataset.countText} ${this.options.length}`);
  }

  announce(text) {
    const announcer = document.getElementById("announcer");
    if (announcer) announcer.textContent = text;
  }

  pressed(event) {
    if (event.key === "Escape" && !this.popup.hidden) return event.preventDefault(), this.close();
    if (this.popup.hidden) return undefined;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) return event.preventDefault(), this.mark(this.marked + step);
    if (event.key === "Enter" && this.marked >= 0) return event.preventDefault(), this.take(this.options[this.marked]);
    return undefined;
  }

  pointed(event) {
    event.preventDefault();
    const option = event.target.closest("[role=option]");
    if (option) this.take(option);
  }

  mark(place) {
    const { options } = this;
    this.marked = place < -1 ? options.length - 1 : place >= options.length ? -1 : place;
    options.forEach((option, index) => option.setAttribute("aria-selected", String(index === this.marked)));
    const option = options[this.marked];
    if (!option) return this.input.removeAttribute("aria-activedescendant");
    this.input.setAttribute("aria-activedescendant", option.id);
    return option.scrollIntoView({ block: "nearest" });
  }

  take(option) {
    this.input.value = option.textContent.trim();
    this.choose(option.dataset.city);
    this.close();
    this.input.dispatchEvent(new Event("change", { bubbles: true })); // browsers tell only of what was typed
  }

  // The choice of an earlier answer is gone as soon as something else is typed.
  choose(id) {
    if ("takesText" in this.root.dataset) return;
    this.root.querySelector(".city-candidates")?.remove();
    let hidden = this.root.querySelector("input[type=hidden]");
    if (!hidden) {
      hidden = Object.assign(document.createElement("input"), { type: "hidden", name: `${this.input.name}-id` });
      this.root.append(hidden);
    }
    hidden.value = id;
  }

  close() {
    clearTimeout(this.timer);
    this.asked?.abort();
    this.popup.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }
}

const known = new WeakSet();

function enhance(within) {
  for (const root of within.querySelectorAll("[data-city-options]")) {
    if (!known.has(root)) known.add(root), new CityField(root);
  }
}

enhance(document);
document.addEventListener("htmx:load", (event) => enhance(event.detail.elt.parentElement ?? document));
