// The help widget: a small chat and search panel in a shadow root, for any page, under any strict policy.
// No inline style, no markup from text, no cookie; what is remembered lives in this tab only.
(() => {
  "use strict";
  const script = document.currentScript;
  const ALL = null /* texts */;
  if (!script || document.querySelector("[data-danesh-widget]")) return;
  const base = new URL(script.src).origin;
  const wanted = [script.dataset.language, document.documentElement.lang, navigator.language];
  const code = wanted.map((tag) => (tag || "").slice(0, 2).toLowerCase()).find((tag) => ALL[tag]) || "en";
  const t = ALL[code];
  const KEY = "danesh-widget";

  const CSS = `
:host{all:initial;--a:#0b5d54;--ai:#fff;--bg:#fff;--fg:#1c2321;--soft:#56615d;--line:#d5d8d3;--sunk:#f2f0e9;--field:#7c8783}
*,::before,::after{box-sizing:border-box}[hidden]{display:none!important}
.w{font:16px/1.6 system-ui,-apple-system,"Segoe UI","Noto Sans","Noto Sans Arabic","PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif;color:var(--fg);text-align:start}
.w:lang(fa){line-height:1.85;font-family:Vazirmatn,"Segoe UI","Noto Sans Arabic",Tahoma,system-ui,sans-serif}
button,input,textarea{font:inherit;color:inherit}
button{min-height:44px;padding:8px 16px;border:1px solid var(--field);border-radius:10px;background:var(--bg);cursor:pointer;white-space:nowrap}
.p,.open{background:var(--a);color:var(--ai);border-color:var(--a);font-weight:600}
:focus-visible{outline:3px solid var(--fg);outline-offset:2px;box-shadow:0 0 0 2px var(--bg)}
.head button:focus-visible{outline-color:var(--ai);box-shadow:none}
.open{position:fixed;inset-block-end:20px;inset-inline-end:20px;z-index:2147483000;display:flex;align-items:center;gap:8px;border-radius:999px;padding:12px 20px;box-shadow:0 4px 16px rgb(0 0 0/25%)}
.start .open,.start .panel{inset-inline:20px auto}
svg{width:20px;height:20px;fill:none;stroke:currentcolor;stroke-width:1.8;stroke-linecap:round;stroke-linejoin:round}
.panel{position:fixed;inset-block-end:20px;inset-inline-end:20px;z-index:2147483001;display:flex;flex-direction:column;width:min(400px,calc(100vw - 40px));height:min(620px,calc(100vh - 40px));height:min(620px,calc(100dvh - 40px));background:var(--bg);border:1px solid var(--line);border-radius:16px;box-shadow:0 12px 40px rgb(0 0 0/30%);overflow:hidden;animation:in .16s ease-out}
@keyframes in{from{transform:translateY(12px);opacity:0}}
.head{display:flex;align-items:center;gap:8px;padding:10px 12px 10px 16px;padding-inline:16px 8px;background:var(--a);color:var(--ai)}
h2{flex:1;margin:0;font-size:18px;line-height:1.4}
.head button{background:none;border-color:transparent;color:inherit;padding:8px;min-width:44px;display:grid;place-items:center}
.log{flex:1;overflow-y:auto;padding:16px;overflow-wrap:anywhere}
.turn{margin:0 0 16px}.q{margin-inline-start:32px;padding:8px 14px;background:var(--sunk);border-radius:12px}
.q p,.s{margin:0}.text p{margin:0 0 6px}.text span+span::before{content:" "}[lang^=zh] span+span::before{content:none}
a{color:inherit;text-decoration-thickness:1px;text-underline-offset:3px}
sup a{display:inline-block;min-width:24px;min-height:24px;padding-inline:4px;text-align:center;line-height:24px;font-size:12px}
ul{list-style:none;margin:4px 0 8px;padding:0}li a{display:block;padding:8px 4px;border-block-end:1px solid var(--line)}
.s,label{font-size:14px;color:var(--soft)}h3{font-size:14px;color:var(--soft);margin:10px 0 0}
.row{display:flex;flex-wrap:wrap;gap:8px;align-items:center;margin-block:8px 0}
.row button{padding:4px 14px}
form{padding:12px 16px 16px;border-block-start:1px solid var(--line);display:grid;grid-template-columns:minmax(0,1fr);gap:8px}
.card{border:0;flex:1;align-content:start;overflow-y:auto}
input,textarea{width:100%;padding:10px 12px;border:1px solid var(--field);border-radius:10px;background:var(--bg);resize:none;min-height:44px}.ask textarea{field-sizing:content;min-width:0;max-height:120px}
[dir=rtl] [dir=auto]:placeholder-shown{direction:rtl}::placeholder{color:var(--soft);opacity:1;white-space:nowrap}
.ask{display:flex;gap:8px;align-items:end}.more{display:flex;justify-content:space-between;gap:8px;flex-wrap:wrap}
.more button,.quiet{border-color:transparent;background:none;text-decoration:underline;text-underline-offset:3px;padding:4px 8px;font-size:14px}
.err{color:#a02a20;margin:0}.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.dark{--bg:#1a201f;--fg:#e8ebe8;--soft:#a6b0ac;--line:#2d3533;--sunk:#0d1110;--field:#7c8783}.dark .err{color:#f39b8f}
@media(prefers-color-scheme:dark){.auto{--bg:#1a201f;--fg:#e8ebe8;--soft:#a6b0ac;--line:#2d3533;--sunk:#0d1110;--field:#7c8783}.auto .err{color:#f39b8f}}
@media(max-width:480px){.panel,.start .panel{inset:0;width:100vw;height:100vh;height:100dvh;border:0;border-radius:0}}
@media(prefers-reduced-motion:reduce){.panel{animation:none}}
@media(forced-colors:active){.panel,.open{border:2px solid}}
@media print{.open,.panel{display:none}}`;

  // Elements from words: text is always text.
  const el = (name, props = {}, ...children) => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(props)) {
      if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
      else if (value === true) made.setAttribute(key, "");
      else if (value !== false && value != null) made.setAttribute(key, value);
    }
    made.append(...children);
    return made;
  };
  const icon = (path) => {
    const NS = "http://www.w3.org/2000/svg";
    const svg = document.createElementNS(NS, "svg");
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("aria-hidden", "true");
    const line = document.createElementNS(NS, "path");
    line.setAttribute("d", path);
    svg.append(line);
    return svg;
  };
  const link = (url, ...children) => {
    let safe = "";
    try {
      const found = new URL(url, base);
      if (/^https?:$/.test(found.protocol)) safe = found.href;
    } catch { /* no address, no link */ }
    return safe ? el("a", { href: safe, target: "_blank", rel: "noopener" }, ...children) : el("span", {}, ...children);
  };

  const fresh = () => ({ id: Array.from(crypto.getRandomValues(new Uint8Array(16)), (n) => n.toString(16).padStart(2, "0")).join(""), turns: [], after: "", open: false });
  let state = fresh();
  try { state = { ...state, ...JSON.parse(sessionStorage.getItem(KEY) || "{}") }; } catch { /* nothing is remembered */ }
  const keep = () => {
    try { sessionStorage.setItem(KEY, JSON.stringify(state)); } catch { /* the tab forgets */ }
  };

  const host = el("div", { "data-danesh-widget": "" });
  const root = host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(CSS);
  root.adoptedStyleSheets = [sheet];

  const theme = ["light", "dark"].includes(script.dataset.theme) ? script.dataset.theme : "auto";
  const side = script.dataset.position === "start" ? "start" : "end";
  const room = el("div", { class: `w ${theme} ${side}`, lang: t.tag, dir: t.dir });
  const accent = script.dataset.accent;
  if (accent && window.CSS.supports("color", accent)) {
    host.style.setProperty("--a", accent);
    requestAnimationFrame(() => {
      const probe = getComputedStyle(opener).backgroundColor.match(/[\d.]+/g)?.slice(0, 3).map(Number) || [0, 0, 0];
      const [r, g, b] = probe.map((v) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));
      host.style.setProperty("--ai", 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.179 ? "#000" : "#fff");
    });
  }

  const opener = el("button", { class: "open", type: "button", "aria-haspopup": "dialog", "aria-expanded": "false", onclick: () => show(true) },
    icon("M4 5.5h16v11H12l-4.5 3.5v-3.5H4zM8 9.5h8M8 12.5h5"), t.help);
  const log = el("div", { class: "log", role: "log", "aria-live": "polite", tabindex: "0", "aria-labelledby": "title" });
  const says = el("p", { class: "unseen", role: "status" });
  const found = el("ul", {});
  const offers = el("section", { "aria-labelledby": "offers", hidden: true }, el("h3", { id: "offers" }, t.articles), found);
  const field = el("textarea", { id: "question", rows: "1", maxlength: "2000", dir: "auto", placeholder: t.hint, "aria-label": t.label, autocomplete: "off", enterkeyhint: "send" });
  const ask = el("form", { onsubmit: (event) => { event.preventDefault(); send(); } }, offers,
    el("div", { class: "ask" }, field, el("button", { class: "p", type: "submit" }, t.send)),
    el("div", { class: "more" }, el("button", { type: "button", onclick: () => person(true) }, t.person),
      el("button", { type: "button", onclick: () => restart() }, t.again)));
  const problem = el("p", { class: "err", role: "alert", id: "problem" });
  const contact = el("input", { id: "contact", maxlength: "200", autocomplete: "email", required: true, dir: "auto", "aria-describedby": "problem" });
  const name = el("input", { id: "name", maxlength: "100", autocomplete: "name", dir: "auto" });
  const message = el("textarea", { id: "message", rows: "4", maxlength: "4000", dir: "auto" });
  const hand = el("form", { class: "card", novalidate: true, hidden: true, onsubmit: (event) => { event.preventDefault(); handOver(); } },
    el("label", { for: "contact" }, t.contact), contact, el("label", { for: "name" }, t.name), name,
    el("label", { for: "message" }, t.message), message, problem,
    el("div", { class: "row" }, el("button", { class: "p", type: "submit" }, t.send), el("button", { type: "button", onclick: () => person(false) }, t.back)));
  const panel = el("div", { class: "panel", role: "dialog", "aria-modal": "true", "aria-labelledby": "title", hidden: true },
    el("div", { class: "head" }, el("h2", { id: "title" }, script.dataset.title || t.title),
      el("button", { type: "button", "aria-label": t.close, onclick: () => show(false) }, icon("M6 6l12 12M18 6 6 18"))),
    log, ask, hand, says);
  room.append(opener, panel);
  root.append(room);

  function show(open) {
    state.open = open;
    keep();
    panel.hidden = !open;
    opener.hidden = open;
    opener.setAttribute("aria-expanded", String(open));
    (open ? (hand.hidden ? field : contact) : opener).focus();
    if (open) log.scrollTop = log.scrollHeight;
  }

  function person(open) {
    hand.hidden = !open;
    log.hidden = ask.hidden = open;
    problem.textContent = "";
    if (open && !message.value) message.value = state.turns.filter((turn) => turn.q).map((turn) => turn.q).slice(-1)[0] || "";
    (open ? contact : field).focus();
  }

  function restart() {
    state = { ...fresh(), open: true };
    keep();
    log.replaceChildren();
    suggest("");
    field.value = "";
    field.focus();
  }

  // Tab stays inside while the panel is open; Escape closes it. While a word is being composed, keys belong to it.
  panel.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Escape") {
      event.stopPropagation();
      if (hand.hidden) show(false);
      else person(false);
    } else if (event.key === "Tab") {
      const stops = [...panel.querySelectorAll("a,button,input,textarea,[tabindex='0']")].filter((one) => one.checkVisibility());
      const [first, last] = [stops[0], stops[stops.length - 1]];
      if (event.shiftKey ? root.activeElement === first : root.activeElement === last) {
        event.preventDefault();
        (event.shiftKey ? last : first).focus();
      }
    } else if (event.key.startsWith("Arrow") && !offers.hidden) {
      const stops = [field, ...found.querySelectorAll("a")];
      const at = stops.indexOf(root.activeElement);
      const to = { ArrowDown: at + 1, ArrowUp: at - 1 }[event.key];
      if (at >= 0 && stops[to] && (at > 0 || event.key === "ArrowDown")) {
        event.preventDefault();
        stops[to].focus();
      }
    }
  });
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      send();
    }
  });

  const post = (path, body, more = {}) => fetch(`${base}/api/v1/widget/${path}`, {
    method: "POST", credentials: "omit", referrerPolicy: "no-referrer", ...more,
    headers: { "Content-Type": "application/json", ...more.headers }, body: JSON.stringify(body),
  });

  let timer = 0;
  let looking = null;
  field.addEventListener("input", (event) => {
    clearTimeout(timer);
    if (!event.isComposing) timer = setTimeout(() => suggest(field.value.trim()), 250);
  });
  field.addEventListener("compositionend", () => { timer = setTimeout(() => suggest(field.value.trim()), 250); });

  async function suggest(question) {
    looking?.abort();
    clearTimeout(timer);
    let articles = [];
    if (question.length > 2 || (question.length > 1 && /[^\x00-\u07ff]/.test(question))) {
      looking = new AbortController();
      const mine = looking;
      try {
        const answer = await post("suggest", { question: question.slice(0, 300), language: code }, { signal: mine.signal });
        articles = answer.ok ? (await answer.json()).articles : [];
      } catch { if (mine.signal.aborted) return; }
    }
    found.replaceChildren(...articles.map((one) => el("li", {}, link(one.url, el("span", { lang: one.language, dir: "auto" }, one.title)))));
    offers.hidden = !articles.length;
    says.textContent = articles.length ? t.found.replace("%(num)s", articles.length.toLocaleString(t.tag)) : "";
  }

  const asked = (text) => el("div", { class: "turn q" }, el("span", { class: "unseen" }, `${t.you}: `), el("p", { dir: "auto" }, text));
  const sentence = (one, into, steps) => {
    const said = el(steps ? "p" : "span", {}, one.text);
    for (const cited of one.citations) {
      const to = link(cited.url, cited.number.toLocaleString(t.tag));
      to.setAttribute("aria-label", `${t.source.replace("%(number)s", cited.number.toLocaleString(t.tag))}: ${cited.title}`);
      said.append("\u2060", el("sup", {}, to));
    }
    into.append(said);
  };
  const list = (title, articles) => (articles?.length
    ? [el("h3", {}, title), el("ul", {}, ...articles.map((one) => el("li", {}, link(one.url, el("span", { lang: one.language, dir: "auto" }, one.title)))))]
    : []);

  function finish(turn, box) {
    const done = turn.done;
    if (done.waiting) box.append(el("p", { class: "s" }, t.waiting));
    else if (done.abstained) {
      box.append(...(done.told || []).map((one) => el("p", {}, one)));
      if (!["asked_for_human", "sensitive"].includes(done.reason)) box.append(...(done.choices?.length ? list(t.which, done.choices) : list(t.related, done.related)));
    } else box.append(...list(t.sources, done.sources), ...list(t.other, done.choices), rating(turn), ...(done.told || []).map((one) => el("p", { class: "s" }, one)));
    if (!done.waiting) box.append(el("div", { class: "row" }, el("button", { class: done.handover ? "p" : "", type: "button", onclick: () => person(true) }, t.person)));
  }

  function rating(turn) {
    const row = el("div", { class: "row" }, turn.rated ? t.thanks : t.helped);
    const rate = (helpful) => {
      turn.rated = true;
      keep();
      row.replaceChildren(t.thanks);
      field.focus();
      post("feedback", { answer_id: turn.done.answer_id, helpful }).catch(() => {});
    };
    if (!turn.rated) {
      row.append(el("button", { type: "button", onclick: () => rate(true) }, t.yes), el("button", { type: "button", onclick: () => rate(false) }, t.no));
    }
    return row;
  }

  function draw(turn) {
    const text = el("div", { class: "text", dir: "auto", lang: turn.done?.language || t.tag });
    const box = el("div", { class: "turn" }, el("span", { class: "unseen" }, `${t.us}: `), text);
    log.append(asked(turn.q), box);
    return { text, box };
  }

  async function* events(answer) {
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    for (;;) {
      const { value, done } = await reader.read();
      rest += value || "";
      let end;
      while ((end = rest.indexOf("\n\n")) >= 0) {
        const lines = rest.slice(0, end).split("\n");
        rest = rest.slice(end + 2);
        const read = (head) => lines.filter((line) => line.startsWith(head)).map((line) => line.slice(head.length)).join("\n");
        if (read("event: ")) yield { name: read("event: "), data: JSON.parse(read("data: ") || "{}") };
      }
      if (done) return;
    }
  }

  let busy = false;
  async function send() {
    const question = field.value.trim();
    if (!question || busy) return;
    busy = true;
    field.value = "";
    suggest("");
    const turn = { q: question, sentences: [], done: null };
    const { text, box } = draw(turn);
    const wait = el("p", { class: "s" }, t.thinking);
    box.append(wait);
    log.scrollTop = log.scrollHeight;
    try {
      const answer = await post("ask", { question, language: code, conversation: state.id, after: state.after }, { headers: { Accept: "text/event-stream" } });
      if (!answer.ok) throw new Error(answer.status === 429 ? t.busy : t.failed);
      for await (const { name: what, data } of events(answer)) {
        wait.remove();
        if (what === "sentence") {
          if (data.anew) {
            turn.sentences = [];
            text.replaceChildren();
          }
          turn.sentences.push(data);
          sentence(data, text, /^\d/.test(data.text));
        } else if (what === "done") {
          turn.done = data;
          text.lang = data.language || t.tag;
        }
        log.scrollTop = box.offsetTop - log.offsetTop - 60;
      }
      if (!turn.done) throw new Error(t.failed);
      state.after = turn.done.after || state.after;
      state.turns = [...state.turns, turn].slice(-20);
      finish(turn, box);
    } catch (error) {
      wait.remove();
      text.replaceChildren();
      box.append(el("p", { class: "err" }, error.message === t.busy ? t.busy : t.failed),
        el("div", { class: "row" }, el("button", { type: "button", onclick: () => person(true) }, t.person)));
    }
    busy = false;
    keep();
  }

  async function handOver() {
    problem.textContent = "";
    const turns = state.turns.flatMap((turn) => [
      { role: "customer", text: turn.q.slice(0, 4000) },
      ...(turn.sentences.length ? [{ role: "assistant", text: turn.sentences.map((one) => one.text).join(" ").slice(0, 4000) }] : []),
    ]).slice(-20);
    const last = state.turns[state.turns.length - 1];
    const reason = last?.done?.handover || "asked_for_human";
    try {
      const body = { contact: contact.value.trim() || "-", name: name.value, message: message.value, reason, language: code, conversation: state.id, after: state.after, turns };
      const answer = await post("hand-over", body);
      if (answer.status === 422) throw new Error(t.reach);
      if (!answer.ok) throw new Error(answer.status === 429 ? t.busy : t.failed);
      contact.value = name.value = message.value = "";
      person(false);
      state.handed = true;
      keep();
      log.append(el("p", { class: "turn" }, t.handed));
      log.scrollTop = log.scrollHeight;
    } catch (error) {
      problem.textContent = [t.reach, t.busy].includes(error.message) ? error.message : t.failed;
      contact.focus();
    }
  }

  for (const turn of state.turns) {
    const { text, box } = draw(turn);
    for (const one of turn.sentences) sentence(one, text, /^\d/.test(one.text));
    finish(turn, box);
  }
  if (state.handed) log.append(el("p", { class: "turn" }, t.handed));

  const mount = () => {
    document.body.append(host);
    if (state.open) {
      panel.hidden = false;
      opener.hidden = true;
      opener.setAttribute("aria-expanded", "true");
    }
  };
  if (document.body) mount();
  else document.addEventListener("DOMContentLoaded", mount);
})();
