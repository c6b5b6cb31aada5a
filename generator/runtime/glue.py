"""Pyodide's script without what no page uses.

Emscripten puts into it every function that a library loaded later might want, OpenGL and SDL among them, and names each for such
libraries; when Python starts it writes the addresses of 256 functions of OpenGL down, each with a WebAssembly module of its own.
No page here loads a library or draws that way. So what the WebAssembly does not import is named no more, and what nothing names
any longer is left out by terser.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from generator.runtime.failure import RuntimeBuildError

UNWANTED = "emscripten_gl"
"""How the names of OpenGL's functions begin. The WebAssembly keeps a table of their addresses, which nothing reads: they are zero."""

_IMPORTS = re.compile(r"var wasmImports=\{([^{}]*)\};")
_SIGNATURE = re.compile(r'(?P<function>[\w$]+)\.sig="\w*";')
"""What is compiled from: `_exit.sig="vi";`."""
_PROPERTY = re.compile(r'(?<=;)Module\["(?P<name>[\w$]+)"\]=[\w$]+;')
"""Named for others: `Module["stackSave"]=stackSave;`."""
_READ = re.compile(r"[.\"'`]([\w$]+)")
"""A name that may be that of a property."""
WORD = re.compile(r"[\w$]+")
"""A name, or what may be one."""

REPLACED = {
    # what is done at the start for drawing, sound, and libraries loaded later
    "registerWasmPlugin();": "",
    "MainLoop.init();": "",
    "for(let i=0;i<32;++i)tempFixedLengthArray.push(new Array(i));": "",
    "for(var i=0;i<=288;++i){miniTempWebGLFloatBuffers[i]=miniTempWebGLFloatBuffersStorage.subarray(0,i)}": "",
    "for(var i=0;i<=288;++i){miniTempWebGLIntBuffers[i]=miniTempWebGLIntBuffersStorage.subarray(0,i)}": "",
    "registerPostMainLoop(()=>SDL.audio?.queueNewAudioData?.());": "",
    # addresses of functions: those that the WebAssembly asks for alone, and of OpenGL's none
    'GOT[symName]||=new WebAssembly.Global({value:"i32",mutable:true});': "if(!GOT[symName])continue;",
    "if(!value&&!entry.required){continue}": "if(!value){continue}",
    "functionsInTableMap=new WeakMap;updateTableMap(0,wasmTable.length)": "functionsInTableMap=new WeakMap",
}
"""Text of Pyodide 0.29.5, each once, and what stands in its place."""


def leave_out(script: str, loader: str, imported: Collection[str]) -> str:
    """The script that names for others only what the WebAssembly imports and `loader`, the script that starts it, may read.

    Raises:
        RuntimeBuildError: it is not as this version of Pyodide writes it.
    """
    for text, other in REPLACED.items():
        if script.count(text) != 1:
            raise RuntimeBuildError(f"the script of Pyodide holds {script.count(text)} times, not once: {text}")
        script = script.replace(text, other)
    script = re.sub(r"(?<![\w.$])eval\(", "(0,eval)(", script)  # what a direct eval could name, terser would keep
    found = _IMPORTS.findall(script)
    if len(found) != 1:
        raise RuntimeBuildError(
            f"the script of Pyodide lists what the WebAssembly imports {len(found)} times, not once"
        )
    wanted = [entry for entry in found[0].split(",") if _is_wanted(entry.partition(":")[0], imported)]
    functions = {entry.rpartition(":")[2] for entry in wanted}
    script = _IMPORTS.sub(lambda _: f"var wasmImports={{{','.join(wanted)}}};", script)
    script = _SIGNATURE.sub(lambda sign: sign[0] if sign["function"] in functions else "", script)
    return _without_properties(script, loader)


def _is_wanted(name: str, imported: Collection[str]) -> bool:
    return name in imported and not name.startswith(UNWANTED)


def _without_properties(script: str, loader: str) -> str:
    read = {*_READ.findall(_PROPERTY.sub("", script)), *WORD.findall(loader)}
    while (less := _PROPERTY.sub(lambda found: found[0] if found["name"] in read else "", script)) != script:
        script = less
    return script
