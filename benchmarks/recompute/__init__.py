"""How long a live answer takes in the browser's worker, for every calculator.

Measured: from the message with the inputs to the message with the answer, as the page sees it, in the runtime that the build
ships, in its own worker, in Chromium. A reader changes one input at a time: each message differs in one field from the
defaults. Sliders and numbers ask `quick`, as the page does while they move; every other move, and the rest of them, asks `full`.
No message is sent twice, so that no answer is one kept from before. Before the first that counts, some two hundred others are
answered: a browser translates WebAssembly that runs often a second time, in a second or two after the start, and answers take two
to three times as long until then.
"""
