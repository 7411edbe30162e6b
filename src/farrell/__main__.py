"""``python -m farrell``."""

from farrell.cli import main

if __name__ == "__main__":
    main()
