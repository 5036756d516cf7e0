// The extension's settings as the server takes them, and how the server is started.

/** The settings that go to the server, by their names. */
export const SERVER = [
  "enable", "inlayHints", "config", "select", "extendSelect", "ignore", "extendIgnore", "perFileIgnores", "moduleBases",
  "tensorFunctions", "initMethods", "roots", "bufferStyle", "persistent",
] as const;

/** What the server is told: only what is set, since what is empty is for flake8's config file to say. */
export function options(get: (name: string) => unknown): Record<string, unknown> {
  const given = SERVER.map((name): [string, unknown] => [name, get(name)]);
  return Object.fromEntries(given.filter(([, value]) => value !== undefined && value !== "" && !isEmptyList(value)));
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

/** The Pythons to ask, in order: the one that is set, the selected one, and those on the path. */
export function interpreters(set: string, selected: string | undefined, platform: string): string[] {
  if (set !== "") {
    return [set];
  }
  const onPath = platform === "win32" ? ["python", "py"] : ["python3", "python"];
  return selected === undefined || selected === "" ? onPath : [selected];
}

/** The arguments that start the server, and those that ask whether it could be. */
export const START = ["-m", "flake8_torchstate", "server"];
export const PROBE = ["-c", "import flake8_torchstate.editor.server"];

/** The environment of both: no module of the folder that is open is imported in the place of an installed one. */
export function environment(base: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return { ...base, PYTHONSAFEPATH: "1", PYTHONUNBUFFERED: "1" };
}

/** What is said where no Python has it. */
export function missing(python: string): string {
  const quoted = /\s/.test(python) ? `"${python}"` : python;
  return `flake8-torchstate isn't in this environment; in a checkout of it: ${quoted} -m pip install ".[server]"`;
}
