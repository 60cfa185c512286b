// Small comforts on top of pages that work without them: suggestions while typing, answers as they come, the theme
// without a reload, copy buttons, "/" to search, one submit per form.
"use strict";

function copyFrom(button) {
  const field = document.getElementById(button.dataset.copy);
  const label = button.querySelector("span");
  const before = label.textContent;
  const done = () => {
    label.textContent = button.dataset.done;
    setTimeout(() => { label.textContent = before; }, 2000);
  };
  field.select();
  if (navigator.clipboard) {
    navigator.clipboard.writeText(field.value).then(done, () => field.select());
  } else if (document.execCommand("copy")) {
    done();
  }
}

for (const button of document.querySelectorAll("button[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", () => copyFrom(button));
}

for (const field of document.querySelectorAll("textarea[data-select]")) {
  field.addEventListener("focus", () => field.select());
}

document.addEventListener("keydown", (event) => {
  const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
    const field = document.getElementById("q");
    if (field) {
      event.preventDefault();
      field.focus();
    }
  }
});

// Enter sends the agent's question, as in any search box; Shift and Enter start a new line.
const question = document.querySelector(".agent-form textarea");
if (question) {
  question.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      question.form.requestSubmit();
    }
  });
}

for (const form of document.querySelectorAll("form[method=post]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) {
      event.preventDefault();
    }
    form.dataset.sent = "yes";
  });
}

// A page that comes back with the browser's Back button may be sent again.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
  }
});

// Suggestions: the combobox pattern of WAI-ARIA, with the list our own server has drawn.
const PAUSE = 120; // milliseconds without a key before we ask

class Suggestions {
  constructor(field) {
    this.field = field;
    this.box = document.createElement("div");
    this.box.className = "suggestions";
    this.box.id = field.id + "-suggestions";
    this.box.hidden = true;
    field.parentElement.append(this.box);
    for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": this.box.id })) {
      field.setAttribute(name, value);
    }
    field.addEventListener("input", (event) => { if (!event.isComposing) this.later(); });
    field.addEventListener("compositionend", () => this.later());
    field.addEventListener("keydown", (event) => this.key(event));
    field.addEventListener("blur", () => this.close());
    field.form.addEventListener("submit", () => this.close());
    this.box.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus
    this.box.addEventListener("click", (event) => this.open(event.target.closest("[role=option]")));
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), PAUSE);
  }

  async ask() {
    this.asking?.abort();
    const typed = this.field.value;
    if (!typed.trim()) return this.close();
    this.asking = new AbortController();
    try {
      const answer = await fetch(`${this.field.dataset.suggest}?${new URLSearchParams({ q: typed })}`, { signal: this.asking.signal });
      if (!answer.ok) return this.close();
      const html = await answer.text();
      if (typed !== this.field.value || document.activeElement !== this.field) return;
      this.box.innerHTML = html;
      this.chosen = null;
      this.field.removeAttribute("aria-activedescendant");
      this.box.hidden = false;
      this.field.setAttribute("aria-expanded", String(this.options().length > 0));
    } catch (error) {
      if (error.name !== "AbortError") this.close();
    }
  }

  options() {
    return [...this.box.querySelectorAll("[role=option]")];
  }

  key(event) {
    if (event.isComposing || event.keyCode === 229) return; // an input method has the keys
    const options = this.box.hidden ? [] : this.options();
    const at = options.indexOf(this.chosen);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && options.length) {
      event.preventDefault();
      const next = at < 0 ? (step > 0 ? 0 : options.length - 1) : at + step;
      this.choose(options[next] ?? null); // past either end back to what was typed
    } else if (event.key === "Enter" && this.chosen) {
      event.preventDefault();
      this.open(this.chosen);
    } else if (event.key === "Escape") {
      if (!this.box.hidden) event.preventDefault(); // what was typed stays
      this.close();
    }
  }

  choose(option) {
    this.chosen?.setAttribute("aria-selected", "false");
    this.chosen = option;
    if (option) {
      option.setAttribute("aria-selected", "true");
      option.scrollIntoView({ block: "nearest" });
      this.field.setAttribute("aria-activedescendant", option.id);
    } else {
      this.field.removeAttribute("aria-activedescendant");
    }
  }

  open(option) {
    if (option) location.assign(option.dataset.href);
  }

  close() {
    clearTimeout(this.timer);
    this.asking?.abort();
    this.box.hidden = true;
    this.chosen = null;
    this.field.setAttribute("aria-expanded", "false");
    this.field.removeAttribute("aria-activedescendant");
  }
}

// Answers as they come: the server sends the page in pieces, a failure opens the page as without scripts.
async function* events(stream) {
  const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    rest += value;
    for (let end = rest.indexOf("\n\n"); end >= 0; end = rest.indexOf("\n\n")) {
      const [, name, data] = rest.slice(0, end).match(/^event: (.*)\ndata: (.*)$/);
      rest = rest.slice(end + 2);
      yield [name, JSON.parse(data)];
    }
  }
}

let answering = null;
let shown = location.pathname + location.search;

async function answerInPlace(form, address) {
  const main = document.getElementById("content");
  answering?.abort();
  answering = new AbortController();
  let whole = false;
  const answer = await fetch(`${form.dataset.ask}?${address.searchParams}`, { signal: answering.signal });
  if (!answer.ok) throw new Error(answer.status);
  for await (const [name, html] of events(answer.body)) {
    if (name === "failed") throw new Error(name);
    if (name === "sentence" || name === "anew") {
      const sentences = main.querySelector("[data-sentences]");
      if (name === "anew") sentences.replaceChildren(); // what a model said before it failed is taken back
      sentences.insertAdjacentHTML("beforeend", html);
      main.querySelector(".waiting")?.classList.add("unseen");
    } else {
      main.innerHTML = html;
      prepare(main);
      const title = main.querySelector("h1");
      document.title = `${title.textContent} · ${document.querySelector(".brand span").textContent}`;
      title.focus({ preventScroll: true });
      if (name === "question") scrollTo({ top: 0 });
      whole = name === "done";
    }
  }
  if (!whole) throw new Error("cut");
}

function prepareQuestion(form) {
  form.addEventListener("submit", (event) => {
    const address = new URL(form.action);
    for (const [name, value] of new FormData(form)) address.searchParams.set(name, value);
    if (event.submitter?.hasAttribute("formaction") || !address.searchParams.get("q").trim()) return;
    event.preventDefault();
    history.pushState(null, "", address);
    shown = address.pathname + address.search;
    answerInPlace(form, address).catch((error) => {
      if (error.name !== "AbortError") location.replace(address);
    });
  });
}

// Back and forward lead to other pages; moving within one changes its fragment only.
window.addEventListener("popstate", () => {
  if (location.pathname + location.search !== shown) location.reload();
});

function prepare(part) {
  part.querySelectorAll("[data-suggest]").forEach((field) => new Suggestions(field));
  part.querySelectorAll("form[data-ask]").forEach(prepareQuestion);
}

prepare(document);

// The theme changes at once; the server remembers it.
document.querySelector(".themes")?.addEventListener("submit", (event) => {
  const chosen = event.submitter?.value;
  if (chosen === undefined) return;
  event.preventDefault();
  const root = document.documentElement;
  chosen ? root.setAttribute("data-theme", chosen) : root.removeAttribute("data-theme");
  for (const button of event.target.querySelectorAll("button")) {
    button.setAttribute("aria-pressed", String(button === event.submitter));
  }
  fetch(`/theme?${new URLSearchParams({ theme: chosen, to: "/" })}`, { redirect: "manual" });
});
