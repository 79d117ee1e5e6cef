// The page of a running mock in a browser: `MOCK=URL LOCKED=URL SHOTS=FOLDER node --test mock.test.mjs`. The mock knows the
// key testid:testsecret; the one at LOCKED asks for the token `open sesame`. Every test also sees that nothing is asked for
// outside of the mock, and that no script fails.
import { after, before, beforeEach, test } from "node:test";
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { chromium } from "playwright-core";

const { MOCK: mock, LOCKED: locked, SHOTS: shots } = process.env;
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const SECTIONS = ["resources", "journal", "signature", "faults", "about"];
const NARROW = { width: 375, height: 812 };

let browser;

before(async () => {
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
  mkdirSync(shots, { recursive: true });
});

after(() => browser?.close());

beforeEach(async () => {
  await tell("POST", "reset", {});
  await tell("DELETE", "faults");
  await tell("DELETE", "failures");
  await tell("DELETE", "journal");
  await tell("POST", "clock", { follow: true, speed: 1, resume: true });
});

async function tell(method, path, body) {
  const answer = await fetch(`${mock}/_mock/${path}`, { method, body: body && JSON.stringify(body), headers: { "Content-Type": "application/json" } });
  assert.ok(answer.ok, `${method} ${path}: ${await answer.clone().text()}`);
  return answer.json();
}

// A call as the guide signs it.
async function call(path, secret = "testsecret") {
  const { now } = await tell("GET", "clock");
  const date = new Date(now).toUTCString();
  const signed = `GET\napplication/json\n\n\n${date}\nx-acs-version:2015-12-15\n${path}`;
  const signature = createHmac("sha1", secret).update(signed).digest("base64");
  const headers = { Accept: "application/json", Date: date, "x-acs-version": "2015-12-15", Authorization: `acs testid:${signature}` };
  return fetch(mock + path, { headers });
}

async function visit(hash, work, { url = mock, size = { width: 1280, height: 900 }, scheme = "light", expected = [] } = {}) {
  const visitor = await browser.newContext({ viewport: size, colorScheme: scheme, reducedMotion: "reduce" });
  const page = await visitor.newPage();
  const wrong = [];
  page.on("pageerror", (error) => wrong.push(error.message));
  page.on("console", (message) => { if (message.type() === "error" && !expected.some((known) => message.text().includes(known))) wrong.push(message.text()); });
  page.on("request", (request) => { if (!request.url().startsWith(url) && !request.url().startsWith("data:")) wrong.push(`asks for ${request.url()}`); });
  try {
    await page.goto(`${url}/_mock/#${hash}`);
    await work(page);
    assert.deepEqual(wrong, []);
  } finally {
    await visitor.close();
  }
}

const seed = (name, more = {}) => tell("POST", "seed", { kind: "cluster", with: { name, ...more } });

test("what is kept is shown, and changes as time passes", async () => {
  await seed("demo");
  await visit("resources", async (page) => {
    const cluster = page.locator("#things tr", { hasText: "demo" });
    await cluster.getByText("initial", { exact: true }).waitFor();
    await cluster.getByText(/running in \d/).waitFor();
    await page.locator("#lifecycle svg text", { hasText: "initial · 1" }).waitFor();
    await page.getByRole("button", { name: "+10 min" }).click();
    await cluster.getByText("running", { exact: true }).waitFor();
    await page.locator("#lifecycle svg text", { hasText: "running · 1" }).waitFor();
    // What comes while the page is open is shown without a reload.
    await seed("second");
    await page.locator("#things tr", { hasText: "second" }).waitFor();
    await page.locator("#kinds").getByRole("button", { name: /^log/ }).click();
    await page.locator("#things tr").first().waitFor();
    await page.getByRole("button", { name: "Reset tenant" }).click();
    await page.locator("#kinds").getByRole("button", { name: /^cluster/ }).click();
    await page.getByText("There is no cluster yet.").waitFor();
  });
});

test("the clock stands still when it is told to, and runs again", async () => {
  await visit("resources", async (page) => {
    await page.getByRole("button", { name: "Freeze" }).click();
    await page.locator("#pace", { hasText: "frozen" }).waitFor();
    assert.equal((await tell("GET", "clock")).frozen, true);
    await page.getByRole("button", { name: "Run", exact: true }).click();
    await page.locator("#pace", { hasText: "1×" }).waitFor();
    assert.equal((await tell("GET", "clock")).frozen, false);
    await page.getByLabel("Speed").selectOption("600");
    await page.locator("#pace", { hasText: "600×" }).waitFor();
  });
});

test("a thing's fields can be read", async () => {
  // A name could not be that.
  await seed("hostile", { vpc_id: "<img src=x onerror=alert(1)>" });
  await visit("resources", async (page) => {
    await page.locator("#things button").first().click();
    await page.getByRole("dialog").getByText("<img src=x onerror=alert(1)>").waitFor();
    assert.equal(await page.locator("main img").count(), 0);
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "hidden" });
  });
});

