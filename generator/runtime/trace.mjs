// Runs the Python program on stdin inside the Pyodide of the folder named first, on the standard library named next, with the
// calculators' archive and the catalogue in place as a page has them. node trace.mjs PYODIDE LIBRARY ARCHIVE CATALOGUE
import { readFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { text } from 'node:stream/consumers';

process.on('uncaughtException', (error) => {
  console.error(String(error.message ?? error)); // the message alone: node would print all of the script it came from
  process.exit(1);
});

const [folder, library, archive, catalogue] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(`${folder}/pyodide.mjs`));
const ARCHIVE = '/lib/calculators.zip';
const pyodide = await loadPyodide({
  stdLibURL: library,
  env: { PYTHONPATH: ARCHIVE },
  fsInit: async (FS) => {
    FS.writeFile(ARCHIVE, await readFile(archive));
    FS.writeFile('/catalogue.json', await readFile(catalogue));
  },
});
pyodide.runPython(`
import dataclasses
dataclasses.written = []  # the source of each class's methods
def noted(text, *places):
    dataclasses.written.append(text)
    exec(text, *places)
dataclasses.exec = noted
`);
try {
  pyodide.runPython('no_such_name'); // loads what Pyodide needs to hand an error to JavaScript
} catch {}
pyodide.runPython(await text(process.stdin), { filename: 'inside.py' });
