"""`python bench/ingest/run.py`: compare webhook ingest; `--help` tells the options."""

import runpy
import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[2]))
    runpy.run_module("bench.ingest.compare", run_name="__main__")
