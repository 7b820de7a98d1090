// SPDX-License-Identifier: MIT
// A person at a browser: opens each view, switches each tab, edits, submits, comes back. Arguments: the unit's address
// and the folder for the pictures. Each step says what it proves.
import { chromium } from "playwright-core";
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";

const [url, pictures] = process.argv.slice(2);
mkdirSync(pictures, { recursive: true });
const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
const HANG_MS = 300000; // guards against a hang only
const size = { width: 800, height: 700 };

const views = {
  "/": ["Status", "Wan Setup"],
  "/advanced": ["Status", "Wan Setup", "Lan Setup"],
  "/voice/": ["Info", "System", "User 1", "User 2"],
  "/voice/advanced": ["Info", "System", "User 1", "User 2"],
  "/admin/": ["Status", "Wan Setup", "Lan Setup", "Application"],
  "/admin/advanced": ["Status", "Wan Setup", "Lan Setup", "Application"],
  "/admin/voice/": ["Info", "System", "SIP", "Regional", "Line 1", "Line 2", "User 1", "User 2"],
  "/admin/voice/advanced": ["Info", "System", "SIP", "Provisioning", "Regional", "Line 1", "Line 2", "User 1", "User 2"],
};

async function open(page, path) {
  const answer = await page.goto(url + path);
  assert.equal(answer.status(), 200, path);
  assert.equal(await page.title(), "Linksys SPA Configuration");
}

// The field that stands in the cell behind its label, on this tab.
function field(page, tab, label) {
  return page.locator(`xpath=//div[@id="${tab}"]//td[text()="${label}:"]/following-sibling::td[1]/*[self::input or self::select]`).first();
}

function tabs(page) {
  return page.$$eval(".tab-page", (all) => all.filter((t) => t.offsetParent !== null).map((t) => t.id));
}

async function choose(page, tab) {
  await page.click(`[id="nav${tab}"] a`);
}

const wrong = [];
function listen(page) {
  page.setDefaultTimeout(HANG_MS);
  page.on("pageerror", (e) => wrong.push(String(e)));
  page.on("requestfailed", (r) => wrong.push(`${r.url()}: ${r.failure().errorText}`));
}

async function step(name, fn) {
  const begin = Date.now();
  await fn();
  console.log(`ok ${name} (${Date.now() - begin} ms)`);
}

const page = await browser.newPage({ viewport: size });
listen(page);

await step("each view has its tabs, and only the chosen one is seen", async () => {
  for (const [path, names] of Object.entries(views)) {
    await open(page, path);
    assert.deepEqual(await page.$$eval("h2.tab", (all) => all.map((t) => t.textContent.trim())), names, path);
    assert.deepEqual(await tabs(page), [names[0]], path);
    for (const name of names) {
      await choose(page, name);
      assert.deepEqual(await tabs(page), [name], path);
      const picture = `${path}/${name}`.split(/[/ ]+/).filter(Boolean).join("-");
      await page.screenshot({ path: `${pictures}/${picture}.png`, fullPage: true });
    }
    assert.equal(await page.$eval("img", (i) => i.complete && i.naturalWidth > 0), true, "the banner");
  }
});

await step("links lead to each other view and back", async () => {
  await open(page, "/");
  for (const [link, path] of [
    ["advanced", "/advanced"], ["basic", "/"], ["Voice", "/voice/"], ["advanced", "/voice/advanced"], ["Admin Login", "/admin/voice/"],
    ["advanced", "/admin/voice/advanced"], ["Router", "/admin/"], ["advanced", "/admin/advanced"], ["User Login", "/"],
  ]) {
    await page.click(`a:text-is("${link}")`);
    await page.waitForLoadState();
    assert.equal(new URL(page.url()).pathname, path, link);
  }
});

// Submits, reads the page after it, waits for the return: five seconds, and a restart if there is one.
async function submit(on, form, back) {
  const begin = Date.now();
  await on.click('input[value="Submit All Changes"]');
  await on.waitForURL(`**/${form}`);
  const text = await on.textContent("body");
  assert.match(text, /SPA is updating your configuration\. Unit may reset\./);
  assert.match(text, /You will be redirected to the configuration page in 5 seconds\./);
  await on.waitForURL(`**${back}`, { timeout: HANG_MS });
  assert.ok(Date.now() - begin > 4000, "it returns after five seconds");
  await on.waitForSelector("h2.tab", { state: "attached", timeout: HANG_MS });
}

const values = [
  ["Line 1", "Display Name", 'Joe & "Ann" <x>'],
  ["Line 1", "User ID", "4711"],
  ["Line 1", "Register", "no"],
  ["Regional", "Dial Tone", "350@-19,440@-19;10(*/0/1+2)"],
  ["Provisioning", "Resync Random Delay", "0"],
];

