// The agent workspace without a mouse: insert, copy and link articles, move by single keys. Every page works without it.
"use strict";

(() => {
  const room = document.querySelector(".workspace");
  if (!room) return;
  const reply = document.getElementById("reply");
  const says = document.getElementById("agent-says");
  const sheet = document.getElementById("keys");
  const keysOn = document.getElementById("keys-on");
  const hits = [...document.querySelectorAll(".agent-hits .hit")];
  let chosen = 0;
  let touched = false;

  const say = (text) => {
    if (says) says.textContent = text;
  };

  const record = (form, how) => {
    const body = new URLSearchParams({ csrf: form.elements.csrf.value, how });
    fetch(form.action, { method: "POST", body, headers: { "X-Danesh-Script": "yes" }, keepalive: true }).catch(() => {});
  };

  // What an agent has not touched yet gets the text before its closing line; else it goes to the cursor.
  const insert = (text) => {
    const closing = touched ? -1 : reply.value.lastIndexOf("\n\n");
    const at = touched ? reply.selectionStart : closing < 0 ? reply.value.length : closing;
    const before = reply.value.slice(0, at).trim() ? "\n\n" : "";
    reply.focus();
    reply.setSelectionRange(at, touched ? reply.selectionEnd : at);
    if (!document.execCommand("insertText", false, before + text)) {
      reply.setRangeText(before + text, at, reply.selectionEnd, "end");
    }
    touched = true;
  };

  const copy = async (text) => {
    if (navigator.clipboard) {
      await navigator.clipboard.writeText(text).catch(() => {});
    } else {
      const field = document.createElement("textarea");
      field.value = text;
      field.className = "unseen";
      document.body.append(field);
      field.select();
      document.execCommand("copy");
      field.remove();
    }
  };

  const use = (hit, how) => {
    const { text, link } = hit.dataset;
    if (how === "link" && !link) return;
    if (how === "copy" || !reply) {
      copy(how === "link" ? link : text).then(() => say(room.dataset.copied));
    } else {
      insert(how === "link" ? link : text);
      say(how === "link" ? room.dataset.linked : room.dataset.inserted);
    }
    record(hit.querySelector("form.uses"), how);
  };

  for (const hit of hits) {
    const form = hit.querySelector("form.uses");
    for (const button of form.querySelectorAll("button[hidden]")) button.hidden = !reply;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      use(hit, event.submitter.value);
    });
    hit.addEventListener("focusin", () => choose(hits.indexOf(hit)));
  }

  function choose(at) {
    chosen = at;
    hits.forEach((hit, place) => hit.toggleAttribute("data-chosen", place === at));
  }

  const move = (by) => {
    if (!hits.length) return;
    const inside = hits.some((hit) => hit.contains(document.activeElement));
    choose(inside ? Math.min(hits.length - 1, Math.max(0, chosen + by)) : chosen);
    hits[chosen].querySelector(".hit-link").focus();
  };

  if (reply) {
    reply.addEventListener("input", () => { touched = true; });
    reply.addEventListener("pointerdown", () => { touched = true; });
  }

  // The copy buttons of the article page count as a use too.
  for (const button of document.querySelectorAll("button[data-use]")) {
    button.addEventListener("click", () => record(document.querySelector("form.use"), button.dataset.use));
  }

  const open = (id, field) => {
    const target = document.getElementById(id);
    if (!target) return false;
    const fold = target.closest("details") || target.querySelector("details") || target;
    if ("open" in fold) fold.open = true;
    document.getElementById(field)?.focus();
    return true;
  };
  if (location.hash === "#flag") open("flag", "comment");

  const follow = (key) => document.querySelector(`[data-key=${key}]`)?.click();
  const actions = {
    j: () => move(1),
    k: () => move(-1),
    i: () => reply && hits[chosen] && use(hits[chosen], "insert"),
    c: () => hits[chosen] && use(hits[chosen], "copy"),
    l: () => hits[chosen] && use(hits[chosen], "link"),
    o: () => hits[chosen]?.querySelector(".hit-link").click(),
    f: () => open("flag", "comment") || hits[chosen]?.querySelector(".flag-link").click(),
    r: () => reply?.focus(),
    y: () => document.querySelector("[data-copy=reply]")?.click(),
    n: () => open("capture", "note-text") || open("note-text", "note-text") || follow("n"),
    t: () => follow("t"),
  };

  const remembered = () => {
    try { return localStorage.getItem("danesh-keys") !== "off"; } catch { return true; }
  };
  if (keysOn) {
    keysOn.checked = remembered();
    keysOn.addEventListener("change", () => {
      try { localStorage.setItem("danesh-keys", keysOn.checked ? "on" : "off"); } catch { /* it holds for this page */ }
    });
  }

  document.querySelector("[data-keys]")?.addEventListener("click", (event) => {
    event.preventDefault();
    sheet.showModal();
  });

  // On a Persian or Russian layout the key's place counts: its letter is another one.
  const letter = (event) => {
    if (/^[a-z?؟]$/i.test(event.key)) return event.key.toLowerCase();
    return /^Key[A-Z]$/.test(event.code) ? event.code[3].toLowerCase() : event.key;
  };

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.altKey) return;
    const field = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
    if ((event.ctrlKey || event.metaKey) && event.key === "Enter" && /^(reply|note-text|comment)$/.test(event.target.id)) {
      event.preventDefault();
      event.target.form.requestSubmit();
    }
    if (event.ctrlKey || event.metaKey) return;
    if (event.key === "Escape" && field) event.target.blur();
    if (field || sheet?.open || (keysOn && !keysOn.checked)) return;
    const key = letter(event);
    if (key === "?" || key === "؟") {
      event.preventDefault();
      sheet?.showModal();
    } else if (Object.hasOwn(actions, key)) {
      event.preventDefault();
      actions[key]();
    }
  });
})();
