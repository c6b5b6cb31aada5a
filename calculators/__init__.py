"""Cloud or Rig: calculators that answer where to run generative AI. Standard library only; runs in the browser as it is."""

from calculators._asking import Answer, ask, carried, options
from calculators.core.catalogue import Catalogue
from calculators.core.door import names, open_link, run
from calculators.core.inputs import InputError

__all__ = ["Answer", "Catalogue", "InputError", "ask", "carried", "names", "open_link", "options", "run"]
