// The built site in a browser: `SITE=FOLDER SHOTS=FOLDER node --test browser.test.mjs`. Every test also sees that
// nothing is asked for outside of the site, and that no script fails.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { mkdirSync, readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import { serve } from "./serve.mjs";

const folder = process.env.SITE;
const shots = process.env.SHOTS;
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const WIDE = { width: 1400, height: 900 };
const NARROW = { width: 375, height: 812 };

let site;
let browser;

before(async () => {
  site = await serve(folder);
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
});

after(async () => {
  await browser?.close();
  site?.stop();
});

// A page of a browser that has never been here. `visit` ends with what went wrong on it.
async function visit(path, work, { size = WIDE, scheme = "light", language, context = {} } = {}) {
  const visitor = await browser.newContext({ viewport: size, colorScheme: scheme, reducedMotion: "reduce", bypassCSP: false, ...context });
  const page = await visitor.newPage();
  const wrong = [];
  page.on("pageerror", (error) => wrong.push(error.message));
  page.on("console", (message) => { if (message.type() === "error") wrong.push(message.text()); });
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(site.address) && !url.startsWith("file:") && !url.startsWith("data:")) wrong.push(`asks for ${url}`);
  });
  page.on("response", (response) => { if (response.status() >= 400) wrong.push(`${response.status()} ${response.url()}`); });
  try {
    await page.goto(/^\w+:/.test(path) ? path : `${site.address}/${path}`);
    await work(page, visitor);
    assert.deepEqual(wrong, []);
  } finally {
    await visitor.close();
  }
}

// One page of each kind: all those about a service or everything, some operations, and a type.
function kinds() {
  const list = (path) => readdirSync(join(folder, path), { withFileTypes: true });
  const names = (path) => list(path).filter((entry) => entry.isFile() && entry.name.endsWith(".html") && !/^(index|toc)\.html$/.test(entry.name)).map(({ name }) => name);
  const found = names("en");
  const services = list("en").filter((entry) => entry.isDirectory() && !["css", "fonts"].includes(entry.name));
  services.forEach((service, index) => {
    const inside = `en/${service.name}`;
    if (index === 0) found.push(...names(inside).map((name) => `${service.name}/${name}`));
    for (const group of list(inside).filter((entry) => entry.isDirectory()).slice(0, index ? 1 : 2)) {
      found.push(`${service.name}/${group.name}/${names(`${inside}/${group.name}`).find((name) => name !== "README.html")}`);
    }
    if (readdirSync(join(folder, inside)).includes("types")) {
      found.push(`${service.name}/types/README.html`, `${service.name}/types/${names(`${inside}/types`).find((name) => name !== "README.html")}`);
    }
  });
  return [...new Set([...found, ...(process.env.ALSO ?? "").split(" ").filter(Boolean)])].filter((path) => !path.includes("undefined"));
}

const shortly = { timeout: 5000 };
const address = (page) => page.evaluate(() => location.pathname + location.hash);

test("the choice of the language leads to both", async () => {
  await visit("", async (page) => {
    for (const [language, name] of [["en", "English"], ["zh", "中文"]]) {
      await page.goto(`${site.address}/`);
      await page.getByText(name).click();
      assert.equal(await page.getAttribute("html", "lang"), language);
    }
  });
});

for (const { language, query, first, holds } of JSON.parse(readFileSync(new URL(process.env.SEARCHES ?? "searches.json", import.meta.url), "utf8"))) {
  test(`search in ${language}: ${query}`, async () => {
    await visit(`${language}/README.html`, async (page) => {
      await page.keyboard.press("/");
      await page.keyboard.insertText(query);
      const results = page.getByRole("option");
      await results.first().waitFor(shortly);
      const addresses = await results.evaluateAll((all) => all.map((one) => one.dataset.address));
      if (first) assert.equal(addresses[0], first);
      if (holds) assert.ok(addresses.includes(holds), addresses.join("\n"));
    });
  });
}

test("search is used with the keyboard alone", async () => {
  await visit("en/README.html", async (page) => {
    const box = page.getByRole("combobox");
    await page.keyboard.press("s");
    await page.keyboard.type("cluster");
    await page.getByRole("option").first().waitFor(shortly);
    assert.equal(await box.getAttribute("aria-expanded"), "true");
    const selected = () => page.locator("[role=option][aria-selected=true]").evaluateAll((all) => all.map(({ id }) => id));
    assert.deepEqual(await selected(), ["result-0"]);
    await page.keyboard.press("ArrowDown");
    assert.deepEqual(await selected(), ["result-1"]);
    assert.equal(await box.getAttribute("aria-activedescendant"), "result-1");
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("ArrowUp");
    assert.notDeepEqual(await selected(), ["result-0"]);
    await page.keyboard.press("Escape");
    assert.equal(await box.getAttribute("aria-expanded"), "false");
    assert.equal(await box.inputValue(), "");
    await page.keyboard.type("zzzzqqq");
    await page.getByRole("status").getByText("Nothing found").waitFor(shortly);
    await box.fill("CreateClu");
    await page.getByRole("option").first().waitFor(shortly);
    await page.keyboard.press("Enter");
    await page.waitForURL("**/CreateCluster.html", shortly);
  });
});

