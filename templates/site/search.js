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
