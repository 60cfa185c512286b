// Small comforts on top of pages that work without them: copy buttons, "/" to search, one submit per form.
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