test("the journal shows the verdict of each call, and explains a signature", async () => {
  assert.equal((await call("/api/v1/clusters")).status, 200);
  assert.equal((await call("/quota", "another")).status, 403);
  await visit("journal", async (page) => {
    const good = page.locator("#calls tr", { hasText: "DescribeClustersV1" });
    await good.getByText("200").waitFor();
    const bad = page.locator("#calls tr", { hasText: "SignatureDoesNotMatch" }).first();
    await bad.getByText("403").waitFor();
    await page.getByLabel("refused only").check();
    await good.waitFor({ state: "detached" });
    await bad.getByRole("button").click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("x-acs-version:2015-12-15", { exact: true }).waitFor();
    await dialog.getByText(/^curl -X GET/).waitFor();
    await dialog.getByText(/^client\.describe_user_quota\(/).waitFor();
    await dialog.getByRole("button", { name: "Explain this signature" }).click();
    await page.getByRole("button", { name: "Explain", exact: true }).click();
    await page.getByText("The signature is wrong").waitFor();
    await page.getByText("Likely cause:").waitFor();
    await page.locator("#verdict .lines li", { hasText: "x-acs-version:2015-12-15" }).waitFor();
  });
});

test("the first line that differs is shown beside the client's", async () => {
  const signed = "GET\napplication/json\n\n\nThu, 26 Nov 2026 06:45:26 GMT\n/quota";
  const signature = createHmac("sha1", "testsecret").update(signed).digest("base64");
  await visit("signature", async (page) => {
    await page.getByLabel(/A request as it was sent/).fill(
      `GET /quota HTTP/1.1\nHost: mock\nAccept: application/xml\nDate: Thu, 26 Nov 2026 06:45:26 GMT\nAuthorization: acs testid:${signature}`);
    await page.getByLabel(/The string that the client signed/).fill(signed);
    await page.getByRole("button", { name: "Explain", exact: true }).click();
    const differing = page.locator("#verdict li.differs");
    assert.equal((await differing.textContent()).trim(), "application/xml");
    assert.equal((await page.locator("#verdict li.client").textContent()).trim(), "application/json");
  });
});

test("faults are added, counted and removed", async () => {
  await visit("faults", async (page) => {
    await page.locator("#faults").getByLabel("Operation").fill("Describe*");
    await page.getByLabel("Fault", { exact: true }).selectOption({ label: "throttled: 429, Retry-After 3 s" });
    await page.getByRole("button", { name: "Add" }).click();
    const fault = page.locator("#fault-list tr", { hasText: "Describe*" });
    await fault.waitFor();
    assert.equal((await call("/api/v1/clusters")).status, 429);
    assert.equal((await call("/api/v1/clusters")).status, 200);
    await fault.locator("td").nth(3).getByText("1").waitFor();
    await fault.getByRole("button", { name: /^Remove/ }).click();
    await fault.waitFor({ state: "detached" });
  });
});

test("a transition fails when it is told to", async () => {
  await seed("doomed");
  await visit("faults", async (page) => {
    await page.getByLabel("Transition").selectOption({ label: "cluster to running" });
    await page.getByRole("button", { name: "Fail the next" }).click();
    await page.locator("#failure-list li", { hasText: "cluster to running" }).waitFor();
    await page.getByRole("button", { name: "+10 min" }).click();
    await page.getByRole("link", { name: "Resources" }).click();
    await page.locator("#things tr", { hasText: "doomed" }).getByText("failed", { exact: true }).waitFor();
  });
});

test("a mistake is shown, and goes away", async () => {
  await visit("signature", async (page) => {
    await page.getByLabel(/A request as it was sent/).fill("nonsense");
    await page.getByRole("button", { name: "Explain", exact: true }).click();
    await page.getByRole("alert").waitFor();
    assert.ok((await page.getByRole("alert").textContent()).length > 10);
  }, { expected: ["400"] });
});

test("a mock with a token asks for it", async () => {
  await visit("resources", async (page) => {
    await page.getByLabel("The mock was started with a token").fill("open sesame");
    await page.getByRole("button", { name: "Use it" }).click();
    await page.locator("#kinds button").first().waitFor();
    await page.getByRole("alert").waitFor({ state: "hidden" });
  }, { url: locked, expected: ["401"] });
});

for (const scheme of ["light", "dark"]) {
  test(`every section can be used by everybody: ${scheme}`, async () => {
    await seed("demo");
    await call("/api/v1/clusters");
    await call("/quota", "another");
    await tell("POST", "faults", { operation: "Create*", status: 500 });
    for (const section of SECTIONS) {
      for (const size of [{ width: 1280, height: 900 }, NARROW]) {
        await visit(section, async (page) => {
          await page.locator("#kinds button, #calls tr, #fault-list tr, #api-list tr, #explain").first().waitFor({ state: "attached" });
          await page.locator(`#${section}`).waitFor();
          await page.waitForFunction(() => document.querySelector("#now").textContent.includes("UTC"));
          await page.screenshot({ path: join(shots, `mock-${section}-${scheme}-${size.width}.png`), fullPage: true });
          const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
          assert.equal(overflow, 0, `${section} scrolls sideways`);
          await page.evaluate(axe);
          const { violations } = await page.evaluate(() => window.axe.run());
          assert.deepEqual(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)]), [], section);
        }, { scheme, size });
      }
    }
  });
}

test("dark or light is remembered", async () => {
  const visitor = await browser.newContext({ colorScheme: "light" });
  const page = await visitor.newPage();
  const theme = () => page.evaluate(() => document.documentElement.dataset.theme);
  await page.goto(`${mock}/_mock/`);
  assert.equal(await theme(), "light");
  await page.getByRole("button", { name: "Dark or light" }).click();
  assert.equal(await theme(), "dark");
  await page.reload();
  assert.equal(await theme(), "dark");
  await visitor.close();
});
