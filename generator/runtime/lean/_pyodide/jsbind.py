"""In place of Pyodide's signatures for functions of JavaScript, which it reads from annotations: the calculators call none."""

from _pyodide_core import (  # type: ignore[import-not-found]
    JsFuncSignature,
    js2py_default_call_result,
    py2js_default,
)


class no_default:
    """Marks a parameter that has no default."""


def _anything(*args: object, **kwargs: object) -> None:
    """The signature of what has none."""


default_signature = JsFuncSignature(
    _anything, False, 0, (), (), py2js_default, (), (), (), py2js_default, js2py_default_call_result
)
