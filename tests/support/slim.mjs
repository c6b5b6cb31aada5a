// Boots the built runtime under node as the worker does, runs what stdin names, and prints what came back.
//   node slim.mjs RUNTIME PYODIDE, stdin: JSON [{name, inputs}, …]; stdout: JSON {answers, traceback, compiled}
import { copyFile, mkdtemp, readFile, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';

const [folder, npm] = process.argv.slice(2);
const name = (await readdir(folder)).find((file) => /^manifest\.\w+\.json$/.test(file));
const { files, lock } = JSON.parse(await readFile(`${folder}/${name}`, 'utf8'));
const ARCHIVE = '/lib/calculators.zip';
const archive = await readFile(`${folder}/${files.calculators}`);
const whole = await mkdtemp(`${tmpdir()}/slim-`); // the loader knows its files by fixed names
for (const file of ['pyodide.mjs', 'package.json', 'pyodide-lock.json']) await copyFile(`${npm}/${file}`, `${whole}/${file}`);
await copyFile(`${folder}/${files.script}`, `${whole}/pyodide.asm.js`);
await copyFile(`${folder}/${files.wasm}`, `${whole}/pyodide.asm.wasm`);
const { loadPyodide } = await import(pathToFileURL(`${whole}/pyodide.mjs`));
const pyodide = await loadPyodide({
  stdLibURL: `${folder}/${files.library}`,
  lockFileContents: lock,
  env: { PYTHONPATH: ARCHIVE },
  fsInit: async (FS) => FS.writeFile(ARCHIVE, archive),
});
// What dataclasses write is compiled when the site is built: what is compiled here after all is told.
pyodide.runPython(`
import _written
compiled = []
def compile_after_all(text, *places):
    compiled.append(text)
    exec(text, *places)
_written.exec = compile_after_all
`);
const door = pyodide.pyimport('calculators.core.door');
const { Catalogue } = pyodide.pyimport('calculators.core.catalogue');
const catalogue = Catalogue.from_json(await readFile(`${folder}/${files.catalogue}`, 'utf8'));
const jobs = JSON.parse(await text(process.stdin));
const answers = jobs.map((job) => JSON.parse(door.run_json(job.name, JSON.stringify(job.inputs), catalogue, 'full')));
const compiled = pyodide.globals.get('compiled').toJs();
let traceback = '';
try {
  door.run_json('rent_or_buy', '[', catalogue, 'full');
} catch (error) {
  traceback = error.message;
}
console.log(JSON.stringify({ answers, traceback, compiled }));
