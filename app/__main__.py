"""`python -m app`: the command line, where the `sanxian` script is not at hand."""

from app.cli.main import main

if __name__ == "__main__":
    main()
