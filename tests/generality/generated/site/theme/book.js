// What makes the pages pleasant to use. Everything is readable without it.
"use strict";

const main = document.querySelector("main");

// The element that a fragment names. mdBook writes an anchor as `<a id>` before or inside of what it stands for.
function target() {
  try {
    return document.getElementById(decodeURIComponent(location.hash.slice(1)));
  } catch {
    return null;
  }
}

function icon(paths) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  for (const d of paths) {
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    path.setAttribute("d", d);
    svg.append(path);
  }
  return svg;
}

// Anchors: those of headings become the headings' own links, every other can be clicked beside what it names.
function anchors() {
  for (const anchor of main.querySelectorAll("a[id]:not([href])")) {
    const paragraph = anchor.parentElement;
    const heading = paragraph.nextElementSibling?.closest("h2, h3, h4, h5, h6");
    const link = heading?.querySelector("a.header");
    const isAlone = paragraph.matches("p") && paragraph.textContent.trim() === "";
    if (isAlone && link) {
      link.href = `#${anchor.id}`;
      heading.dataset.anchor = anchor.id;
      paragraph.classList.add("of-heading");
    } else if (!isAlone) {
      anchor.href = `#${anchor.id}`;
      anchor.className = "anchor";
      anchor.tabIndex = -1;
      anchor.setAttribute("aria-hidden", "true");
    }
  }
}

// The first line of a page is the way to it, and to the other language.
function trail() {
  const line = main.querySelector(":scope > p");
  const [own, other] = isChinese ? ["zh", "en"] : ["en", "zh"];
  const page = root.dataset.page.replace(/\.md$/, ".html");
  const link = element("a", {
    class: "language",
    lang: isChinese ? "en" : "zh",
    hreflang: isChinese ? "en" : "zh",
    rel: "alternate",
    href: `${root.dataset.root}../${other}/${page === "index.html" ? "README.html" : page}`,
  }, isChinese ? "English" : "中文");
  // The anchors are the same in both.
  const address = link.href;
  const follow = () => { link.href = address + location.hash; };
  addEventListener("hashchange", follow);
  follow();
  document.querySelector(".tools").prepend(link);
  if (!line || line.nextElementSibling?.tagName !== "H1") return;
  const mark = [...line.querySelectorAll("strong")].find((strong) => strong.textContent === (own === "zh" ? "中文" : "English"));
  if (!mark) return;
  while (mark.nextSibling) mark.nextSibling.remove();
  const before = mark.previousSibling;
  if (before?.nodeType === Node.TEXT_NODE) before.textContent = before.textContent.replace(/\s*\|\s*$/, "");
  mark.remove();
  const path = element("nav", { class: "trail", "aria-label": say("Breadcrumb", "路径") });
  path.append(...line.childNodes);
  if (path.textContent.trim()) line.replaceWith(path);
  else line.remove();
}

function themes() {
  const system = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : system.matches);
  const button = element("button", { type: "button", class: "icon theme", "aria-label": say("Dark theme", "深色主题") });
  button.append(icon(["M20 14.500A8.200 8.200 0 0 1 9.500 4a8.200 8.200 0 1 0 10.500 10.500z"]));
  const show = () => button.setAttribute("aria-pressed", String(isDark()));
  button.addEventListener("click", () => {
    const wanted = isDark() ? "light" : "dark";
    // What the system wants anyway is not worth remembering.
    const differs = (wanted === "dark") !== system.matches;
    if (differs) root.dataset.theme = wanted;
    else delete root.dataset.theme;
    memory.set("theme", differs ? wanted : null);
    show();
  });
  system.addEventListener("change", show);
  show();
  document.querySelector(".tools").append(button);
}

