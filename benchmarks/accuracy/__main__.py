"""The same as `python -m benchmarks accuracy`."""

import sys

from benchmarks.accuracy.command import main

sys.exit(main(sys.argv[1:]))
