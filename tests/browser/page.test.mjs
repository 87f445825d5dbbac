// The page that `--format html` writes, as a reader has it: opened from disk.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { after, before, test } from "node:test";
import { accessible, file, fits, picture, start, visit } from "./browser.mjs";

let browser;
before(async () => { browser = await start(); });
after(() => browser.close());

const open = (name, options, act) => visit(browser, file(name.split("#")[0]) + (name.includes("#") ? "#" + name.split("#")[1] : ""), options, act);
const key = (page) => page.locator(".card.now").getAttribute("data-key");
const press = async (page, ...keys) => { for (const one of keys) await page.keyboard.press(one); };
const hash = (page) => page.evaluate(() => location.hash);

test("opens from disk, small, one step at a time", () => open("lesson", {}, async (page) => {
  assert.ok(fs.statSync(fileURLToPath(file("lesson"))).size < 1_000_000, "1 MB");
  assert.match(await page.title(), /tls beside mtls/);
  assert.equal(await page.locator(".card:visible").count(), 1);
  assert.equal(await key(page), "overview");
  assert.equal(await page.locator(".verdict:visible").count(), 2);
}));

test("every step by keyboard alone", () => open("lesson", {}, async (page) => {
  const keys = await page.locator(".card").evaluateAll((cards) => cards.map((card) => card.dataset.key));
  assert.ok(keys.length > 15 && new Set(keys).size === keys.length, keys.join());
  for (const [index, name] of keys.entries()) {
    assert.equal(await key(page), name);
    assert.equal(await hash(page), index === 0 ? "" : "#mtls/" + name);
    assert.ok(await page.locator(".card.now h2").isVisible(), name);
    const drawn = await page.locator(".diagram.s1 .row:visible").count();
    if (index > 0) assert.ok(drawn <= index, `${drawn} rows are drawn at step ${index}`);
    assert.equal(await page.locator(".contents a[aria-current=step]").count(), 1);
    await press(page, "ArrowRight");
  }
  assert.equal(await key(page), keys.at(-1), "the last step stays");
  await press(page, "k");
  assert.equal(await key(page), keys.at(-2));
  await press(page, "Home");
  assert.equal(await key(page), "overview");
  await page.locator("[data-action=next]").focus();
  await press(page, "Enter");
  assert.equal(await key(page), keys[1], "by Tab and Enter");
  assert.match(await page.locator("[role=status]").textContent(), /Step 1 of \d+: ClientHello, from the client/);
  await press(page, "g");
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "ClientHello", "the list of steps has the focus");
}));

test("three depths, by key and by click", () => open("lesson#mtls/certificate_request", {}, async (page) => {
  const seen = async () => [".card.now table.fields", ".card.now table.bytes"].map(async (table) => page.locator(table).first().isVisible());
  const depths = async () => Promise.all(await seen());
  assert.deepEqual(await depths(), [false, false]);
  await press(page, "Enter");
  assert.deepEqual(await depths(), [true, false]);
  await press(page, "Enter");
  assert.deepEqual(await depths(), [true, true]);
  assert.equal(await hash(page), "#mtls/certificate_request/bytes");
  await press(page, "Escape", "Escape");
  assert.deepEqual(await depths(), [false, false]);
  await page.locator("button[data-depth=bytes]").click();
  assert.deepEqual(await depths(), [true, true]);
  assert.equal(await page.locator("button[data-depth=bytes]").getAttribute("aria-pressed"), "true");
}));

test("every byte has a name", () => open("lesson#mtls/client_hello/bytes", {}, async (page) => {
  const nameless = await page.locator("table.bytes tr").evaluateAll((rows) =>
    rows.filter((row) => row.cells[0]?.tagName === "TD" && row.cells[1].textContent.trim() === "").length);
  assert.equal(nameless, 0);
}));

test("permalinks restore column, step and depth", async () => {
  await open("lesson#mtls/certificate_request/bytes", {}, async (page) => {
    assert.equal(await key(page), "certificate_request");
    assert.ok(await page.locator(".card.now table.bytes").first().isVisible());
    await press(page, "1", "ArrowRight");
    await page.goBack();
    assert.equal(await key(page), "certificate_request", "back is the step before");
  });
  await open("lesson#tls/server_hello/fields", { width: 360 }, async (page) => {
    assert.equal(await key(page), "server_hello");
    assert.equal(await page.locator("html").getAttribute("data-side"), "0");
    assert.ok(await page.locator(".card.now table.fields").isVisible());
  });
});

