"""How long a reader waits for the first live answer, and what it costs to download, beside stock Pyodide and PyScript.

Measured: from the start of the page (the browser's time origin) to the first answer that came from the worker, as the page's
own mark `calculator-answer` tells it. The page starts by itself once a frame of it is shown; nobody touches it.

Compared, in one run and in turns, on the same page of the built site with the same page script and the same messages:
- ours: the runtime that the build writes;
- stock: the unchanged files of the same version of the npm package, started in a module worker as its documentation shows
  (`loadPyodide`, then `loadPackage` on the plain source wheel of calculators/); the catalogue is fetched beside it.
- PyScript: the same page without a script of ours, and `<script type="py">` of @pyscript/core on the page's own thread with the same
  unchanged Pyodide; what it runs (pyscript/main.py) puts the answer in its place once.
All are served by one server with brotli twins at the highest quality and the same caching headers.

Cold is a browser with a new profile, left to itself until its own start is over (it fills one core for almost a second); warm is
a browser started anew on a profile that has had the page open several times, long enough for the browser to keep its code and for
our worker to keep Python's memory (docs/js/memory.js). Throttled is 10 Mbit/s with a round trip of 40 ms for every connection of
the browser, workers' too, by a proxy in front of the server. Each figure is the median of the runs.

Kept, as it helps: bytecode of the modules that are loaded alone; the methods of dataclasses compiled beforehand; Pyodide without
its event loop, its installer and the parser's tree (generator/runtime/lean.py: 0.42 s of loading became 0.24 s under node, then
0.18 s); WebAssembly without what no page reaches, compiled while its script still comes; its data without the tables of East
Asia's character sets and of Unicode's names, and with the addresses written at build time (generator/runtime/data.py: 0.48 MB of
3.16 MB less to download, 0.53 of stock's time over 10 Mbit/s before; unthrottled 20 ms of 1,400); the catalogue handed over as
bytes (60 ms less than as text); a memory kept by the browser for the next visit, without the pages that are zero, at once and
without waiting for the page to be read, and a few answers more in the quiet after the first, as the browser keeps fast code of
what has run often (0.86 s warm before all three, 0.69 s after, medians of 14 in turns); the worker made while the page is still
read and started once the theme's script has done its part; the theme's search left until somebody searches, and its script
without what styles the whole page anew, seven times a page (generator/hosting/script.py: 0.50 of stock's time cold with both,
0.42 without; Lighthouse's mobile score of a calculator's page 0.77 to 0.97 before, 0.97 to 1.00 after, its blocking time up to
1,090 ms before and 130 after); our style sheets in one file (generator/hosting/styles.py: 0.98 to 0.99, as more than six files at
once are waited for twice); Pyodide's script without OpenGL, SDL and what else only libraries loaded later could name
(generator/runtime/glue.py: 657 to 257 kB, 130 to 71 kB in brotli; 250 modules of WebAssembly less to compile at each start, warm 781
to 695 ms, cold within chance); the memory looked for first and read while WebAssembly compiles, checked by a sum of words (8 ms) in
place of a digest (20 to 60), and an answer without waiting to be told to go (warm 736 to 689 ms, medians of 8 in turns); a quick
answer first, the rest after it, for which nothing on the page changes (cold 1,827 to 1,687 ms, 7 in turns on a slow machine); methods
of dataclasses read as they are wanted, without line numbers, and `statistics` and the engines of sizing not loaded where only a
median or a task's name is wanted (43 kB less to download; cold 1,357 to 1,303 ms, 9 in turns); each indirect call of Pyodide's
WebAssembly through one function a type (generator/runtime/indirect.py: V8 works on its fast code for 0.81 s instead of 1.53 s until
the first answer; cold 1,280 to 1,118 ms, means of 11 in turns, answers while a slider moves as fast as before within chance); records
read from their lines as they are asked for, and patterns, decimal numbers and addresses not prepared before they are needed (1,118 to
1,075 ms in the same runs). All together, on a quiet machine: cold 0.31 and 0.33 of stock's time in two runs (1,107 and 1,280 ms),
warm 0.21.

Left out, as it did not: a memory shipped with the site instead of the library (4.0 MB in all, above the bound; of an interpreter
that has loaded nothing it is 1.6 MB by itself, and the first answer came no earlier: what is not run to start is compiled later);
`wasm-opt -Oz` (not smaller); Python's garbage collector paused while it starts (no difference that could be told from chance);
the theme's style sheet without the rules for content tabs, which no page has (none either); charts and tables far from the screen
left out of styling and layout by `content-visibility` (0.44, but a block that is replaced above the screen would lose its height
and move what is read); the worker started at the page's first frame (0.41, no earlier, as two cores are busy until then, and
Lighthouse's mobile score 0.86 where it is 1.00 with the theme's script done first).
"""
