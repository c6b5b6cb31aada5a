// Runs pytest inside Pyodide. Reads its job from standard input, as JSON:
//   mounts     {place in Pyodide: folder of this machine}, read through node's file system
//   files      {place in Pyodide: text}
//   path       folders for sys.path, first first
//   directory  the working directory
//   arguments  pytest's own
//   plugins    modules of pytest plugins, beside the reporter below
// The last line of the output is JSON: {exit, python, platform, outcomes: {node id: outcome}}.
import { readFileSync } from 'node:fs';
import { loadPyodide } from 'pyodide';

// The message alone: node would print the one line of pyodide.asm.js, all of it.
process.on('uncaughtException', (error) => {
  console.error(String(error.message ?? error));
  process.exit(1);
});

const job = JSON.parse(readFileSync(0, 'utf8'));
const pyodide = await loadPyodide();
for (const [place, folder] of Object.entries(job.mounts)) {
  pyodide.FS.mkdirTree(place);
  pyodide.mountNodeFS(place, folder);
}
for (const [place, text] of Object.entries(job.files)) {
  pyodide.FS.mkdirTree(place.slice(0, place.lastIndexOf('/')));
  pyodide.FS.writeFile(place, text);
}
pyodide.globals.set('job_json', JSON.stringify(job));
const result = pyodide.runPython(`
import importlib, json, os, platform, sys

job = json.loads(job_json)
sys.dont_write_bytecode = True
sys.path[:0] = job["path"]
os.chdir(job["directory"])
import pytest


class Reporter:
    """The outcome of each test: its worst phase."""

    outcomes = {}

    def pytest_runtest_logreport(self, report):
        if report.when == "call" or report.outcome != "passed":
            self.outcomes[report.nodeid] = report.outcome


reporter = Reporter()
plugins = [importlib.import_module(name) for name in job["plugins"]]
code = pytest.main(job["arguments"], plugins=[reporter, *plugins])
json.dumps({"exit": int(code), "python": platform.python_version(), "platform": sys.platform, "outcomes": reporter.outcomes})
`);
console.log(result);
