// Several genres in one field: the browser suggests by the whole text, so after a comma each suggestion begins with what
// is there already.
const names = new WeakMap();

function suggest(field) {
  const options = [...field.list.options];
  if (!names.has(field)) names.set(field, options.map((option) => option.value));
  const before = field.value.slice(0, field.value.lastIndexOf(",") + 1);
  options.forEach((option, index) => {
    option.value = before ? `${before} ${names.get(field)[index]}` : names.get(field)[index];
  });
}

document.addEventListener("input", (event) => {
  if (event.target.closest?.(".genres-field") && event.target.list) suggest(event.target);
});
