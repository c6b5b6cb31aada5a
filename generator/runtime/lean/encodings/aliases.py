"""In place of three hundred other names of encodings, of which a page's Python has the modules of UTF-8 alone."""

aliases = {"u8": "utf_8", "utf": "utf_8", "utf8": "utf_8"}