test("the search is not loaded before it is wanted", async () => {
  await visit("en/README.html", async (page) => {
    const loaded = () => page.evaluate(() => performance.getEntriesByType("resource").some(({ name }) => name.includes("/search-")));
    assert.equal(await loaded(), false);
    await page.keyboard.press("/");
    await page.waitForFunction(() => performance.getEntriesByType("resource").some(({ name }) => name.includes("/search-")), null, shortly);
  });
});

test("a field that is found is in view, and what it is folded into is open", async () => {
  await visit("en/README.html", async (page) => {
    await page.keyboard.press("/");
    await page.keyboard.type("auto_snapshot_policy_id CreateCluster");
    await page.getByRole("option").first().waitFor(shortly);
    await page.keyboard.press("Enter");
    await page.waitForURL("**/CreateCluster.html#body.worker_data_disks.auto_snapshot_policy_id", shortly);
    const place = page.locator(".arrived");
    await place.waitFor(shortly);
    assert.ok(await place.evaluate((one) => one.getBoundingClientRect().top < innerHeight && one.getBoundingClientRect().top >= 50));
  });
});

test("the language is switched in place, and back", async () => {
  await visit("en/ack/clusters/CreateCluster.html#at.response", async (page) => {
    await page.getByRole("link", { name: "中文", exact: true }).click();
    await page.waitForURL("**/zh/ack/clusters/CreateCluster.html#at.response", shortly);
    assert.equal(await page.getAttribute("html", "lang"), "zh");
    await page.getByRole("link", { name: "English", exact: true }).click();
    await page.waitForURL("**/en/ack/clusters/CreateCluster.html#at.response", shortly);
  });
});

test("tabs follow the arrows, and the chosen one is remembered on the next page", async () => {
  await visit("en/ack/clusters/CreateCluster.html", async (page, visitor) => {
    const tabs = page.getByRole("tablist").filter({ hasText: "Rust" }).getByRole("tab");
    assert.ok((await tabs.count()) >= 5, "a tab for each language");
    const chosen = () => page.getByRole("tablist").filter({ hasText: "Rust" }).locator("[aria-selected=true]").textContent();
    await tabs.first().focus();
    await page.keyboard.press("End");
    assert.equal(await chosen(), await tabs.last().textContent());
    await page.keyboard.press("ArrowRight");
    assert.equal(await chosen(), await tabs.first().textContent());
    await page.keyboard.press("ArrowLeft");
    const last = await tabs.last().textContent();
    assert.equal(await chosen(), last);
    const panel = page.locator(`#${await tabs.last().getAttribute("aria-controls")}`);
    assert.ok(await panel.isVisible());
    assert.equal(await page.locator("[role=tabpanel]:visible").filter({ has: page.locator("code") }).count(), await page.getByRole("tablist").count());
    await page.goto(`${site.address}/zh/ack/clusters/DeleteCluster.html`);
    assert.equal(await chosen(), last);
    const kept = await page.evaluate(() => Object.keys(localStorage));
    assert.deepEqual(kept, ["tabs"]);
    assert.deepEqual(await visitor.cookies(), []);
  });
});

test("the theme follows the system until another is chosen", async () => {
  await visit("en/README.html", async (page) => {
    const dark = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const button = page.getByRole("button", { name: "Dark theme" });
    const light = await dark();
    await page.emulateMedia({ colorScheme: "dark" });
    assert.notEqual(await dark(), light);
    assert.equal(await button.getAttribute("aria-pressed"), "true");
    await button.click();
    assert.equal(await dark(), light);
    await page.reload();
    assert.equal(await dark(), light);
    assert.equal(await button.getAttribute("aria-pressed"), "false");
    await button.click();
    assert.notEqual(await dark(), light);
    assert.equal(await page.evaluate(() => localStorage.length), 0);
  });
});

test("on a narrow screen the tree of pages opens and closes", async () => {
  await visit("en/README.html", async (page) => {
    const tree = page.getByRole("navigation", { name: "Pages" });
    assert.equal(await tree.isVisible(), false);
    await page.getByRole("button", { name: "Navigation" }).click();
    assert.ok(await tree.isVisible());
    await page.keyboard.press("Escape");
    assert.equal(await tree.isVisible(), false);
    await page.getByRole("button", { name: "Navigation" }).click();
    await tree.getByRole("link", { name: "CreateCluster", exact: false }).first().click();
    await page.waitForURL("**/CreateCluster.html", shortly);
    assert.equal(await tree.isVisible(), false);
  }, { size: NARROW });
});

