"""`python -m benchmarks`: every benchmark that is held to bounds; `python -m benchmarks NAME …`: one of them.

A benchmark is a package here with a module `command` that holds `main(arguments) -> exit code`; where that module says
`BOUNDED = True`, `make bench` runs it. Nothing else is to be registered.
"""

from __future__ import annotations

import importlib
import importlib.util
import pkgutil
import sys
from types import ModuleType

import benchmarks


def commands() -> dict[str, ModuleType]:
    """The benchmarks by name."""
    packages = sorted(module.name for module in pkgutil.iter_modules(benchmarks.__path__) if module.ispkg)
    modules = {name: f"benchmarks.{name}.command" for name in packages}
    return {
        name: importlib.import_module(module) for name, module in modules.items() if importlib.util.find_spec(module)
    }


def main(arguments: list[str]) -> int:
    """Run what is asked for; 1 where a bound is missed."""
    found = commands()
    name, rest = (arguments[0], arguments[1:]) if arguments and not arguments[0].startswith("-") else ("", arguments)
    if name and name not in found:
        print(f"there is no benchmark {name}; there are {', '.join(found)}", file=sys.stderr)
        return 2
    chosen = [found[name]] if name else [module for module in found.values() if getattr(module, "BOUNDED", False)]
    return max([module.main(rest) for module in chosen], default=0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