// On a narrow screen the tree of pages lies over the page.
function drawer() {
  const button = document.querySelector(".menu");
  const panel = document.getElementById("navigation");
  button.hidden = false;
  const open = (is) => {
    root.classList.toggle("navigating", is);
    button.setAttribute("aria-expanded", String(is));
    if (is) (panel.querySelector("[aria-current]") ?? panel.querySelector("a"))?.focus();
  };
  button.addEventListener("click", () => open(!root.classList.contains("navigating")));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && root.classList.contains("navigating")) {
      open(false);
      button.focus();
    }
  });
  document.addEventListener("click", (event) => {
    if (root.classList.contains("navigating") && !panel.contains(event.target) && !button.contains(event.target)) open(false);
  });
}

// `POST /clusters`, wherever it stands alone.
function methods() {
  const request = /^(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS) (?=\/)/;
  for (const code of main.querySelectorAll(":not(pre) > code")) {
    const method = request.exec(code.textContent)?.[1];
    const text = code.firstChild;
    if (!method || text.nodeType !== Node.TEXT_NODE) continue;
    text.textContent = text.textContent.slice(method.length + 1);
    code.prepend(badge(method), " ");
    code.classList.add("request");
  }
  main.querySelector(":scope > p > strong:only-child > code.request")?.closest("p").classList.add("endpoint");
}

function blocks() {
  for (const pre of main.querySelectorAll("pre")) {
    const code = pre.querySelector("code");
    if (!code) continue;
    if (/\blanguage-\w/.test(code.className) && window.hljs) hljs.highlightBlock(code);
    const button = element("button", { type: "button", class: "copy" }, say("Copy", "复制"));
    button.addEventListener("click", async () => {
      const done = await navigator.clipboard?.writeText(code.textContent.replace(/\n$/, "")).then(() => true, () => false);
      button.textContent = done ? say("Copied", "已复制") : say("Not copied", "未复制");
      setTimeout(() => { button.textContent = say("Copy", "复制"); }, 2000);
    });
    const box = element("div", { class: "block" });
    pre.replaceWith(box);
    box.append(pre, button);
  }
}

// Headings of one level that each have a block of code below them are the same thing in several languages.
function tabs() {
  const isAnchor = (node) => node?.matches("p.of-heading");
  const level = (node) => (node && /^H[1-6]$/.test(node.tagName) ? node.tagName : null);
  // From one heading to the next: [heading with its anchor, what is below it].
  const section = (heading) => {
    const body = [];
    let next = heading.nextElementSibling;
    for (; next && !level(next) && !isAnchor(next) && !next.matches(".neighbours"); next = next.nextElementSibling) body.push(next);
    return { heading, body, next: isAnchor(next) ? next.nextElementSibling : next };
  };
  const isSample = ({ body }) => body.filter((node) => node.matches(".block")).length === 1;
  const done = new Set();
  for (const heading of main.querySelectorAll(":scope > h3, :scope > h4")) {
    if (done.has(heading)) continue;
    const run = [];
    let found = section(heading);
    while (isSample(found)) {
      run.push(found);
      if (level(found.next) !== heading.tagName) break;
      found = section(found.next);
    }
    if (run.length > 1) {
      run.forEach(({ heading }) => done.add(heading));
      group(run, done.size);
    }
  }
}

// The tabs that were chosen, the last one first: one set's languages say nothing about another's formats.
function chosen() {
  try {
    const labels = JSON.parse(memory.get("tabs") ?? "[]");
    return Array.isArray(labels) ? labels.filter((label) => typeof label === "string") : [];
  } catch {
    return [];
  }
}

