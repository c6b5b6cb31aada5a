"""In place of asyncio: Pyodide's core imports it for values that are awaited, and the calculators await nothing."""


def __getattr__(name: str) -> object:
    raise AttributeError(f"asyncio.{name}: a page's Python has no event loop")
