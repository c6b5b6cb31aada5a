// Boots the built runtime under node as the worker does, runs what stdin names, and prints what came back.
//   node slim.mjs RUNTIME PYODIDE, stdin: JSON [{name, inputs}, …]; stdout: JSON {answers, modules, traceback}
import { readFile, readdir } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';

const [folder, npm] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(`${npm}/pyodide.mjs`));
const name = (await readdir(folder)).find((file) => /^manifest\.\w+\.json$/.test(file));
const { files, lock } = JSON.parse(await readFile(`${folder}/${name}`, 'utf8'));
const ARCHIVE = '/lib/calculators.zip';
const archive = await readFile(`${folder}/${files.calculators}`);
const pyodide = await loadPyodide({
  stdLibURL: `${folder}/${files.library}`,
  lockFileContents: lock,
  env: { PYTHONPATH: ARCHIVE },
  fsInit: async (FS) => FS.writeFile(ARCHIVE, archive),
});
const door = pyodide.pyimport('calculators.core.door');
const { Catalogue } = pyodide.pyimport('calculators.core.catalogue');
const catalogue = Catalogue.from_json(await readFile(`${folder}/${files.catalogue}`, 'utf8'));
const jobs = JSON.parse(await text(process.stdin));
const answers = jobs.map((job) => JSON.parse(door.run_json(job.name, JSON.stringify(job.inputs), catalogue, 'full')));
const modules = pyodide.runPython('import sys; sorted(sys.modules)').toJs();
let traceback = '';
try {
  door.run_json('rent_or_buy', '[', catalogue, 'full');
} catch (error) {
  traceback = error.message;
}
console.log(JSON.stringify({ answers, modules, traceback }));
