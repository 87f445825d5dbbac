// The lab's page in a browser: every switch by keyboard, a run beside the one before, lessons with a prediction.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { after, before, test } from "node:test";
import { accessible, fits, picture, start, visit } from "./browser.mjs";

let browser, lab, address;

before(async () => {
  browser = await start();
  lab = spawn(process.env.TLSTRACE_BINARY, ["lab", "--listen", "127.0.0.1:0"], { stdio: ["ignore", "pipe", "ignore"] });
  const [line] = await once(lab.stdout, "data");
  address = String(line).trim();
});

after(async () => {
  await browser.close();
  lab.kill("SIGINT");
  const [code] = await once(lab, "exit");
  assert.equal(code, 0, "the lab stops in good order");
});

const own = (to) => to.startsWith(address);
const open = (path, options, act) => visit(browser, address + path, { allowed: own, ...options }, act);
const walk = (page) => page.frameLocator("iframe[name=walk]");
const tabTo = async (page, is) => {
  for (let presses = 0; presses < 60; presses += 1) {
    if (await page.evaluate(is)) return;
    await page.keyboard.press("Tab");
  }
  assert.fail("Tab does not lead there");
};

test("every switch turns by keyboard, and the button runs", () => open("", {}, async (page) => {
  const names = await page.locator("select").evaluateAll((all) => all.map((one) => one.name));
  assert.ok(names.length > 10, names.join());
  for (const name of names) {
    await tabTo(page, `document.activeElement.name === ${JSON.stringify(name)}`);
    const first = await page.locator(`select[name="${name}"]`).inputValue();
    await page.keyboard.press("ArrowDown");
    assert.notEqual(await page.locator(`select[name="${name}"]`).inputValue(), first, name);
    await page.keyboard.press("ArrowUp");
    assert.equal(await page.locator(`select[name="${name}"]`).inputValue(), first, name);
  }
  await page.locator("select[name=client]").focus();
  for (let presses = 0; presses < 2; presses += 1) await page.keyboard.press("ArrowDown");
  await tabTo(page, "document.activeElement.tagName === 'BUTTON'");
  await page.keyboard.press("Enter");
  await page.waitForURL(/[?&]client=expired.*run=/);
  assert.match(await page.locator("#run").textContent(), /REFUSED by the server: the client's certificate expired/);
  assert.ok(await walk(page).locator(".card").count() > 10);
  await accessible(page, "a run");
}));

test("the next run stands beside the one before, at three depths", () => open("?client=expired", {}, async (page) => {
  await page.locator("button").click();
  await page.waitForURL(/run=/);
  await page.locator("select[name=client]").selectOption("good");
  assert.match(await page.locator("select[name=beside] option:checked").textContent(), /the run before: client=expired/);
  await page.locator("button").click();
  await page.waitForURL(/beside=client:expired/);
  assert.equal(await page.locator(".ends li").count(), 2);
  const lesson = walk(page);
  await lesson.locator("body").click({ position: { x: 5, y: 300 } });
  await page.keyboard.press("ArrowRight");
  assert.equal(await lesson.locator(".card.now").getAttribute("data-key"), "client_hello");
  await page.keyboard.press("Enter");
  assert.ok(await lesson.locator(".card.now table.fields").first().isVisible());
  await page.keyboard.press("Enter");
  assert.ok(await lesson.locator(".card.now table.bytes").first().isVisible());
  await picture(page, "lab");
}));

test("a lesson: predict, run, look, and why", () => open("lessons", {}, async (page) => {
  await accessible(page, "the list of lessons");
  await page.getByRole("link", { name: "TLS 1.3 says success, then fails" }).click();
  await page.getByRole("link", { name: "An expired certificate, in two versions" }).click();
  await page.locator("button").click();
  assert.ok(!page.url().includes("run="), "nothing runs before a prediction");
  await page.getByRole("radio", { name: "In TLS 1.2." }).check();
  await page.locator("button").click();
  await page.waitForURL(/prediction=1&run=/);
  assert.match(await page.locator("#answer").textContent(), /Not so\. It is: In TLS 1\.3\./);
  await page.getByRole("link", { name: "show it" }).first().click();
  await walk(page).locator(".card.now[data-key=client_finished]").waitFor();
  await accessible(page, "an experiment");
  await picture(page, "lab-lesson");
}));

test("fits a phone, and the dark", async () => {
  for (const colorScheme of ["light", "dark"]) {
    await open("?client=revoked", { width: 360, height: 780, colorScheme }, async (page) => {
      await fits(page, "the switches");
      await page.locator("button").click();
      await page.waitForURL(/run=/);
      await fits(page, "a run");
      await accessible(page, colorScheme);
    });
  }
  await open("lessons/same-mistake-eight-names/3", { width: 360, height: 780 }, async (page) => {
    await page.getByRole("radio").first().check();
    await page.locator("button").click();
    await page.waitForURL(/run=/);
    await fits(page, "a table");
  });
});

test("no other page can press the button, and the walk has no origin", () => open("", {}, async (page) => {
  await page.locator("button").click();
  await page.waitForURL(/run=/);
  const frame = page.frames().find((frame) => frame.url().includes("/runs/"));
  assert.equal(await frame.evaluate(() => globalThis.origin), "null");
  const stranger = await browser.newPage();
  await stranger.setContent(`<form method="post" action="${address}run"><button>run</button></form>`);
  const [answer] = await Promise.all([stranger.waitForResponse((answer) => answer.url().endsWith("/run")), stranger.locator("button").click()]);
  assert.equal(answer.status(), 403);
  await stranger.close();
}));
