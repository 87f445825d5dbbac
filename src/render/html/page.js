// The lesson on its page: one step at a time, three depths, and questions. All it shows stands in the HTML.
(() => {
  "use strict";
  const root = document.documentElement;
  const $ = (selector, within = document) => within.querySelector(selector);
  const $$ = (selector, within = document) => [...within.querySelectorAll(selector)];
  const cards = $$(".card");
  if (cards.length === 0) return;

  const DEPTHS = ["steps", "fields", "bytes"];
  const TWO = $("[data-columns='2']") !== null;
  const narrow = matchMedia("(max-width: 720px)");
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  // Where the reader is: the card, the depth, the column that links name, and whether it stands alone.
  const state = { at: 0, depth: Math.max(0, DEPTHS.indexOf(root.dataset.depth)), side: TWO ? 1 : 0, one: false };
  const known = new Set();
  const score = { right: 0, asked: 0 };

  // Names in links.
  const anchors = (card) => $$(":scope > .anchor", card).map((anchor) => anchor.id);
  const link = () => {
    const ids = anchors(cards[state.at]);
    const depth = state.depth > 0 && cards[state.at].dataset.from ? "/" + DEPTHS[state.depth] : "";
    return "#" + (ids[state.side] || ids[0]) + depth;
  };
  const follow = (hash) => {
    const name = decodeURIComponent(hash.slice(1));
    const depth = DEPTHS.findIndex((depth) => name.endsWith("/" + depth));
    const place = depth < 0 ? name : name.slice(0, -DEPTHS[depth].length - 1);
    const at = cards.findIndex((card) => anchors(card).includes(place));
    if (at < 0) return false;
    state.at = at;
    state.side = anchors(cards[at]).indexOf(place);
    state.depth = depth < 0 ? (name.split("/").length > 2 ? state.depth : 0) : depth;
    return true;
  };

  // Showing.
  const show = ({ says = true, top = true, keep = false } = {}) => {
    const card = cards[state.at];
    const walk = card.closest(".walk");
    $$(".walk").forEach((other) => other.classList.toggle("now", other === walk));
    cards.forEach((other) => other.classList.toggle("now", other === card));
    deepen();
    ask(card);
    draw(walk, card);
    steps(walk, card);
    if (!keep && location.hash !== link()) history.pushState(null, "", link());
    unlight();
    if (top && !root.classList.contains("all")) scrollTo(0, 0);
    if (says) speak(card);
  };

  const deepen = () => {
    DEPTHS.forEach((depth, index) => root.classList.toggle("depth-" + depth, index === state.depth));
    $$("details.depth").forEach((details) => {
      details.open = state.depth >= (details.classList.contains("bytes") ? 2 : 1);
    });
    $$("button[data-depth]").forEach((button) => press(button, button.dataset.depth === DEPTHS[state.depth]));
    root.dataset.side = state.side;
    root.classList.toggle("one", TWO && state.one);
    $$("button[data-side]").forEach((button) => {
      const alone = state.one || narrow.matches;
      press(button, alone ? button.dataset.side === String(state.side) : button.dataset.side === "both");
    });
    if (state.depth === 2) rove(cards[state.at]);
  };

  const press = (button, on) => button.setAttribute("aria-pressed", on);
  const isAsked = (card) => root.classList.contains("predict") && card.dataset.from && !known.has(card);

  // The drawing grows with the step; the overview shows all of it, unless it is to be predicted.
  const draw = (walk, card) => {
    const number = $$(".card", walk).indexOf(card);
    const all = root.classList.contains("all") || (number === 0 && !root.classList.contains("predict"));
    $$(".row", walk).forEach((row) => {
      const step = Number(row.dataset.step);
      row.classList.toggle("now", step === number);
      row.classList.toggle("later", !all && (step > number || (step === number && isAsked(card))));
      $("a", row)?.toggleAttribute("aria-current", false);
      if (step === number) $("a", row)?.setAttribute("aria-current", "step");
    });
    const box = $(".drawing", walk);
    const now = $$(".row.now:not(.later)", walk).find((row) => row.getClientRects().length > 0);
    if (!now) return box.scrollTo(0, 0);
    const [row, frame] = [now.getBoundingClientRect(), box.getBoundingClientRect()];
    const room = box.clientHeight - 90;
    if (row.top < frame.top || row.bottom > frame.top + room) {
      box.scrollBy({ top: row.bottom - frame.top - room, behavior: calm.matches ? "auto" : "smooth" });
    }
  };

  const steps = (walk, card) => {
    const predicting = root.classList.contains("predict");
    $$(".contents a").forEach((a, index) => {
      const other = cards[index];
      const hidden = predicting && isAsked(other) && (index >= state.at || !known.has(other));
      a.dataset.name ??= a.textContent;
      a.textContent = hidden ? "?" : a.dataset.name;
      if (index === state.at) a.setAttribute("aria-current", "step");
      else a.removeAttribute("aria-current");
    });
    const progress = $(".progress progress");
    progress.max = cards.length - 1 || 1;
    progress.value = state.at;
    $(".here").textContent = title(card);
    $("[data-action=back]").disabled = state.at === 0;
    $("[data-action=next]").disabled = state.at === cards.length - 1;
  };

  const title = (card) => {
    const count = $(".count", card)?.textContent;
    if (!count) return card.dataset.name;
    return isAsked(card) ? count + ": what comes next?" : count + ": " + card.dataset.name;
  };

  const speak = (card) => {
    const from = { client: ", from the client", server: ", from the server", both: ", computed by both" }[card.dataset.from] || "";
    const sealed = $(".facts .sealed", card) ? ", encrypted" : "";
    $(".spoken").textContent = isAsked(card) ? title(card) : title(card) + from + sealed;
  };
  const say = (text) => { $(".spoken").textContent = text; };

  const go = (at, options) => {
    const to = Math.min(Math.max(at, 0), cards.length - 1);
    if (to === state.at) return;
    state.at = to;
    show(options);
  };
  const deep = (depth) => {
    state.depth = Math.min(Math.max(depth, 0), 2);
    show({ says: false, top: false });
    say("Depth: " + DEPTHS[state.depth]);
    if (state.depth > 0) $("details." + DEPTHS[state.depth], cards[state.at])?.scrollIntoView({ block: "start" });
  };

  // Predict first: the card is hidden until the class has said who sends and what comes.
  const ask = (card) => {
    $$(".asked").forEach((other) => other.classList.remove("asked"));
    $$(".ask, .told").forEach((old) => old.remove());
    if (!isAsked(card)) return;
    card.classList.add("asked");
    card.append(question(card));
  };
  const question = (card) => {
    const form = make("div", { className: "ask" });
    form.append(make("h2", { textContent: "What comes next?", tabIndex: -1 }));
    const who = { client: "the client", server: "the server", both: "nobody: both compute" };
    const first = choice("Who sends it?", Object.keys(who).map((key) => [key, who[key]]));
    const second = choice("What is it?", options(card).map((name) => [name, name]));
    const reveal = make("button", { type: "button", textContent: "Show the answer" });
    reveal.addEventListener("click", () => answer(card, first.value(), second.value()));
    form.append(first.box, second.box, reveal);
    return form;
  };
  const choice = (legend, pairs) => {
    const box = make("fieldset");
    box.append(make("legend", { textContent: legend }));
    let chosen = null;
    for (const [value, text] of pairs) {
      const button = make("button", { type: "button", textContent: text });
      press(button, false);
      button.dataset.value = value;
      button.addEventListener("click", () => {
        chosen = value;
        $$("button", box).forEach((other) => press(other, other === button));
      });
      box.append(button);
    }
    return { box, value: () => chosen };
  };
  // Four names of this walk, the right one among them, in an order that does not tell.
  const options = (card) => {
    const walk = $$(".card[data-from]", card.closest(".walk"));
    const names = [...new Set(walk.map((other) => other.dataset.name))].filter((name) => name !== card.dataset.name);
    const start = (walk.indexOf(card) * 5) % Math.max(1, names.length);
    const others = [...names.slice(start), ...names.slice(0, start)].slice(0, 3);
    return [...others, card.dataset.name].sort();
  };
  const answer = (card, who, what) => {
    known.add(card);
    const right = [who === null ? null : who === card.dataset.from, what === null ? null : what === card.dataset.name];
    const asked = right.filter((found) => found !== null);
    score.asked += asked.length;
    score.right += asked.filter(Boolean).length;
    show({ says: false, keep: true, top: false });
    const words = ["Sender", "message"].map((name, index) =>
      right[index] === null ? null : name + (right[index] ? " right" : " wrong"));
    const told = words.filter(Boolean).join(", ") || "Not answered";
    const text = told + ". It is " + card.dataset.name + ". So far " + score.right + " of " + score.asked + " right.";
    say(text);
    const verdict = asked.length === 0 ? "" : asked.every(Boolean) ? " good" : " bad";
    $("header", card).prepend(make("p", { className: "told verdict" + verdict, textContent: text }));
    $("h2", card).focus({ preventScroll: true });
  };
  const make = (name, properties = {}) => Object.assign(document.createElement(name), properties);

  // Bytes and fields light each other up: both name the bytes of the message that they are.
  const place = (element) => {
    const [start, end] = element.dataset.at.split("-").map(Number);
    const side = element.closest(".both") ? null : element.closest(".s1") ? 1 : 0;
    return { start, end, side };
  };
  const holds = (outer, inner) => outer.start <= inner.start && inner.end <= outer.end;
  const light = (element) => {
    unlight();
    const here = place(element);
    const near = $$("[data-at]", element.closest(".card")).map((other) => ({ other, at: place(other) }))
      .filter(({ at }) => here.side === null || at.side === null || at.side === here.side);
    const isByte = (other) => other.tagName === "TR";
    const bytes = near.filter(({ other, at }) => isByte(other) && holds(here, at));
    const around = near.filter(({ other, at }) => !isByte(other) && holds(at, here));
    const smallest = around.reduce((best, found) => (!best || found.at.end - found.at.start <= best.at.end - best.at.start ? found : best), null);
    const field = isByte(element) ? smallest?.other : element;
    [element, field, ...(isByte(element) ? [] : bytes.map(({ other }) => other))].forEach((lit) => lit?.classList.add("lit"));
    lens(element, field, here);
    return { field, bytes: bytes.map(({ other }) => other) };
  };
  const unlight = () => {
    $$(".lit").forEach((lit) => lit.classList.remove("lit"));
    $(".lens").hidden = true;
  };
  const lens = (element, field, { start, end }) => {
    const name = field ? $("th", field.closest("tr")).textContent : $("b", element)?.textContent || "";
    const value = element.tagName === "TR" ? element.cells[1].textContent : element.textContent;
    const text = (value.startsWith(name) ? "" : name + ": ") + (value.length > 90 ? value.slice(0, 88) + "…" : value);
    $(".lens").textContent = text + " · bytes " + start + " to " + (end - 1);
    $(".lens").hidden = false;
  };
  // Clicking a field opens its bytes; clicking bytes brings their field into sight.
  const pin = (element) => {
    const { field, bytes } = light(element);
    if (element.tagName === "TR") {
      const pane = field?.closest(".pane");
      if (pane && pane.scrollHeight > pane.clientHeight) pane.scrollTop = field.closest("tr").offsetTop - pane.clientHeight / 3;
    } else {
      if (state.depth < 2) {
        state.depth = 2;
        show({ says: false, top: false });
        light(element);
      }
      bytes.find((row) => row.getClientRects().length > 0)?.scrollIntoView({ block: "center" });
    }
    say($(".lens").textContent);
  };
  const target = (event) => event.target instanceof Element ? event.target.closest("[data-at]") : null;
  document.addEventListener("pointerover", (event) => { const element = target(event); if (element) light(element); else unlight(); });
  document.addEventListener("focusin", (event) => { const element = target(event); if (element) light(element); });
  // In a table of bytes the arrows go from field to field; one of its rows can be reached by Tab.
  const rove = (card) => $$("table.bytes", card).forEach((table) => {
    if (!$("tr[tabindex]", table)) $("tr[data-at]", table)?.setAttribute("tabindex", "0");
  });
  const walkRows = (row, by) => {
    const rows = $$("tr[data-at]", row.closest("table"));
    const to = rows[rows.indexOf(row) + by];
    if (!to) return;
    row.setAttribute("tabindex", "-1");
    to.setAttribute("tabindex", "0");
    to.focus();
    pin(to);
  };

  // Pages of words open above the lesson.
  const open = (id) => {
    const page = document.getElementById(id);
    const pop = $("#pop");
    if (!page || !pop.showPopover) return false;
    const copy = page.cloneNode(true);
    copy.removeAttribute("id");
    copy.querySelectorAll("[id]").forEach((inner) => inner.removeAttribute("id"));
    const close = make("button", { type: "button", textContent: "Close" });
    close.addEventListener("click", () => pop.hidePopover());
    pop.replaceChildren(copy, close);
    if (!pop.matches(":popover-open")) pop.showPopover();
    pop.scrollTop = 0;
    pop.tabIndex = -1;
    pop.focus();
    return true;
  };

  // The switches.
  const keep = (name, value) => { try { if (value) localStorage[name] = value; else localStorage.removeItem(name); } catch { /* not kept */ } };
  const flip = (name) => {
    const button = $("[data-switch=" + name + "]");
    const on = button.getAttribute("aria-pressed") !== "true";
    press(button, on);
    if (name === "large") {
      root.toggleAttribute("data-large", on);
      keep("tlstraceLarge", on ? "1" : "");
    } else {
      root.classList.toggle(name, on);
    }
    if (name === "eaves" || name === "ends") $$("details." + name).forEach((details) => { details.open = on; });
    if (name === "predict") known.clear();
    show({ says: false, top: false, keep: true });
    if (name === "all" && on) cards[state.at].scrollIntoView();
    say(button.textContent + (on ? " on" : " off"));
  };
  const isDark = () => root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  const nameTheme = () => { $("[data-action=theme]").textContent = isDark() ? "Light" : "Dark"; };
  const theme = () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    keep("tlstraceTheme", root.dataset.theme);
    nameTheme();
  };
  const column = (side) => {
    state.one = side !== "both";
    if (state.one) state.side = Number(side);
    show({ says: false, top: false });
  };
  const nextColumn = () => {
    if (!TWO) return;
    if (narrow.matches) column(1 - state.side);
    else if (!state.one) column(0);
    else column(state.side === 0 ? 1 : "both");
  };
  const help = () => { const dialog = $("#help"); if (dialog.open) dialog.close(); else dialog.showModal(); };
  const contents = (open) => { const details = $(".contents details"); details.open = open ?? !details.open; if (details.open) $("a[aria-current]", details)?.focus(); };
  const copy = async (button) => {
    const text = $("code", button.parentElement).textContent;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      getSelection().selectAllChildren($("code", button.parentElement));
      document.execCommand("copy");
    }
    button.textContent = "Copied";
    say("Copied");
    setTimeout(() => { button.textContent = "Copy"; }, 1500);
  };
  const ACTIONS = { next: () => go(state.at + 1), back: () => go(state.at - 1), theme, help };

  document.addEventListener("click", (event) => {
    const element = event.target;
    const button = element.closest("button");
    if (button?.dataset.action) return ACTIONS[button.dataset.action]();
    if (button?.dataset.switch) return flip(button.dataset.switch);
    if (button?.dataset.depth) return deep(DEPTHS.indexOf(button.dataset.depth));
    if (button?.dataset.side) return column(button.dataset.side);
    if (button?.classList.contains("copy")) return copy(button);
    const a = element.closest("a[href^='#']");
    if (a?.getAttribute("href").startsWith("#page/")) {
      if (open(decodeURIComponent(a.getAttribute("href").slice(1)))) event.preventDefault();
      return;
    }
    if (a && a.closest(".contents")) contents(false);
    if (!element.closest(".contents")) $(".contents details").open = false;
    if (button || a || element.closest("summary")) return;
    const at = target(event);
    if (at) pin(at);
  });

  const KEYS = {
    ArrowRight: () => go(state.at + 1), " ": () => go(state.at + 1), j: () => go(state.at + 1), n: () => go(state.at + 1), PageDown: () => go(state.at + 1),
    ArrowLeft: () => go(state.at - 1), k: () => go(state.at - 1), PageUp: () => go(state.at - 1),
    Home: () => go(0), End: () => go(cards.length - 1), Enter: () => deep(state.depth + 1), Escape: () => deep(state.depth - 1),
    1: () => deep(0), 2: () => deep(1), 3: () => deep(2), p: () => flip("predict"), e: () => flip("eaves"), b: () => flip("ends"),
    a: () => flip("all"), l: () => flip("large"), t: theme, c: nextColumn, g: () => contents(), "?": help,
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented) return;
    const key = event.key;
    if ($("#help").open || $("#pop:popover-open")) return;
    const on = event.target instanceof Element ? event.target : root;
    if (on.closest("input, textarea, select")) return;
    if (key === "Escape" && $(".contents details").open) { contents(false); return $(".contents summary").focus(); }
    const handled = (key === "Enter" || key === " ") && on.closest("button, a, summary");
    if (handled) return;
    const row = on.closest("tr[data-at]");
    if (row && (key === "ArrowDown" || key === "ArrowUp")) { event.preventDefault(); return walkRows(row, key === "ArrowDown" ? 1 : -1); }
    if (row && key === "Enter") { event.preventDefault(); return pin(row); }
    if (on.closest(".pane") && key.startsWith("Page")) return;
    if (key.length === 1 && key !== " " && !$("#letters").checked) return;
    const act = KEYS[key];
    if (!act) return;
    event.preventDefault();
    if (key === " " && isAsked(cards[state.at])) return $(".ask > button", cards[state.at]).click();
    act();
  });

  addEventListener("hashchange", () => {
    if (location.hash.startsWith("#page/")) return void open(decodeURIComponent(location.hash.slice(1)));
    if (follow(location.hash)) { show({ keep: true }); $("h2", cards[state.at]).focus({ preventScroll: true }); }
  });
  narrow.addEventListener("change", () => show({ says: false, top: false, keep: true }));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", nameTheme);
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = $$("details.panel:not([open])");
    opened.forEach((details) => { details.open = true; });
  });
  addEventListener("afterprint", () => opened.forEach((details) => { details.open = false; }));

  if (root.dataset.large !== undefined) press($("[data-switch=large]"), true);
  nameTheme();
  const asked = location.hash.length > 1 && follow(location.hash);
  show({ says: false, keep: true });
  if (!asked && location.hash.startsWith("#page/")) open(decodeURIComponent(location.hash.slice(1)));
})();
