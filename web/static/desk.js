// Comforts of the manager's desk on top of pages that work without them: a live preview, evidence that lights up on
// both sides, choosing all rows, dragging categories.
"use strict";

// Live preview: what is written is sent as the form would be, a moment after the last key; the newest answer counts.
const editor = document.querySelector("form[data-preview]");
if (editor) {
  const pane = document.getElementById(editor.dataset.preview);
  let waiting = 0;
  let asked = null;
  const show = async () => {
    asked?.abort();
    asked = new AbortController();
    pane.dataset.waiting = "";
    try {
      const answer = await fetch("/desk/preview", {
        method: "POST",
        body: new FormData(editor),
        headers: { "X-Fragment": "1" },
        signal: asked.signal,
      });
      if (answer.ok) {
        pane.innerHTML = await answer.text(); // made by our own server, which cleans all Markdown
      }
      delete pane.dataset.waiting;
    } catch (stopped) {
      if (stopped.name !== "AbortError") {
        delete pane.dataset.waiting;
      }
    }
  };
  editor.addEventListener("input", (event) => {
    if (!event.isComposing) {
      clearTimeout(waiting);
      waiting = setTimeout(show, 400);
    }
  });
  editor.addEventListener("compositionend", () => {
    clearTimeout(waiting);
    waiting = setTimeout(show, 400);
  });
}

// A sentence and the words it rests on light up together, whichever of them is pointed at.
const numbersOf = (element) => {
  const sentence = element.closest(".proven[data-proofs]");
  if (sentence) {
    return sentence.dataset.proofs.split(" ");
  }
  const mark = element.closest("mark[id^='proof-']");
  if (mark) {
    return [mark.id.slice(6)];
  }
  const number = element.closest("a.proof-number");
  return number ? [number.hash.split("-").pop()] : [];
};
const light = (numbers) => {
  for (const lit of document.querySelectorAll(".lit")) {
    lit.classList.remove("lit");
  }
  for (const number of numbers) {
    document.getElementById(`proof-${number}`)?.classList.add("lit");
    for (const sentence of document.querySelectorAll(".proven[data-proofs]")) {
      if (sentence.dataset.proofs.split(" ").includes(number)) {
        sentence.classList.add("lit");
      }
    }
  }
};
const dossier = document.querySelector(".dossier");
if (dossier) {
  dossier.addEventListener("mouseover", (event) => light(numbersOf(event.target)));
  dossier.addEventListener("focusin", (event) => light(numbersOf(event.target)));
  dossier.addEventListener("click", (event) => {
    const sentence = event.target.closest(".proven[data-proofs]");
    if (sentence && !event.target.closest("a")) {
      document.getElementById(`proof-${sentence.dataset.proofs.split(" ")[0]}`)?.scrollIntoView({ block: "nearest" });
    }
  });
}

for (const all of document.querySelectorAll("input[data-all]")) {
  all.hidden = false;
  all.addEventListener("change", () => {
    for (const one of all.form.elements[all.dataset.all].length ? all.form.elements[all.dataset.all] : [all.form.elements[all.dataset.all]]) {
      one.checked = all.checked;
    }
  });
}

// Dragging: on the upper part of another category it goes before that one, on the lower part below it as a child.
const tree = document.querySelector("[data-arrange]");
if (tree) {
  const form = document.getElementById("arranged");
  let dragged = null;
  const clear = () => {
    for (const one of tree.querySelectorAll(".drop-before, .drop-inside")) {
      one.classList.remove("drop-before", "drop-inside");
    }
  };
  const target = (event) => {
    const over = event.target.closest("li[data-category]");
    if (!dragged || !over || over === dragged) {
      return null;
    }
    const box = over.getBoundingClientRect();
    return { over, inside: event.clientY > box.top + Math.min(box.height, 60) / 2 };
  };
  for (const item of tree.querySelectorAll("li[data-category]")) {
    const handle = item.querySelector(".handle");
    handle.hidden = false;
    handle.addEventListener("pointerdown", () => { item.draggable = true; });
    item.addEventListener("dragstart", (event) => {
      dragged = item;
      item.classList.add("dragged");
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", item.dataset.category);
    });
    item.addEventListener("dragend", () => {
      item.classList.remove("dragged");
      item.draggable = false;
      dragged = null;
      clear();
    });
  }
  tree.addEventListener("dragover", (event) => {
    const found = target(event);
    clear();
    if (found) {
      event.preventDefault();
      found.over.classList.add(found.inside ? "drop-inside" : "drop-before");
    }
  });
  tree.addEventListener("drop", (event) => {
    const found = target(event);
    if (!found) {
      return;
    }
    event.preventDefault();
    form.action = `/desk/categories/${dragged.dataset.category}/place`;
    form.elements.parent.value = found.inside ? found.over.dataset.category : found.over.dataset.parent;
    form.elements.before.value = found.inside ? "" : found.over.dataset.category;
    form.submit();
  });
}

// On a phone the room's pages are one line to swipe: the page that is open is in sight.
document.querySelector(".subnav [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
