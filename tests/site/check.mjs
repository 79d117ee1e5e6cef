// Looks at a built site without a browser: every link leads somewhere, every id is one, nothing comes from elsewhere and
// nothing that a spec says is more than text. `node check.mjs FOLDER [MAXIMUM OF BYTES]`
import { readFileSync, readdirSync, statSync } from "node:fs";
import { join, posix, relative } from "node:path";
import { parse } from "parse5";

const [folder, most = "10000000"] = process.argv.slice(2);
const mistakes = [];
const files = new Map();
for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
  const path = join(entry.parentPath ?? entry.path, entry.name);
  if (entry.isFile()) files.set(relative(folder, path).replaceAll("\\", "/"), path);
}

// An element with its attributes, in the order of the page.
function* elements(node) {
  for (const child of node.childNodes ?? []) {
    if (child.tagName) yield { name: child.tagName, node: child, ...Object.fromEntries(child.attrs.map(({ name, value }) => [`@${name}`, value])) };
    yield* elements(child);
  }
}

function text(node) {
  return node.nodeName === "#text" ? node.value : (node.childNodes ?? []).map(text).join("");
}

const pages = new Map();
for (const [path, file] of files) {
  if (!path.endsWith(".html")) continue;
  const all = [...elements(parse(readFileSync(file, "utf8")))];
  const ids = new Set();
  for (const element of all) {
    const id = element["@id"];
    if (id === undefined) continue;
    if (ids.has(id)) mistakes.push(`${path}: the id \`${id}\` twice`);
    ids.add(id);
  }
  pages.set(path, { all, ids });
}

// A page or a file of the site, and an anchor on it.
function resolve(from, address) {
  const [path, anchor] = address.split("#");
  const to = path === "" ? from : posix.normalize(posix.join(posix.dirname(from), decodeURIComponent(path)));
  if (!files.has(to)) return `leads to no file`;
  if (anchor && pages.has(to) && !pages.get(to).ids.has(decodeURIComponent(anchor))) return `leads to no anchor`;
  return null;
}

const OURS = ["navigation", "toc", "book", "highlight"];
for (const [path, { all, ids }] of pages) {
  const language = path.includes("/") ? path.split("/")[0] : null;
  for (const element of all) {
    const say = (what) => mistakes.push(`${path}: <${element.name}>: ${what}`);
    for (const key of Object.keys(element).filter((key) => key.startsWith("@"))) {
      const value = element[key];
      if (/^@on/.test(key)) say(`\`${key.slice(1)}\` runs a script`);
      if (["@href", "@src", "@action", "@xlink:href", "@data-index", "@poster"].includes(key) && !value.startsWith("data:")) {
        if (/^[a-z][a-z0-9+.-]*:|^\/\//i.test(value)) say(`\`${value}\` is somewhere else`);
        else {
          const mistake = resolve(path, value);
          if (mistake) say(`\`${value}\` ${mistake}`);
        }
      }
      if (["@aria-controls", "@aria-labelledby", "@aria-describedby", "@for"].includes(key)) {
        for (const id of value.split(/\s+/)) if (!ids.has(id)) say(`\`${key.slice(1)}\` names \`${id}\`, which is not there`);
      }
    }
    const { name } = element;
    if (name === "html" && language && all.some(({ name }) => name === "main") && element["@lang"] !== language) say(`lang is \`${element["@lang"]}\``);
    if (["iframe", "object", "embed", "form", "base", "audio", "video"].includes(name)) say("does not belong here");
    if (name === "script" && !OURS.some((file) => new RegExp(`(^|/)${file}-[0-9a-f]+\\.js$`).test(element["@src"] ?? ""))) say("is a script of nobody's");
    if (name === "script" && text(element.node).trim()) say("holds a script");
    if (name === "a" && "@href" in element && !text(element.node).trim() && !element["@aria-label"]) say(`\`${element["@href"]}\` has no text`);
    if (name === "img" && !("@alt" in element)) say("has no alt");
  }
  if (all.filter(({ name }) => name === "h1").length !== 1 && all.some(({ name }) => name === "main") && language) {
    mistakes.push(`${path}: not one h1`);
  }
}

// The same pages with the same anchors in both languages. Those that a title makes have no dot.
const anchors = (path) => [...pages.get(path).ids].filter((id) => id.includes(".")).join(" ");
for (const path of pages.keys()) {
  if (!/^(en|zh)\//.test(path) || path.endsWith("/toc.html")) continue;
  const other = path.replace(/^../, path.startsWith("en/") ? "zh" : "en");
  if (!pages.has(other)) mistakes.push(`${path}: not there in the other language`);
  else if (anchors(path) !== anchors(other)) mistakes.push(`${path}: other anchors in the other language`);
}

// What is found is there.
for (const [path, file] of files) {
  if (/\.css$/.test(path) && /@import|url\(\s*["']?(?!data:)/.test(readFileSync(file, "utf8"))) mistakes.push(`${path}: asks for something`);
  if (!/\/search-[0-9a-f]+\.js$/.test(path)) continue;
  const script = readFileSync(file, "utf8");
  const [addresses, entries] = JSON.parse(`[${script.slice(script.indexOf("(") + 1, script.lastIndexOf(")"))}]`);
  for (const [page, anchor] of entries) {
    const mistake = resolve(path, addresses[page][0] + (anchor && `#${anchor}`));
    if (mistake) mistakes.push(`${path}: \`${addresses[page][0]}#${anchor}\` ${mistake}`);
  }
  for (const built of pages.keys()) {
    const inside = relative(posix.dirname(path), built);
    const made = /(^|\/)(index|toc|all)\.html$/.test(inside) || inside.startsWith("..");
    if (!made && !addresses.some(([address]) => address === inside)) mistakes.push(`${built}: cannot be found`);
  }
}

// So is what the lists for language models name, which is all of it.
for (const [list, language] of [["llms.txt", "en"], ["llms.zh.txt", "zh"]]) {
  if (!files.has(list)) { mistakes.push(`${list}: not there`); continue; }
  const listed = [...readFileSync(files.get(list), "utf8").matchAll(/(?<!\\)\]\(([^)]+)\)/g)].map(([, address]) => address);
  for (const address of listed) {
    const mistake = resolve(list, address);
    if (mistake) mistakes.push(`${list}: \`${address}\` ${mistake}`);
  }
  for (const path of pages.keys()) {
    if (path.startsWith(`${language}/`) && !/^..\/(toc|README)\.html$|\/index\.html$/.test(path) && !listed.includes(path)) mistakes.push(`${list}: ${path} is missing`);
  }
}

const size = [...files.values()].reduce((sum, file) => sum + statSync(file).size, 0);
if (size > Number(most)) mistakes.push(`${size} bytes are more than ${most}`);
if (pages.size < 10) mistakes.push(`only ${pages.size} pages were looked at`);
mistakes.slice(0, 40).forEach((mistake) => console.error(mistake));
const links = [...pages.values()].flatMap(({ all }) => all).filter((element) => "@href" in element).length;
console.log(`${pages.size} pages, ${links} links, ${(size / 1e6).toFixed(1)} MB: ${mistakes.length} mistakes`);
process.exit(mistakes.length ? 1 : 0);
