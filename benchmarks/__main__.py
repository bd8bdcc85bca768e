"""`python -m benchmarks`, which is `./dev bench`."""

import sys

from benchmarks.runner import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
