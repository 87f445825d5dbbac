// What the tests of pages share: Chromium, pages that are watched while they are open, and a look at accessibility.
//
// A test file is `NAME.test.mjs` in this folder; tests/browser.rs runs each of them, with these in its environment:
// TLSTRACE_BINARY (the program), TLSTRACE_PAGES (a folder of pages that it made), TLSTRACE_SCREENSHOTS, TLSTRACE_CHROMIUM.

import assert from "node:assert/strict";
import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const AXE = fs.readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync"];

/** Starts Chromium with a profile of its own. */
export const start = () => chromium.launch({ executablePath: process.env.TLSTRACE_CHROMIUM, headless: true, args: OPTIONS });

/** The address of a page that the program made. */
export const file = (name) => pathToFileURL(path.join(process.env.TLSTRACE_PAGES, name + ".html")).href;

/**
 * Opens an address, does something with the page, and wants that nothing went wrong meanwhile: no message in the console,
 * no error, no dialog, and no request to anywhere but `allowed`.
 */
export const visit = async (browser, url, options, act) => {
  const { width = 1280, height = 800, allowed = () => false, errors = () => false, ...context } = options;
  const session = await browser.newContext({ viewport: { width, height }, reducedMotion: "reduce", ...context });
  const page = await session.newPage();
  const wrong = [];
  page.on("console", (message) => wrong.push("console: " + message.text()));
  page.on("pageerror", (error) => wrong.push("error: " + error));
  page.on("dialog", (dialog) => { wrong.push("dialog: " + dialog.message()); dialog.dismiss(); });
  page.on("request", (request) => {
    const to = request.url();
    if (!to.startsWith("data:") && to.split("#")[0] !== url.split("#")[0] && !allowed(to)) wrong.push("request: " + to);
  });
  try {
    await page.goto(url);
    await act(page);
    assert.deepEqual(wrong.filter((what) => !errors(what)), []);
  } finally {
    await session.close();
  }
};

/** Wants no finding of axe-core that is serious or critical: of all its rules, or of these. */
export const accessible = async (page, what, rules = null) => {
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(AXE);
  const found = await page.evaluate((rules) => globalThis.axe.run(document, { resultTypes: ["violations"], ...(rules ? { runOnly: rules } : {}) }), rules);
  const grave = found.violations.filter((violation) => ["serious", "critical"].includes(violation.impact));
  const told = grave.map((violation) => violation.id + ": " + violation.nodes.slice(0, 3).map((node) => node.html.slice(0, 160) + " " + node.failureSummary).join(" | "));
  assert.deepEqual(told, [], what);
};

/** Wants that the page cannot be scrolled sideways. */
export const fits = async (page, what) => {
  const [wide, there] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
  assert.ok(wide <= there, `${what}: ${wide} wide, room for ${there}`);
};

/** Keeps a picture for people to look at. */
export const picture = async (page, name) => {
  fs.mkdirSync(process.env.TLSTRACE_SCREENSHOTS, { recursive: true });
  await page.screenshot({ path: path.join(process.env.TLSTRACE_SCREENSHOTS, name + ".png") });
};
