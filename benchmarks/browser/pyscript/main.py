"""What PyScript runs on the page's own thread: the answer for the page's defaults, as the worker gives it."""

import json

from js import document, performance

from calculators.core.catalogue import Catalogue
from calculators.core.door import run_json

with open("catalogue.json", "rb") as file:
    catalogue = Catalogue.from_json(file.read())
name = document.querySelector(".cr-calculator").dataset.calculator
answer = json.loads(run_json(name, "{}", catalogue, "full"))
document.querySelector(".cr-answer").outerHTML = answer["html"]
performance.mark("calculator-answer")
