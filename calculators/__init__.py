"""Cloud or Rig: calculators that answer where to run generative AI. Standard library only; runs in the browser as it is."""

from calculators.core.catalogue import Catalogue
from calculators.core.door import names, open_link, run

__all__ = ["Catalogue", "names", "open_link", "run"]
