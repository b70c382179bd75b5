// What the page does in the browser. Gradio carries events to Python and back; nothing of an
// article is ever put into the page from here.
window.verbatim = (() => {
  const narrow = matchMedia("(max-width: 899px)");
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  let opener = null; // the element that opened the source, to come back to
  let asked = false; // the source was asked for with a click, not by a new answer

  // Questions that are not answered yet, a line each. One leans on those before it, so that each is
  // sent when the one before it is done.
  const waiting = document.createElement("div");
  waiting.className = "waiting";
  const unsent = new WeakMap(); // from a line to what sends its question

  function wait(question, send) {
    const line = document.createElement("p");
    line.textContent = question;
    unsent.set(line, send);
    waiting.append(line);
    scroll(line, "nearest");
    if (line === waiting.firstChild) send();
  }

  function done() {
    const line = waiting.firstChild;
    line.remove();
    unsent.get(waiting.firstChild)?.();
    return line.textContent;
  }

  const placeOf = ({ dataset }) => ({
    article: dataset.article,
    start: Number(dataset.start),
    end: Number(dataset.end),
    turn: dataset.turn === undefined ? null : Number(dataset.turn),
  });
  const isSame = (one, other) =>
    ["article", "start", "end"].every((name) => one?.dataset[name] === other?.dataset[name]);

  const box = () => document.getElementById("question-box");
  const pageOf = () => document.querySelector("#source .page");

  function announce(words) {
    let status = document.getElementById("announcer");
    if (!status) {
      status = document.createElement("div");
      status.id = "announcer";
      status.className = "sr";
      status.role = "status";
      document.body.append(status);
    }
    status.textContent = words;
  }

  async function copy(button) {
    const text = button.dataset.copy;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // Browsers keep their clipboard from pages that came over plain HTTP from elsewhere.
      const area = document.createElement("textarea");
      area.value = text;
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
      button.focus();
    }
    button.classList.add("done");
    setTimeout(() => button.classList.remove("done"), 1600);
    announce("Copied");
  }

  function scroll(element, block) {
    element.scrollIntoView({ block, behavior: calm.matches ? "auto" : "smooth" });
  }

  // Cards of the place that is open are told apart.
  function tell() {
    const page = pageOf();
    for (const card of document.querySelectorAll(".card[data-article]")) {
      if (page && isSame(card, page)) card.setAttribute("aria-current", "true");
      else card.removeAttribute("aria-current");
    }
  }

  // Gradio does not tell a screen reader what is folded.
  function tellFolded() {
    for (const button of document.querySelectorAll(".label-wrap")) {
      button.setAttribute("aria-expanded", button.classList.contains("open"));
    }
  }

  function choose(number, marks) {
    for (const mark of marks) {
      const chosen = mark.dataset.mark === number;
      mark.classList.toggle("shown", chosen);
      mark.classList.toggle("other", !chosen);
    }
    const numbers = [...new Set(marks.map((mark) => mark.dataset.mark))];
    const count = document.querySelector("#source .count");
    if (count) count.textContent = `${numbers.indexOf(number) + 1} of ${numbers.length}`;
    return marks.find((mark) => mark.dataset.mark === number);
  }

  // Scrolls the source to its mark; on a narrow screen, where it stands below, only when asked to.
  function reveal() {
    tell();
    const page = pageOf();
    if (!page) return;
    const marks = [...page.querySelectorAll("mark")];
    const shown = marks.find((mark) => mark.classList.contains("shown")) ?? marks[0];
    if (shown) choose(shown.dataset.mark, marks);
    if (!narrow.matches || asked) {
      if (shown) shown.scrollIntoView({ block: "center" });
      else page.parentElement.querySelector(".bar").scrollIntoView({ block: "nearest" });
    }
    if (asked) page.focus({ preventScroll: true });
    asked = false;
  }

  function step(by) {
    const marks = [...pageOf().querySelectorAll("mark")];
    const numbers = [...new Set(marks.map((mark) => mark.dataset.mark))];
    const now = marks.find((mark) => mark.classList.contains("shown"))?.dataset.mark;
    const at = (numbers.indexOf(now) + by + numbers.length) % numbers.length;
    scroll(choose(numbers[at], marks), "center");
  }

  function back() {
    if (!opener?.isConnected) return;
    opener.focus({ preventScroll: true });
    opener.scrollIntoView({ block: "nearest" });
  }

  // Clicks that lead to a source, and copying; the rest is left to `others`.
  function wire(element, open, others = () => false) {
    element.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (button?.dataset.copy !== undefined) return void copy(button);
      if (button && others(button)) return;
      if (event.target.closest("a, summary, .tools")) return;
      const target = event.target.closest("[data-article]");
      if (!target || (!button && String(getSelection()))) return;
      asked = true;
      opener = button ?? target.querySelector(".open");
      // What comes back when it is open already is the same, and nothing would be heard of it.
      if (isSame(target, pageOf())) reveal();
      open(placeOf(target));
    });
  }

  return {
    answered: done,
    // Gradio says that it failed; the question goes back into its box.
    failed() {
      const question = done();
      box().value ||= question;
    },
    question(element, on) {
      const form = element.querySelector("form");
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        const question = box().value.trim();
        if (!question) return;
        wait(question, () => on.ask({ question, exactly: false }));
        form.reset();
      });
      box().focus();
      document.addEventListener("click", () => setTimeout(tellFolded));
    },
    conversation(element, on, watch) {
      element.after(waiting);
      wire(element, on.open, (button) => {
        if (button.dataset.anew !== undefined) {
          on.anew({});
          box().focus();
          return true;
        }
        if (button.dataset.gold !== undefined) {
          const card = button.closest("[data-article]");
          const turn = Number(button.closest(".turn").dataset.number);
          on.keep(card ? placeOf(card) : { article: "", start: 0, end: 0, turn });
          return true;
        }
        if (!button.dataset.ask) return false;
        const question = button.dataset.ask;
        const exactly = button.dataset.exactly !== undefined;
        wait(question, () => on.ask({ question, exactly }));
        box().focus();
        return true;
      });
      watch("value", () => {
        const last = [...element.querySelectorAll(".turn")].pop();
        if (last) scroll(last, "start");
        tell();
        tellFolded();
      });
    },
    source(element, on, watch) {
      element.addEventListener("click", (event) => {
        const button = event.target.closest("button");
        if (button?.dataset.step) step(Number(button.dataset.step));
        else if (button?.dataset.back !== undefined) back();
      });
      element.addEventListener("keydown", (event) => {
        if (event.key === "Escape") back();
      });
      watch("value", reveal);
    },
    library(element, on) {
      wire(element, on.open, (button) => {
        const dialog = element.querySelector("dialog");
        if (button.dataset.remove) {
          dialog.dataset.remove = button.dataset.remove;
          dialog.querySelector(".what").textContent = button.dataset.title;
          dialog.showModal();
        } else if (button.dataset.confirm !== undefined) {
          dialog.close();
          on.remove({ article: dialog.dataset.remove });
        } else if (button.dataset.keep !== undefined) {
          dialog.close();
        } else if (button.dataset.split) {
          on.split({ article: button.dataset.split });
        } else {
          return false;
        }
        return true;
      });
    },
    speakers(element, on) {
      element.addEventListener("click", (event) => {
        const button = event.target.closest("[data-speaker]");
        if (button) on.choose({ name: button.dataset.speaker });
      });
    },
    quotations(element, on, watch) {
      wire(element, on.open);
      watch("value", () => {
        const name = element.querySelector("h2");
        if (name && narrow.matches) scroll(name, "start"); // it stands below a long list
        tell();
      });
    },
  };
})();
