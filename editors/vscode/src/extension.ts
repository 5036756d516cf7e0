// Starts the language server in the Python environment that is selected, and starts it anew when that changes.

import { spawn } from "node:child_process";
import * as vscode from "vscode";
import { DidChangeConfigurationNotification, LanguageClient, LanguageClientOptions, ServerOptions } from "vscode-languageclient/node";

import { PROBE, START, environment, interpreters, missing, options } from "./settings";

const NAME = "flake8-torchstate";
let client: LanguageClient | undefined;
let turn: Promise<void> = Promise.resolve();

/** What of the Python extension's interface is used. */
interface PythonApi {
  environments: {
    getActiveEnvironmentPath(resource?: vscode.Uri): { path: string };
    resolveEnvironment(path: { path: string }): Promise<{ executable: { uri?: vscode.Uri } } | undefined>;
    onDidChangeActiveEnvironmentPath: vscode.Event<unknown>;
  };
}

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const python = await pythonApi();
  context.subscriptions.push(
    vscode.commands.registerCommand("torchstate.restart", () => restart(context, python)),
    vscode.workspace.onDidChangeConfiguration(async (change) => {
      if (change.affectsConfiguration("torchstate.interpreter")) {
        await restart(context, python);
      } else if (change.affectsConfiguration("torchstate")) {
        await client?.sendNotification(DidChangeConfigurationNotification.type, { settings: { torchstate: settings() } });
      }
    }),
  );
  if (python !== undefined) {
    context.subscriptions.push(python.environments.onDidChangeActiveEnvironmentPath(() => restart(context, python)));
  }
  await restart(context, python);
}

export async function deactivate(): Promise<void> {
  await client?.stop();
}

/** One start after the other, however fast the environment changes. */
function restart(context: vscode.ExtensionContext, python: PythonApi | undefined): Promise<void> {
  turn = turn.then(() => start(context, python)).catch((error) => {
    void vscode.window.showWarningMessage(`${NAME} can't be started: ${String(error)}`);
  });
  return turn;
}

async function start(context: vscode.ExtensionContext, python: PythonApi | undefined): Promise<void> {
  await client?.stop();
  client = undefined;
  const set = vscode.workspace.getConfiguration("torchstate").get<string>("interpreter", "");
  const asked = interpreters(set, await selected(python), process.platform);
  const cwd = context.extensionPath;
  let found: string | undefined;
  for (const each of asked) {
    if (found === undefined && (await has(each, cwd))) {
      found = each;
    }
  }
  if (found === undefined) {
    void vscode.window.showWarningMessage(missing(asked[0] ?? "python"));
    return;
  }
  const server: ServerOptions = { command: found, args: START, options: { cwd, env: environment(process.env) } };
  const wanted: LanguageClientOptions = {
    documentSelector: [{ scheme: "file", language: "python" }, { scheme: "untitled", language: "python" }],
    initializationOptions: settings(),
    diagnosticPullOptions: { onChange: true, onSave: true },
  };
  client = new LanguageClient("torchstate", NAME, server, wanted);
  await client.start();
}

function settings(): Record<string, unknown> {
  const set = vscode.workspace.getConfiguration("torchstate");
  return options((name) => set.get(name));
}

/** The interface of the Python extension, where there is one. */
async function pythonApi(): Promise<PythonApi | undefined> {
  const extension = vscode.extensions.getExtension<PythonApi>("ms-python.python");
  const api = extension === undefined ? undefined : extension.isActive ? extension.exports : await extension.activate();
  return api?.environments === undefined ? undefined : api;
}

/** The Python that is selected for the first folder. */
async function selected(python: PythonApi | undefined): Promise<string | undefined> {
  if (python === undefined) {
    return undefined;
  }
  const path = python.environments.getActiveEnvironmentPath(vscode.workspace.workspaceFolders?.[0]?.uri);
  const environment = await python.environments.resolveEnvironment(path);
  return environment?.executable.uri?.fsPath;
}

/** Whether a Python can start the server. */
function has(python: string, cwd: string): Promise<boolean> {
  return new Promise((done) => {
    const probe = spawn(python, PROBE, { cwd, env: environment(process.env), stdio: "ignore" });
    probe.on("error", () => done(false));
    probe.on("exit", (status) => done(status === 0));
  });
}