test("a block of code is copied as it is", async () => {
  await visit("en/ack/clusters/DeleteCluster.html", async (page) => {
    const block = page.locator(".block").first();
    await block.hover();
    await block.getByRole("button", { name: "Copy" }).click();
    await block.getByText("Copied").waitFor(shortly);
    const text = await block.locator("code").textContent();
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), text.replace(/\n$/, ""));
  }, { context: { permissions: ["clipboard-read", "clipboard-write"] } });
});

test("pages work from the disk", async () => {
  await visit(pathToFileURL(join(folder, "en/README.html")).href, async (page) => {
    await page.keyboard.press("/");
    await page.keyboard.type("DeleteCluster");
    await page.getByRole("option").first().waitFor(shortly);
    await page.keyboard.press("Enter");
    await page.waitForURL("**/DeleteCluster.html", shortly);
    await page.getByRole("tablist").first().waitFor(shortly);
  });
});

test("without a script everything is there to read", async () => {
  await visit("zh/ack/clusters/CreateCluster.html", async (page) => {
    for (const language of ["language-rust", "language-python", "language-json"]) {
      assert.ok(await page.locator(`code.${language}`).first().isVisible(), language);
    }
    await page.locator("main").getByRole("link", { name: "English" }).first().click();
    assert.match(await address(page), /\/en\/ack\/clusters\/CreateCluster\.html/);
  }, { context: { javaScriptEnabled: false } });
});

test("on paper there is what the page says, all of it", async () => {
  await visit("en/ack/clusters/CreateCluster.html", async (page) => {
    await page.emulateMedia({ media: "print" });
    assert.equal(await page.locator(".bar").isVisible(), false);
    for (const panel of await page.locator("[role=tabpanel]").all()) assert.ok(await panel.isVisible());
  });
});

// Run by the debugger, it needs no leave of the page.
async function violations(page) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
  return violations.flatMap(({ id, help, nodes }) => nodes.slice(0, 3).map(({ target, failureSummary }) => `${id}: ${help}: ${target.join(" ")}\n${failureSummary}`));
}

// What is no page of the reference, and what is open only when it is asked for.
const OTHERS = [
  ["the choice of the language", "", async () => {}],
  ["the list of all pages", "en/toc.html", async () => {}],
  ["the list that was searched for", "en/README.html", async (page) => {
    await page.keyboard.press("/");
    await page.keyboard.type("cluster");
    await page.getByRole("option").first().waitFor(shortly);
  }],
  ["the tree of pages on a narrow screen", "zh/README.html", (page) => page.getByRole("button", { name: "导航" }).click(), { size: NARROW }],
];
for (const [name, path, open, options] of OTHERS) {
  for (const scheme of ["light", "dark"]) {
    test(`${name}, ${scheme}: nothing is in a reader's way`, async () => {
      await visit(path, async (page) => {
        await open(page);
        assert.deepEqual(await violations(page), []);
      }, { scheme, ...options });
    });
  }
}

// A drawing is a page of its own, which cannot see what was chosen: the browser tells it.
test("a drawing fits the theme that was chosen, whatever the system's is", async () => {
  for (const scheme of ["light", "dark"]) {
    await visit("en/ack/lifecycles.html", async (page) => {
      await page.getByRole("button", { name: "Dark theme" }).click();
      const shot = (await page.locator("main img").first().screenshot()).toString("base64");
      const other = await page.context().newPage();
      const bright = await other.evaluate(async (data) => {
        const bitmap = await createImageBitmap(await (await fetch(`data:image/png;base64,${data}`)).blob());
        const canvas = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d");
        canvas.drawImage(bitmap, 0, 0);
        return canvas.getImageData(bitmap.width / 2, bitmap.height - 6, 1, 1).data[0] > 127;
      }, shot);
      assert.equal(bright, scheme === "dark");
    }, { scheme });
  }
});

test("a drawing stays large enough to be read on a narrow screen", async () => {
  await visit("en/ack/lifecycles.html", async (page) => {
    const drawing = page.locator("main img").first();
    assert.ok((await drawing.boundingBox()).width > NARROW.width);
    const scrolls = await drawing.evaluate((image) => {
      const around = image.closest("p");
      return around.tabIndex === 0 && around.scrollWidth > around.clientWidth;
    });
    assert.ok(scrolls, "it can be scrolled to its end, with the keyboard too");
  }, { size: NARROW });
});

for (const path of kinds()) {
  for (const scheme of ["light", "dark"]) {
    for (const [language, size] of scheme === "light" ? [["en", WIDE], ["zh", NARROW]] : [["en", NARROW], ["zh", WIDE]]) {
      const name = `${path.replace(/\.html$/, "").replaceAll("/", "-")}-${language}-${scheme}-${size.width}`;
      test(`${name}: nothing is in a reader's way`, async () => {
        await visit(`${language}/${path}`, async (page) => {
          if (shots) {
            mkdirSync(shots, { recursive: true });
            await page.screenshot({ path: join(shots, `${name}.png`) });
          }
          const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
          assert.ok(wide <= 0, `${wide} pixels wider than the screen`);
          assert.deepEqual(await violations(page), []);
        }, { size, scheme });
      });
    }
  }
}
