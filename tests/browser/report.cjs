// Loads report.html of the folder given and holds it to what a reader needs; leaves screenshots beside it.
const { chromium } = require("playwright-core");
const { pathToFileURL } = require("node:url");
const path = require("node:path");

const folder = process.argv[2];
const failures = [];
const hold = (right, what) => right || failures.push(what);

// WCAG 2.2, 1.4.3: relative luminance and contrast of two colours as the browser computed them.
const measure = () => {
  const rgb = (text) => text.match(/[\d.]+/g).map(Number);
  const luminance = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map((c) => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = rgb(getComputedStyle(at).backgroundColor);
      if (colour.length === 3 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  const contrast = (one, other) => {
    const [high, low] = [luminance(one), luminance(other)].sort((a, b) => b - a);
    return (high + 0.05) / (low + 0.05);
  };
  const texts = [...document.querySelectorAll("h1,h2,p,th,td,pre,mark,caption,a")].filter((e) => e.innerText.trim());
  const worst = texts.map((e) => ({
    what: `${e.tagName} ${e.innerText.slice(0, 20)}`,
    ratio: contrast(rgb(getComputedStyle(e).color), ground(e)),
  })).sort((a, b) => a.ratio - b.ratio)[0];
  const bars = [...document.querySelectorAll("td.b i")].map((e) =>
    contrast(rgb(getComputedStyle(e).backgroundColor), ground(e.parentElement)));
  const boxes = [...document.body.children].map((e) => e.getBoundingClientRect());
  const overlaps = boxes.slice(1).filter((box, at) => box.top < boxes[at].bottom - 0.5).length;
  const cells = [...document.querySelectorAll("tr")].flatMap((row) => [...row.children].slice(1).map((cell, at) =>
    [row.children[at], cell])).filter(([left, right]) => {
      const inside = left.firstElementChild ?? left;
      return inside.getBoundingClientRect().right > right.getBoundingClientRect().left + 0.5;
    }).length;
  return {
    worst, worstBar: Math.min(...bars), overlaps, cells,
    sideways: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    out: [...document.querySelectorAll("body *")].filter((e) => e.getBoundingClientRect().right > innerWidth + 0.5).length,
  };
};

(async () => {
  const browser = await chromium.launch({
    executablePath: "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
      "--disable-component-update", "--disable-sync"],
  });
  const url = pathToFileURL(path.join(folder, "report.html")).href;
  for (const [width, scheme] of [[360, "light"], [360, "dark"], [1280, "light"], [1280, "dark"]]) {
    const where = `${width} px, ${scheme}`;
    const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme: scheme });
    const page = await context.newPage();
    const asked = [];
    page.on("request", (request) => request.url() === url || asked.push(request.url()));
    page.on("console", (message) => hold(message.type() !== "error", `${where}: ${message.text()}`));
    await page.goto(url);
    const told = await page.evaluate(measure);
    hold(told.sideways <= 0 && told.out === 0, `${where}: scrolls sideways by ${told.sideways}, ${told.out} stick out`);
    hold(told.overlaps === 0 && told.cells === 0, `${where}: ${told.overlaps} blocks and ${told.cells} cells overlap`);
    hold(told.worst.ratio >= 4.5, `${where}: contrast ${told.worst.ratio.toFixed(2)} of ${told.worst.what}`);
    hold(told.worstBar >= 3, `${where}: a bar's contrast is ${told.worstBar.toFixed(2)}`);
    hold(asked.length === 0, `${where}: asks for ${asked}`);
    const marks = await page.locator("pre mark").count();
    hold(marks > 10, `${where}: ${marks} findings are marked`);
    const text = await page.locator("pre").innerText();
    hold(!/4111 1111|ravi\.kumar@|AKIAQWERTY/.test(text), `${where}: a value is shown`);
    hold(text.includes("<b>This is not markup</b>"), `${where}: the text is not as it was`);
    // By keyboard: each finding in turn, with a ring that can be seen and a name that is read out.
    const reached = new Set();
    for (let at = 0; at < marks + 4; at++) {
      await page.keyboard.press("Tab");
      const focus = await page.evaluate(() => {
        const e = document.activeElement;
        const style = getComputedStyle(e);
        const all = [...document.querySelectorAll("pre mark")];
        return { at: all.indexOf(e), ring: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
          name: e.getAttribute("aria-label") ?? "" };
      });
      if (focus.at >= 0) {
        reached.add(focus.at);
        hold(focus.ring, `${where}: finding ${focus.at} has no ring`);
        hold(/^[A-Z_]{2,}/.test(focus.name), `${where}: finding ${focus.at} is named ${focus.name}`);
      }
    }
    hold(reached.size === marks, `${where}: the keyboard reaches ${reached.size} of ${marks}`);
    await page.screenshot({ path: path.join(folder, `report-${width}-${scheme}.png`), fullPage: true });
    console.log(`${where}: contrast ${told.worst.ratio.toFixed(2)} (${told.worst.what}), bars ${told.worstBar.toFixed(2)}, ${marks} findings`);
    await context.close();
  }
  await browser.close();
  if (failures.length) {
    console.error(failures.join("\n"));
    process.exit(1);
  }
})();