test("a byte and its field light each other up", () => open("lesson#mtls/server_hello/bytes", { width: 1920, height: 1080 }, async (page) => {
  const row = page.locator(".card.now .s1 tr[data-at]", { hasText: "TLS_AES" }).first();
  await row.hover();
  const place = await row.getAttribute("data-at");
  const field = page.locator(".card.now td.s1.lit");
  assert.equal(await field.count(), 1);
  assert.equal(await field.getAttribute("data-at"), place);
  assert.match(await page.locator(".lens").textContent(), /cipher_suite.*bytes \d+ to \d+/);
  assert.equal(await page.locator(".card.now td.s0.lit").count(), 0, "the other column stays dark");
  await page.locator(".card.now td.s0[data-at]", { hasText: "TLS_AES" }).hover();
  assert.ok((await page.locator(".card.now .s0 tr.lit").count()) >= 1);
  await page.locator(".card.now .s1 tr[tabindex='0']").last().focus();
  await press(page, "ArrowDown", "ArrowDown");
  assert.equal(await page.evaluate(() => document.activeElement.classList.contains("lit")), true, "by arrow keys");
  await press(page, "2");
  await page.locator(".card.now td.s1[data-at]", { hasText: "TLS_AES" }).click();
  assert.equal(await hash(page), "#mtls/server_hello/bytes", "a field opens its bytes");
}));

test("predict first", () => open("lesson", {}, async (page) => {
  await press(page, "p", "ArrowRight", "ArrowRight");
  assert.equal(await key(page), "server_hello");
  assert.equal(await page.locator(".card.now h2", { hasText: "ServerHello" }).isVisible(), false);
  assert.equal(await page.locator(".row[data-step='2']:visible").count(), 0, "nor is it drawn");
  assert.doesNotMatch(await page.locator(".stepper").textContent(), /ServerHello/);
  await page.locator(".ask button", { hasText: "the server" }).click();
  await page.locator(".ask button", { hasText: "ServerHello" }).click();
  await page.locator(".ask > button").click();
  assert.match(await page.locator(".told").textContent(), /Sender right, message right. It is ServerHello. So far 2 of 2 right/);
  assert.ok(await page.locator(".card.now h2", { hasText: "ServerHello" }).isVisible());
  await press(page, "ArrowRight");
  await page.locator(".ask button", { hasText: "the client" }).click();
  await press(page, "Tab", " ");
  await press(page, "p");
  assert.equal(await page.locator(".ask").count(), 0);
}));

test("the eavesdropper sees the client's name with keys alone", () => open("lesson", {}, async (page) => {
  await page.evaluate(() => { location.hash = "#mtls/client_certificate"; });
  await press(page, "e");
  const [without, with_] = await page.locator(".card.now .eaves .s1").evaluate((cell) =>
    [...cell.querySelectorAll("ul")].map((list) => list.textContent));
  assert.doesNotMatch(without, /alice/);
  assert.match(with_, /alice/);
  assert.ok(await page.locator(".row.now .veil").first().isVisible());
  await press(page, "e");
  assert.equal(await page.locator(".card.now .eaves ul").first().isVisible(), false);
}));

test("words open above the lesson, and links of pages stay in the file", () => open("failure", {}, async (page) => {
  const links = await page.locator("a").evaluateAll((all) => all.map((a) => a.getAttribute("href")));
  const broken = await page.evaluate((links) => links.filter((link) => !link.startsWith("#") || !document.getElementById(decodeURIComponent(link.slice(1)))), links);
  assert.deepEqual(broken, []);
  await page.locator(".card.now a", { hasText: "client-cert-expired" }).click();
  assert.match(await page.locator("#pop").textContent(), /past its last day/);
  await press(page, "Escape");
  assert.equal(await page.locator("#pop").isVisible(), false);
  assert.equal(await key(page), "overview");
}));

