"use strict";
{
  // Typed marks find printed ones: ' finds ’.
  const plain = (text) => text.toLowerCase().replace(/[‘’]/g, "'").replace(/[“”]/g, '"').replace(/\s+/g, " ");
  const cards = [...document.querySelectorAll("details.question")].map((element) => ({
    element,
    verdict: element.dataset.verdict,
    type: element.dataset.type,
    unanswerable: "unanswerable" in element.dataset,
    text: plain([element.id, ...[...element.querySelectorAll(".said")].map((said) => said.textContent)].join("\n")),
  }));
  const form = document.querySelector("form.filters");
  const nothing = document.querySelector(".nothing");

  const wanted = () => ({
    verdict: form.elements.verdict.value,
    type: form.elements.type.value,
    unanswerable: form.elements.unanswerable.checked,
    text: plain(form.elements.text.value.trim()),
  });
  const fits = (card, want) =>
    (!want.verdict || card.verdict === want.verdict) &&
    (!want.type || card.type === want.type) &&
    (!want.unanswerable || card.unanswerable) &&
    card.text.includes(want.text);
  const count = (want) => cards.filter((card) => fits(card, want)).length;
  const shown = () => cards.filter((card) => !card.element.hidden);

  // "Open all" while anything that is shown is closed.
  function fold() {
    form.elements.fold.textContent = shown().every((card) => card.element.open) ? "Close all" : "Open all";
  }

  // Every choice says how many questions it would show, the other choices staying as they are.
  function apply() {
    const want = wanted();
    for (const card of cards) card.element.hidden = !fits(card, want);
    for (const label of form.querySelectorAll(".n")) {
      const change = label.dataset.n === "unanswerable" ? { unanswerable: true } : { verdict: label.dataset.n };
      label.textContent = count({ ...want, ...change });
    }
    for (const option of form.elements.type.options) {
      option.label = `${option.text} (${count({ ...want, type: option.value })})`;
    }
    const n = shown().length;
    form.querySelector("output").textContent = n === cards.length ? `${n} questions` : `${n} of ${cards.length} questions`;
    nothing.hidden = n > 0;
    fold();
  }

  function showAll() {
    form.reset();
    apply();
  }

  // A link to a question opens it, whatever the filters hide.
  function reveal() {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target?.matches("details.question")) return;
    if (target.hidden) showAll();
    target.open = true;
    target.scrollIntoView();
  }

  if (form) {
    form.hidden = false;
    form.addEventListener("input", apply);
    form.addEventListener("submit", (event) => event.preventDefault());
    form.elements.fold.addEventListener("click", () => {
      const open = !shown().every((card) => card.element.open);
      for (const card of shown()) card.element.open = open;
      fold();
    });
    nothing.querySelector("button").addEventListener("click", showAll);
    document.addEventListener("toggle", fold, true);
    addEventListener("hashchange", reveal);
    apply(); // a reloaded page keeps what was chosen
    reveal();
  }
}