function group(run, number) {
  const list = element("div", { role: "tablist", "aria-label": say("Variants", "版本") });
  const box = element("div", { class: "tabs" }, list);
  const first = run[0].heading;
  (first.previousElementSibling?.matches("p.of-heading") ? first.previousElementSibling : first).before(box);
  const all = run.map(({ heading, body }, index) => {
    const label = heading.textContent.trim();
    const id = `tab-${number}-${index}`;
    const tab = element("button", { type: "button", role: "tab", id, "aria-controls": `${id}-panel` }, label);
    const panel = element("div", { role: "tabpanel", id: `${id}-panel`, "aria-labelledby": id, tabindex: "0" });
    const anchor = heading.previousElementSibling;
    if (anchor?.matches("p.of-heading")) panel.append(anchor);
    heading.classList.add("unseen");
    heading.querySelector("a.header")?.setAttribute("tabindex", "-1");
    panel.append(heading, ...body);
    list.append(tab);
    box.append(panel);
    return { label, tab, panel };
  });
  const select = (wanted) => all.forEach(({ tab, panel }) => {
    const is = tab === wanted;
    tab.setAttribute("aria-selected", String(is));
    tab.tabIndex = is ? 0 : -1;
    panel.hidden = !is;
  });
  const choose = (tab, label) => {
    select(tab);
    memory.set("tabs", JSON.stringify([label, ...chosen().filter((other) => other !== label)].slice(0, 8)));
  };
  list.addEventListener("click", (event) => {
    const found = all.find(({ tab }) => tab === event.target);
    if (found) choose(found.tab, found.label);
  });
  list.addEventListener("keydown", (event) => {
    const at = all.findIndex(({ tab }) => tab === event.target);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (to === undefined || at < 0) return;
    event.preventDefault();
    const found = all[(to + all.length) % all.length];
    choose(found.tab, found.label);
    found.tab.focus();
  });
  const remembered = chosen().map((label) => all.find((one) => one.label === label)).find(Boolean);
  select((remembered ?? all[0]).tab);
  // A link may lead into one that is not shown.
  const show = () => {
    const holder = all.find(({ panel }) => panel.contains(target()));
    if (holder) select(holder.tab);
  };
  addEventListener("hashchange", show);
  show();
}

// What a link leads to is unfolded, marked and in view.
function arrive() {
  const found = target();
  if (!found) return;
  for (let outer = found.closest("details"); outer; outer = outer.parentElement.closest("details")) outer.open = true;
  main.querySelectorAll(".arrived").forEach((one) => one.classList.remove("arrived"));
  const marked = found.closest("tr, li") ?? (found.closest(".of-heading")?.nextElementSibling || null);
  marked?.classList.add("arrived");
  (marked ?? found).scrollIntoView({ block: "start" });
}

// The headings of a long page, beside it.
function contents() {
  const headings = [...main.querySelectorAll(":scope > h2, :scope > h3")].filter((heading) => heading.querySelector("a.header"));
  if (headings.length < 3 || headings.length > 100) return;
  const title = element("h2", { id: "contents" }, say("On this page", "本页内容"));
  const links = new Map(headings.map((heading) => {
    const link = element("a", { href: heading.querySelector("a.header").getAttribute("href"), class: heading.tagName.toLowerCase() });
    link.textContent = heading.textContent;
    return [heading, link];
  }));
  const list = element("ul", {}, ...[...links.values()].map((link) => element("li", {}, link)));
  const panel = document.querySelector(".contents");
  panel.append(element("nav", { "aria-labelledby": "contents" }, title, list));
  panel.hidden = false;
  const observe = () => {
    const passed = headings.filter((heading) => heading.getBoundingClientRect().top < 160);
    const current = links.get(passed.at(-1) ?? headings[0]);
    links.forEach((link) => link.toggleAttribute("data-current", link === current));
  };
  addEventListener("scroll", observe, { passive: true });
  observe();
}

// On a narrow screen a row is a block, in which each cell says what its column is.
function tables() {
  for (const table of main.querySelectorAll("table")) {
    const heads = [...table.querySelectorAll("thead th")].map((head) => head.textContent);
    for (const row of table.querySelectorAll("tbody tr")) {
      [...row.cells].forEach((cell, index) => {
        cell.dataset.column = heads[index] ?? "";
        // Displayed otherwise, it would be no cell to a screen reader any more.
        cell.setAttribute("role", "cell");
        if (!cell.hasChildNodes()) cell.classList.add("empty");
      });
      row.setAttribute("role", "row");
    }
    table.setAttribute("role", "table");
    table.querySelector("tbody")?.setAttribute("role", "rowgroup");
    table.querySelector("thead")?.setAttribute("role", "rowgroup");
    table.querySelector("thead tr")?.setAttribute("role", "row");
    table.querySelectorAll("th").forEach((head) => head.setAttribute("role", "columnheader"));
  }
}

