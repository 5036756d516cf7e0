import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { SERVER, environment, interpreters, missing, options } from "../src/settings";

const described = JSON.parse(readFileSync("package.json", "utf8")).contributes.configuration.properties;

test("each setting is described, and goes to the server but for the interpreter", () => {
  assert.deepEqual(Object.keys(described).sort(), [...SERVER, "interpreter"].map((name) => `torchstate.${name}`).sort());
});

test("what isn't set is left to flake8's config file", () => {
  const defaults = options((name) => described[`torchstate.${name}`].default);
  assert.deepEqual(defaults, { enable: true, inlayHints: false });
  assert.deepEqual(options((name) => (name === "ignore" ? ["TSM101"] : undefined)), { ignore: ["TSM101"] });
});

test("the Python that is set comes first, then the selected one, then the path's", () => {
  assert.deepEqual(interpreters("/a/python", "/b/python", "linux"), ["/a/python"]);
  assert.deepEqual(interpreters("", "/b/python", "linux"), ["/b/python"]);
  assert.deepEqual(interpreters("", undefined, "linux"), ["python3", "python"]);
  assert.deepEqual(interpreters("", "", "win32"), ["python", "py"]);
});

test("the message says what to run", () => {
  assert.equal(missing("python3"), 'flake8-torchstate isn\'t in this environment; in a checkout of it: python3 -m pip install ".[server]"');
  assert.match(missing("/my envs/python"), /: "\/my envs\/python" -m pip install/);
});

test("nothing of the open folder is imported", () => {
  assert.deepEqual(environment({ A: "b" }), { A: "b", PYTHONSAFEPATH: "1", PYTHONUNBUFFERED: "1" });
});