await step("fields on Line 1, Regional and Provisioning: typed, submitted, seen after the return", async () => {
  await open(page, "/admin/voice/advanced");
  for (const [tab, label, value] of values) {
    const control = field(page, tab, label);
    await choose(page, tab);
    if ((await control.evaluate((e) => e.tagName)) === "SELECT") await control.selectOption({ label: value });
    else await control.fill(value);
  }
  await submit(page, "asipura.spa", "/admin/voice/advanced");
  for (const [tab, label, value] of values) {
    await choose(page, tab);
    assert.equal(await field(page, tab, label).evaluate((e) => (e.tagName === "SELECT" ? e.selectedOptions[0].text : e.value)), value, label);
  }
});

await step("Undo All Changes", async () => {
  await choose(page, "Line 1");
  await field(page, "Line 1", "User ID").fill("typed");
  await page.click('input[value="Undo All Changes"]');
  assert.equal(await field(page, "Line 1", "User ID").inputValue(), "4711");
});

await step("a value that is refused is named, and the page stays", async () => {
  await choose(page, "Line 1");
  await field(page, "Line 1", "SIP Port").fill("99999999");
  await page.click('input[value="Submit All Changes"]');
  await page.waitForURL("**/asipura.spa");
  assert.match(await page.textContent("body"), /Voice\/Line 1, SIP Port: /);
  await page.screenshot({ path: `${pictures}/refused.png` });
  await page.click('a:text-is("HERE")');
  await page.waitForURL("**/admin/voice/advanced");
});

await step("the user's page has what the user may edit", async () => {
  await open(page, "/voice/advanced");
  await choose(page, "User 1");
  await field(page, "User 1", "Cfwd All Dest").fill("+4930");
  await page.click('input[value="Submit All Changes"]');
  await page.waitForURL("**/voice/asipura.spa");
  await open(page, "/voice/");
  assert.equal(await page.locator('[id="User 1"] input[value="+4930"]').count(), 1);
});

await step("without JavaScript all tabs are seen, and Submit works", async () => {
  const context = await browser.newContext({ javaScriptEnabled: false, viewport: size });
  const plain = await context.newPage();
  await open(plain, "/admin/voice/");
  for (const name of views["/admin/voice/"]) assert.ok(await plain.locator(`[id="${name}"]`).isVisible(), name);
  await plain.screenshot({ path: `${pictures}/without-script.png` });
  await field(plain, "Line 2", "User ID").fill("4712");
  await submit(plain, "bsipura.spa", "/admin/voice/");
  assert.equal(await field(plain, "Line 2", "User ID").inputValue(), "4712");
  await context.close();
});

await step("a rule typed into Provisioning: the unit restarts and resyncs", async () => {
  await open(page, "/admin/voice/advanced");
  await choose(page, "Provisioning");
  await field(page, "Provisioning", "Profile Rule").fill("tftp://192.168.1.200/typed.cfg");
  await page.click('input[value="Submit All Changes"]');
  await page.waitForURL("**/asipura.spa");
  await page.screenshot({ path: `${pictures}/submit.png` });
  await page.waitForURL("**/admin/voice/advanced", { timeout: HANG_MS });
  for (let i = 0; ; i++) { // the resync may still be under way
    await open(page, "/admin/voice/advanced");
    if ((await field(page, "Provisioning", "GPP P").inputValue()) === "from the typed rule") break;
    assert.ok(i < HANG_MS / 250, "no resync");
    await page.waitForTimeout(250);
  }
});

await step("logins: the browser asks once, for each half", async () => {
  await open(page, "/admin/voice/advanced");
  await choose(page, "System");
  await field(page, "System", "Admin Passwd").fill("s3cret");
  await page.click('input[value="Submit All Changes"]');
  await page.waitForURL("**/asipura.spa");
  const context = await browser.newContext({ viewport: size, httpCredentials: { username: "admin", password: "s3cret" } });
  const admin = await context.newPage();
  await open(admin, "/admin/voice/advanced");
  await open(admin, "/admin/");
  assert.equal(await field(admin, "System", "Admin Passwd").count(), 0);
  await open(admin, "/admin/voice/advanced");
  assert.equal(await field(admin, "System", "Admin Passwd").inputValue(), "", "a password is never shown");
  await context.close();
  const stranger = await (await browser.newContext({ httpCredentials: { username: "admin", password: "no" } })).newPage();
  assert.equal((await stranger.goto(url + "/admin/")).status(), 401);
});

assert.deepEqual(wrong, []);
await browser.close();