// What can be scrolled can be reached with the keyboard.
function scrollers() {
  const all = main.querySelectorAll(".table-wrapper, pre, p:has(img)");
  const observer = new ResizeObserver((entries) => entries.forEach(({ target }) => {
    if (target.scrollWidth > target.clientWidth + 1) target.tabIndex = 0;
    else target.removeAttribute("tabindex");
  }));
  all.forEach((one) => observer.observe(one));
}

// What the search looks through is loaded when it is first wanted.
function search() {
  const box = document.querySelector(".search");
  const input = box.querySelector("input");
  let asked = false;
  const load = () => {
    if (asked) return;
    asked = true;
    document.head.append(element("script", { src: box.dataset.index }));
  };
  box.hidden = false;
  input.addEventListener("focus", load);
  document.addEventListener("keydown", (event) => {
    const typing = event.target.matches("input, textarea, select, [contenteditable]");
    const wanted = (event.key === "/" || event.key === "s") && !event.ctrlKey && !event.metaKey && !event.altKey;
    if (wanted && !typing) {
      event.preventDefault();
      input.focus();
      input.select();
    }
  });
}

let folded = [];
addEventListener("beforeprint", () => {
  folded = [...main.querySelectorAll("details:not([open])")];
  folded.forEach((one) => { one.open = true; });
});
addEventListener("afterprint", () => folded.forEach((one) => { one.open = false; }));

anchors();
trail();
themes();
drawer();
methods();
blocks();
tabs();
tables();
contents();
scrollers();
search();
addEventListener("hashchange", arrive);
arrive();

// The search. Every entry is looked at for every query: there are thousands, not millions, and so any part of a word is
// found, in a language without spaces too.