test("a failure tells verdict, cause, evidence and fix first", () => open("failure", {}, async (page) => {
  const text = await page.locator(".card.now").innerText();
  for (const part of [/REFUSED by the server/, /client-cert-expired, proven/, /evidence/, /fix/]) assert.match(text, part);
}));

test("hostile names are inert", () => open("hostile", {}, async (page) => {
  const scripts = await page.locator("script").count();
  assert.equal(scripts, 2);
  assert.match(await page.locator("main").textContent(), /<script>alert\(1\)<\/script>/);
  const found = await page.evaluate(() => {
    const all = [...document.querySelectorAll("*")];
    const handlers = all.filter((element) => element.getAttributeNames().some((name) => name.startsWith("on"))).length;
    const foreign = all.filter((element) => ["IMG", "IFRAME", "OBJECT", "BASE"].includes(element.tagName)).length;
    const links = [...document.querySelectorAll("a")].filter((a) => !a.getAttribute("href").startsWith("#")).length;
    const hidden = /[\u202a-\u202e\u200b\u0007\u001b]/.test(document.documentElement.outerHTML);
    return { handlers, foreign, links, hidden };
  });
  assert.deepEqual(found, { handlers: 0, foreign: 0, links: 0, hidden: false });
  await press(page, "a", "3");
  await page.locator("summary").first().click();
}));

test("the policy stops a script that got in", () => open("hostile", { errors: (what) => /Content Security Policy/.test(what) }, async (page) => {
  const ran = await page.evaluate(async () => {
    const script = document.createElement("script");
    script.textContent = "globalThis.ran = true";
    document.body.append(script);
    document.body.insertAdjacentHTML("beforeend", "<p onclick='globalThis.ran = true' id=evil>x</p>");
    document.getElementById("evil").click();
    const asked = await fetch("https://example.org/").then(() => true, () => false);
    return [globalThis.ran === true, asked];
  });
  assert.deepEqual(ran, [false, false]);
}));

test("no sideways scrolling at 360 pixels", async () => {
  for (const name of ["lesson", "failure", "both", "hostile", "worksheet", "explanation"]) {
    await open(name, { width: 360, height: 740 }, async (page) => {
      await fits(page, name);
      const [wide, steps] = await page.evaluate(() => {
        const press = (key) => document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
        const root = document.documentElement;
        const wide = [];
        const count = document.querySelectorAll(".card").length;
        for (const depth of ["1", "2", "3"]) {
          press("Home");
          press(depth);
          for (let step = 0; step < count; step += 1) {
            if (root.scrollWidth > root.clientWidth) wide.push(location.hash + ": " + root.scrollWidth);
            press("ArrowRight");
          }
        }
        return [wide, count];
      });
      assert.deepEqual(wide, [], name);
      assert.ok(steps > 10 || ["worksheet", "explanation"].includes(name), name + " has steps");
    });
  }
});

test("nothing is cut on a projector", () => open("lesson", { width: 1920, height: 1080 }, async (page) => {
  await press(page, "l");
  for (const depth of ["1", "2", "3"]) {
    await press(page, depth);
    await fits(page, "large, depth " + depth);
  }
}));

test("accessible", async () => {
  await open("lesson", {}, async (page) => {
    await accessible(page, "overview");
    for (const [step, keys] of [["server_hello", ["3"]], ["certificate_request", ["2", "e", "b"]], ["server_finished", ["1"]]]) {
      await page.evaluate((step) => { location.hash = "#mtls/" + step; }, step);
      await press(page, ...keys);
      await accessible(page, step);
    }
    await press(page, "p", "ArrowRight");
    await accessible(page, "a question");
    await press(page, "p", "?");
    await accessible(page, "help");
  });
  for (const name of ["worksheet", "explanation"]) await open(name, {}, (page) => accessible(page, name));
  await open("failure", { width: 360, height: 740 }, (page) => accessible(page, "failure on a phone"));
});

test("contrasts hold in the dark too", async () => {
  const contrasts = (page, what) => accessible(page, what, ["color-contrast"]);
  await open("lesson#mtls/server_hello/bytes", { colorScheme: "dark" }, async (page) => {
    await page.locator(".card.now .s1 tr[data-at]", { hasText: "TLS_AES" }).first().hover();
    await contrasts(page, "bytes, one lit");
    await press(page, "1", "e", "b");
    await contrasts(page, "steps");
    await press(page, "p", "ArrowRight");
    await contrasts(page, "a question");
  });
  for (const name of ["failure", "worksheet", "explanation"]) await open(name, { colorScheme: "dark" }, (page) => contrasts(page, name));
});

