// SPDX-License-Identifier: MIT
// Looks at pages in a browser: axe finds no violation of WCAG 2.2 A and AA in either language, light and dark, on screen and on
// paper; nothing is requested but the page; the switch and the filters work without a script; on paper nothing is folded. The first
// page is looked at in all ways, of others in two.
// usage: node look.mjs MODULES PAGE…
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { resolve } from "node:path";
import { readFileSync } from "node:fs";

const [modules, ...pages] = process.argv.slice(2);
const require = createRequire(pathToFileURL(resolve(modules) + "/"));
const puppeteer = require("puppeteer-core").default ?? require("puppeteer-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const failures = [];
let looks = 0;

function check(good, what) {
  looks++;
  if (!good) failures.push(what);
}

// The page has no script, and lets none run: axe is brought in past its policy.
async function look(browser, path, all) {
  const page = await browser.newPage();
  const requests = [];
  page.on("request", (request) => requests.push(request.url()));
  await page.setBypassCSP(true);
  await page.goto(pathToFileURL(path).href);
  check(requests.length === 1, `${path}: requests ${requests.slice(1)}`);
  await page.evaluate(axe);
  for (const language of ["en", "zh"]) {
    await page.click(`#${language}`);
    const shown = await page.evaluate(() => ["en", "zh"].map((one) => [...document.querySelectorAll(`main span[lang=${one}]`)].some((span) => span.checkVisibility())));
    check(shown[0] === (language === "en") && shown[1] === (language === "zh"), `${path}: ${language} shows ${shown}`);
    for (const scheme of ["light", "dark"])
      for (const media of ["screen", "print"]) {
        if (!all && (language === "en") !== (scheme === "light" && media === "screen")) continue;
        if (!all && language === "zh" && (scheme === "light" || media === "screen")) continue;
        await page.emulateMediaType(media);
        await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
        const found = await page.evaluate((tags) => axe.run(document, { runOnly: tags, resultTypes: ["violations"] }), TAGS);
        for (const one of found.violations)
          check(false, `${path}: ${language}, ${scheme}, ${media}: ${one.id}: ${one.help}: ${one.nodes.slice(0, 3).map((node) => node.html.slice(0, 200) + " " + (node.failureSummary ?? "")).join("\n    ")}`);
        check(true, "");
      }
    await page.emulateMediaType("screen");
  }
  await filters(page, path);
  await page.close();
}

// A status that is unchecked is gone from the screen, and not from paper, where nothing is folded either.
async function filters(page, path) {
  const visible = () => page.evaluate(() => [...document.querySelectorAll(".g")].map((group) => group.checkVisibility()));
  const groups = await visible();
  check(groups.every((one) => one), `${path}: a group is hidden from the beginning`);
  await page.evaluate(() => document.querySelectorAll("input[id^=f]").forEach((input) => input.click()));
  check((await visible()).every((one) => !one), `${path}: filters hide nothing`);
  await page.emulateMediaType("print");
  check((await visible()).every((one) => one), `${path}: filters hide rules from paper`);
  const folded = await page.evaluate(() => [...document.querySelectorAll("details:not([open]) > *:not(summary)")].filter((one) => !one.checkVisibility({ contentVisibilityAuto: true })).length);
  check(folded === 0, `${path}: ${folded} details are folded on paper`);
}

const browser = await puppeteer.launch({ executablePath: process.env.CHROMIUM, args: ["--no-sandbox", "--disable-gpu"], headless: "shell" });
for (const path of pages) await look(browser, resolve(path), path === pages[0]);
await browser.close();
for (const failure of failures.slice(0, 20)) console.log(failure);
console.log(`${pages.length} pages, ${looks} looks by a browser, ${failures.length} failed`);
process.exit(failures.length ? 1 : 0);
