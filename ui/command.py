"""The command `motcua`: every door to the house that is not the site.

What a command needs is imported when it runs: `motcua --help` and the supervisor stay small. With `--json` exactly
one JSON document is written to standard output. A refusal is one sentence on standard error: exit code 2 when what
was given cannot be read, 1 when it was refused.
"""

from ui.commands import copies, demonstration, logs, procedures, proofs, reminding, running, staff, tokens
from ui.commands.door import main

__all__ = ["copies", "demonstration", "logs", "main", "procedures", "proofs", "reminding", "running", "staff", "tokens"]

if __name__ == "__main__":
    main()
