// The point of a picture that stays in sight: set with two sliders or by a press on the picture, and seen at once.
// Without this script the sliders are two plain numbers.
(() => {
  "use strict";

  const editors = document.querySelectorAll("[data-focus-editor]");
  for (const editor of editors) {
    const form = editor.closest("form");
    const inputs = { x: form.elements.focus_x, y: form.elements.focus_y };
    const whole = editor.querySelector(".whole");
    const mark = editor.querySelector(".focus-mark");

    const show = () => {
      const [x, y] = [inputs.x, inputs.y].map((input) => `${input.value || 50}%`);
      mark.style.left = x;
      mark.style.top = y;
      for (const cut of editor.querySelectorAll(".cuts img")) cut.style.objectPosition = `${x} ${y}`;
    };

    const put = (input, part) => {
      const step = Number(input.step) || 1;
      input.value = String(Math.min(100, Math.max(0, Math.round((part * 100) / step) * step)));
    };

    for (const input of Object.values(inputs)) {
      input.type = "range";
      input.addEventListener("input", show);
    }
    whole.addEventListener("click", (event) => {
      const frame = whole.getBoundingClientRect();
      put(inputs.x, (event.clientX - frame.left) / frame.width);
      put(inputs.y, (event.clientY - frame.top) / frame.height);
      show();
    });
    mark.hidden = false;
    show();
  }
})();
