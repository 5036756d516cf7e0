// Drives the real extension in a real VS Code: code-server and headless Chromium.
//
// usage: node real.mjs CODE_SERVER CHROMIUM PYTHON PICTURES
//
// Opens a file with a mistake, sees the squiggle on its line, applies the quick fix, and sees it gone and the file fixed.

import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const [codeServer, browserPath, python, pictures] = process.argv.slice(2);
const PATIENCE = 120_000;
const TEXT = `import torch
from torch import nn


class Norm(nn.Module):
    def __init__(self, size: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(size))
        self.mask = torch.tril(torch.ones(size, size))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x * self.weight * self.mask
`;
const LINE = 9;
const folder = mkdtempSync(join(tmpdir(), "torchstate-code-"));
const data = join(folder, "data");
const project = join(folder, "project");
const file = join(project, "net.py");
mkdirSync(join(data, "User"), { recursive: true });
mkdirSync(project);
writeFileSync(file, TEXT);
writeFileSync(join(project, "setup.cfg"), "[flake8]\n");
writeFileSync(join(data, "User", "settings.json"), JSON.stringify({
  "torchstate.interpreter": python, "torchstate.inlayHints": true, "security.workspace.trust.enabled": false,
  "workbench.startupEditor": "none", "telemetry.telemetryLevel": "off", "editor.minimap.enabled": false,
  "workbench.colorTheme": "Default Light Modern", "window.commandCenter": false, "chat.disableAIFeatures": true,
  "editor.accessibilitySupport": "off", "workbench.secondarySideBar.defaultVisibility": "hidden",
}));

const common = ["--user-data-dir", data, "--extensions-dir", join(folder, "extensions")];
const vsix = join(dirname(fileURLToPath(import.meta.url)), "..", "dist", "torchstate.vsix");

function freePort() {
  return new Promise((done) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
}

async function until(what, said) {
  const end = Date.now() + PATIENCE;
  while (!(await what().catch(() => false))) {
    if (Date.now() > end) {
      throw new Error(`not within ${PATIENCE / 1000} s: ${said}`);
    }
    await new Promise((done) => setTimeout(done, 250));
  }
}

async function drive(page, port) {
  const payload = encodeURIComponent(JSON.stringify([["openFile", `vscode-remote://127.0.0.1:${port}${file}`]]));
  await page.goto(`http://127.0.0.1:${port}/?folder=${project}&payload=${payload}`);
  const squiggle = page.locator(".monaco-editor .squiggly-warning").first();
  await squiggle.waitFor({ state: "attached", timeout: PATIENCE });
  const line = page.locator(".view-line", { hasText: "self.mask" }).first();
  const [mark, text] = [await squiggle.boundingBox(), await line.boundingBox()];
  if (Math.abs(mark.y - text.y) > text.height) {
    throw new Error(`the squiggle is at ${mark.y}, the line at ${text.y}`);
  }
  console.log("squiggle on the line of the mistake");
  await line.locator("span", { hasText: "mask" }).last().hover();
  await until(() => page.locator(".monaco-hover-content", { hasText: "TSM101" }).first().isVisible(), "the hover text");
  console.log("hover says what it is");
  await page.screenshot({ path: join(pictures, "vscode-hover.png") });
  await line.click();
  await page.keyboard.press("Control+g");
  await page.keyboard.type(String(LINE));
  await page.keyboard.press("Enter");
  await page.mouse.move(500, 500);
  const fix = page.locator(".action-widget .monaco-list-row", { hasText: "as a buffer" }).first();
  await until(async () => {  // another hover text may take the key
    await page.keyboard.press("Escape");
    await page.keyboard.press("Control+.");
    return fix.waitFor({ timeout: 5000 }).then(() => true);
  }, "the quick fix");
  await page.screenshot({ path: join(pictures, "vscode-fix.png") });
  await fix.click();
  await until(async () => (await page.locator(".monaco-editor .squiggly-warning").count()) === 0, "the squiggle gone");
  console.log("fixed, and the squiggle is gone");
  await page.keyboard.press("Control+s");
  await until(async () => readFileSync(file, "utf8").includes("persistent=False"), "the saved file");
  console.log("the file holds the fix");
}

const install = spawnSync(process.execPath, [codeServer, ...common, "--install-extension", vsix], { encoding: "utf8" });
console.log(install.stdout.trim().split("\n").at(-1));
const port = await freePort();
const server = spawn(process.execPath, [codeServer, ...common, "--auth", "none", "--disable-telemetry", "--disable-update-check",
  "--bind-addr", `127.0.0.1:${port}`], { stdio: "ignore", detached: true });
let status = 1;
try {
  await until(async () => (await fetch(`http://127.0.0.1:${port}/healthz`)).ok, "code-server");
  const browser = await chromium.launch({ executablePath: browserPath, args: ["--no-sandbox", "--disable-gpu", "--disable-quic",
    "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"] });
  const page = await browser.newPage({ viewport: { width: 1000, height: 560 } });
  page.setDefaultTimeout(PATIENCE);
  try {
    await drive(page, port);
    status = 0;
  } catch (error) {
    await page.screenshot({ path: join(pictures, "vscode-failed.png") });
    console.log(String(error));
  }
  await browser.close();
} finally {
  process.kill(-server.pid);
  rmSync(folder, { recursive: true, force: true });
}
process.exit(status);