test("all is there without a script", () => open("lesson", { javaScriptEnabled: false }, async (page) => {
  const cards = await page.locator(".card").count();
  assert.equal(await page.locator(".card h2:visible").count(), cards);
  assert.equal(await page.locator(".needs-script:visible").count(), 0);
  await page.locator("details.bytes > summary").first().click();
  assert.ok(await page.locator("table.bytes").first().isVisible());
  await page.locator(".contents summary").click();
  await page.locator(".contents a", { hasText: "CertificateRequest" }).click();
  assert.match(page.url(), /#mtls\/certificate_request$/);
  await fits(page, "without a script");
}));

test("the switches: theme, large letters, columns, all steps", () => open("lesson#mtls/server_hello", { colorScheme: "light" }, async (page) => {
  const ground = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  const before = await ground();
  await press(page, "t");
  assert.notEqual(await ground(), before);
  await press(page, "l");
  assert.equal(await page.evaluate(() => getComputedStyle(document.documentElement).fontSize), "24px");
  await press(page, "c");
  assert.equal(await page.locator(".diagram:visible").count(), 1);
  await press(page, "a");
  assert.ok((await page.locator(".card:visible").count()) > 15);
  await press(page, "?");
  assert.ok(await page.locator("#help").isVisible());
  await page.locator("#letters").uncheck();
  await press(page, "Escape", "a");
  assert.ok((await page.locator(".card:visible").count()) > 15, "letters are no keys any more");
}));

test("on paper: the lesson, and a worksheet with its answers on the last page", async () => {
  const pages = async (name) => {
    const target = path.join(process.env.TLSTRACE_SCREENSHOTS, name + ".pdf");
    await open(name, {}, async (page) => {
      fs.mkdirSync(process.env.TLSTRACE_SCREENSHOTS, { recursive: true });
      await page.pdf({ path: target, format: "A4", preferCSSPageSize: true });
    });
    return execFileSync("pdftotext", ["-layout", target, "-"], { encoding: "utf8" }).split("\f").slice(0, -1);
  };
  const lesson = (await pages("lesson")).join("\n");
  for (const name of ["ClientHello", "CertificateRequest", "Finished", "NewSessionTicket"]) assert.match(lesson, new RegExp("^\\s*" + name, "m"));
  assert.doesNotMatch(lesson, /Predict first/);
  const sheets = await pages("worksheet");
  assert.ok(sheets.length >= 2 && sheets.length <= 4, sheets.length + " pages");
  assert.match(sheets.at(-1), /Answers/);
  assert.match(sheets.at(-1), /CertificateRequest/);
  for (const sheet of sheets.slice(0, -1)) assert.doesNotMatch(sheet, /CertificateRequest|Answers/);
});

test("pictures for people", async () => {
  const views = [["overview", ""], ["steps", "#mtls/certificate_request"], ["fields", "#mtls/client_hello/fields"], ["bytes", "#mtls/client_certificate/bytes"]];
  const sizes = [[360, 740], [1280, 800], [1920, 1080]];
  for (const colorScheme of ["light", "dark"]) {
    for (const [name, link] of views) {
      await open("lesson" + link, { colorScheme }, async (page) => {
        for (const [width, height] of sizes) await sized(page, width, height, `${name}-${width}-${colorScheme}`);
      });
    }
    await open("failure", { colorScheme }, async (page) => {
      for (const [width, height] of sizes) await sized(page, width, height, `failure-${width}-${colorScheme}`);
    });
  }
  await open("lesson#mtls/client_certificate", {}, async (page) => { await press(page, "e", "b"); await picture(page, "eavesdropper-1280-light"); });
  await open("lesson", {}, async (page) => { await press(page, "p", "ArrowRight", "ArrowRight"); await picture(page, "predict-1280-light"); });
  await open("worksheet", { width: 900, height: 1200 }, (page) => picture(page, "worksheet"));
});
const sized = async (page, width, height, name) => {
  await page.setViewportSize({ width, height });
  await picture(page, name);
};