// Called by search.js, which is loaded when it is first wanted, with the pages, `[address, title, kind]`, and what is on
// them, `[page, anchor, name, text]`.
function searchIn(pages, entries) {
  const most = 50;
  const plain = (text) => text.normalize("NFKC").toLowerCase();
  // `cluster_id`, `ClusterId` and `cluster id` are one name.
  const joined = (text) => plain(text).replace(/[^\p{L}\p{N}]+/gu, "");
  const han = /[\u3400-\u9fff\uf900-\ufaff\u3040-\u30ff\uac00-\ud7af]/;

  // Where words begin in the joined name: `CreateCluster` → 0, 6.
  const beginnings = (name) => {
    const found = new Set();
    let at = 0;
    for (const [word] of name.normalize("NFKC").matchAll(/\p{Lu}+(?!\p{Ll})|\p{Lu}?\p{Ll}+|\p{N}+|\p{Lo}/gu)) {
      found.add(at);
      at += word.length;
    }
    return found;
  };

  // Its first sentence.
  const lead = (text) => text.match(/^.*?(?:[。；]|[.;](?= )|$)/)[0];

  const kinds = { operation: 0, type: 1, page: 2 };
  const all = entries.map(([page, anchor, name, text]) => {
    const [address, title, kind] = pages[page];
    const label = name || title;
    return {
      address: anchor ? `${address}#${anchor}` : address,
      title,
      label,
      kind: anchor ? "entry" : kind,
      rank: anchor ? 3 : kinds[kind],
      text,
      lower: plain(text),
      lead: plain(lead(text)),
      joined: joined(label),
      beginnings: beginnings(label),
      joinedTitle: joined(title),
    };
  });

  // A query's terms; Chinese is a term up to where Latin begins.
  const terms = (query) => {
    const words = plain(query).match(/[\u3400-\u9fff\uf900-\ufaff\u3040-\u30ff\uac00-\ud7af]+|[^\s\u3400-\u9fff\uf900-\ufaff\u3040-\u30ff\uac00-\ud7af]+/g) ?? [];
    return words.map((word) => ({ word, joined: joined(word), pairs: han.test(word) ? pairs(word) : [] })).filter((term) => term.joined);
  };

  // What a term without spaces is made of: each two characters beside each other.
  const pairs = (word) => {
    const characters = [...word];
    return characters.slice(1).map((character, index) => characters[index] + character);
  };

  // Most of a term's pairs: who looks for 创建集群 means 创建专有版集群 too.
  const hasMost = (text, term) => term.pairs.length > 1 && term.pairs.filter((pair) => text.includes(pair)).length >= term.pairs.length * 0.6;

  const inWords = (text, word) => {
    for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
      if (han.test(word[0]) || at === 0 || !/[\p{L}\p{N}]/u.test(text[at - 1])) return true;
    }
    return false;
  };

  // How well a term matches: 0 is the name itself, from 9 on it is only text.
  const quality = (entry, term) => {
    const at = entry.joined.indexOf(term.joined);
    if (at === 0) return entry.joined.length === term.joined.length ? 0 : 1;
    for (const beginning of entry.beginnings) {
      if (beginning > 0 && entry.joined.startsWith(term.joined, beginning)) return 2;
    }
    if (at > 0 && (term.joined.length > 2 || term.pairs.length)) return 3;
    if (term.pairs.length && term.pairs.every((pair) => entry.joined.includes(pair))) return 4;
    if (entry.rank === 3 && entry.joinedTitle.includes(term.joined)) return 5;
    if (inWords(entry.lead, term.word)) return 9;
    if (inWords(entry.lower, term.word)) return 10;
    if (term.word.length > 2 && entry.lower.includes(term.word)) return 11;
    if (hasMost(entry.lead, term)) return 12;
    if (hasMost(entry.lower, term)) return 13;
    return Infinity;
  };

  const order = (one, other) =>
    one.tier - other.tier || one.rank - other.rank || one.score - other.score || one.entry.label.length - other.entry.label.length || one.at - other.at;

  const find = (query) => {
    const wanted = terms(query);
    if (!wanted.length) return [];
    const found = [];
    all.forEach((entry, at) => {
      const qualities = wanted.map((term) => quality(entry, term));
      const score = qualities.reduce((sum, one) => sum + one, 0);
      // Names come before texts, and an operation's before a field's. What matches by its page's name only is no match.
      const isOfPage = qualities.every((one) => one === 5);
      if (score === Infinity || isOfPage) return;
      const isNamed = qualities.every((one) => one < 9);
      found.push({ entry, at, score, tier: isNamed ? entry.rank : 4, rank: entry.rank });
    });
    return found.length ? found.sort(order).map(({ entry }) => entry) : close(wanted);
  };

  // Where nothing has all of a query, what has most of it.
  const close = (wanted) => {
    const pieces = wanted.flatMap((term) => (term.pairs.length ? term.pairs : [term.word]));
    if (pieces.length < 2) return [];
    const found = all.map((entry, at) => {
      const text = `${plain(entry.label)} ${entry.joined} ${entry.lower}`;
      const has = pieces.filter((piece) => text.includes(piece)).length;
      return { entry, at, tier: -has, rank: entry.rank, score: 0 };
    });
    return found.filter(({ tier }) => -tier * 2 >= pieces.length).sort(order).map(({ entry }) => entry);
  };

  // A text around its first match, with the matches marked.
  const marked = (text, wanted, around) => {
    const lower = plain(text);
    const words = wanted.flatMap((term) => (term.pairs.length && !lower.includes(term.word) ? term.pairs : [term.word]));
    const fragment = document.createDocumentFragment();
    // Folded to another length, positions would not fit.
    if (lower.length !== text.length) {
      fragment.append(around ? text.slice(0, around * 3) : text);
      return fragment;
    }
    const first = Math.min(...words.map((word) => lower.indexOf(word)).filter((at) => at >= 0), lower.length);
    let at = around && first < lower.length ? Math.max(0, first - around) : 0;
    if (at > 0) {
      const space = text.indexOf(" ", at);
      at = space >= 0 && space < first ? space + 1 : at;
      fragment.append("…");
    }
    const end = around ? Math.min(text.length, at + around * 4) : text.length;
    while (at < end) {
      const next = words.map((word) => [lower.indexOf(word, at), word.length]).filter(([found]) => found >= 0 && found < end);
      const [found, length] = next.sort((one, other) => one[0] - other[0] || other[1] - one[1])[0] ?? [end, 0];
      fragment.append(text.slice(at, found));
      if (length) fragment.append(element("mark", {}, text.slice(found, found + length)));
      at = found + length;
    }
    if (end < text.length) fragment.append("…");
    return fragment;
  };

  const box = document.querySelector(".search");
  const [input, list, status] = [box.querySelector("input"), box.querySelector("[role=listbox]"), box.querySelector("[role=status]")];
  const words = { operation: say("Operation", "接口"), type: say("Type", "类型"), page: say("Page", "页面") };
  let current = -1;

  const option = (entry, index, wanted) => {
    const where = entry.kind === "entry" ? entry.title : words[entry.kind];
    const item = element("li", { role: "option", id: `result-${index}`, "aria-selected": "false", "data-kind": entry.kind });
    item.append(element("span", { class: "name" }, marked(entry.label, wanted)), element("span", { class: "where" }, where));
    // The first sentence, unless what was looked for is further down.
    const isFurther = wanted.some(({ word, joined }) => !entry.joined.includes(joined) && !entry.lead.includes(word));
    const text = isFurther ? entry.text : lead(entry.text);
    if (text) item.append(element("span", { class: "text" }, marked(text, wanted, 36)));
    item.dataset.address = root.dataset.root + entry.address;
    return item;
  };

  const select = (index) => {
    list.children[current]?.setAttribute("aria-selected", "false");
    current = index;
    const item = list.children[index];
    item?.setAttribute("aria-selected", "true");
    item?.scrollIntoView({ block: "nearest" });
    if (item) input.setAttribute("aria-activedescendant", item.id);
    else input.removeAttribute("aria-activedescendant");
  };

  const shut = () => {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    select(-1);
  };

  const show = () => {
    const query = input.value.trim();
    const found = query ? find(query) : [];
    list.replaceChildren(...found.slice(0, most).map((entry, index) => option(entry, index, terms(query))));
    current = -1;
    select(found.length ? 0 : -1);
    list.hidden = !found.length;
    input.setAttribute("aria-expanded", String(found.length > 0));
    status.textContent = !query ? "" : found.length ? say(`${found.length} results`, `${found.length} 个结果`) : say("Nothing found", "没有结果");
    status.classList.toggle("nothing", Boolean(query) && !found.length);
    list.scrollTop = 0;
  };

  const go = (item, apart) => {
    if (apart) {
      open(item.dataset.address);
      return;
    }
    shut();
    input.value = "";
    status.textContent = "";
    input.blur();
    location.href = item.dataset.address;
  };

  input.addEventListener("input", show);
  input.addEventListener("focus", () => { if (input.value) show(); });
  input.addEventListener("keydown", (event) => {
    const count = list.children.length;
    if (event.isComposing) return;
    if ((event.key === "ArrowDown" || event.key === "ArrowUp") && count) {
      event.preventDefault();
      if (list.hidden) show();
      else select((current + (event.key === "ArrowDown" ? 1 : -1) + count) % count);
    } else if (event.key === "Enter" && !list.hidden && list.children[current]) {
      event.preventDefault();
      go(list.children[current], event.ctrlKey || event.metaKey);
    } else if (event.key === "Escape") {
      event.preventDefault();
      if (list.hidden && !input.value) input.blur();
      input.value = "";
      show();
      shut();
    }
  });
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const item = event.target.closest("[role=option]");
    if (item) go(item, event.ctrlKey || event.metaKey);
  });
  box.addEventListener("focusout", (event) => {
    if (!box.contains(event.relatedTarget)) shut();
  });
  if (input.value) show();
}
