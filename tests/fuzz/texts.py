"""Texts that no analyst means: for attributes, names, conditions, timers, scripts and patterns."""

from __future__ import annotations

from random import Random

EXPRESSIONS = (
    "", " ", "=", "${", "${}", "${a", "1 +", "a.b.c.d.e", "().__class__.__bases__[0].__subclasses__()",
    "__import__('os')",     "open('/etc/passwd')", "9**9**9**9",
    "9" * 5_000, "'x' * 10**9", "'a' + " * 2_000 + "'a'", "(" * 5_000, "[" * 3_000,
    "not " * 5_000 + "true", "-" * 4_000 + "1", "1" + " + 1" * 20_000, "a" * 100_000, "if a then " * 500 + "1",
    "a[0]" + "[0]" * 3_000, "lambda: 0", "[x for x in y]", "f'{a}'", "'{0.__class__}'.format(a)", "a == a == a",
    "x in [1..999999999999]", "1 in [1..1e308]", "1/0", "1e999", "nan", "inf - inf", "null + 1", "true < 'a'", "'\x7f'",
    "date('9999-12-31') + duration('P1D')", "date('0000-00-00')", "now()", "today() - 1", "𝒶𝒷𝒸 == 1", "ｌｅｎ(a)",
    "a\u202eb", "\ufeffa == 1", "\"", "'", "#{a}", "${a} and ${b}", "= = a", "count(a)", "some x in y satisfies x",
    "{a: 1}", "a ? b : c", "a; b", "a = 1\nb = 2", "\\", "a if b else c", "amount > 10", "true", "x.y(1)", "a[-1]",
)  # fmt: skip
TIMERS = (
    "R/PT0.001S", "R1000000/PT1S", "R/PT0S", "PT0S", "P0D", "R-1/PT1S", "R/P1D", "R9999/PT1S", "P999Y", "P9999Y",
    "PT999999999S", "PT9999999999999S", "P999999D", "-P1D", "9999-12-31T23:59:59+00:00", "9999-12-31T23:59:59-12:00",
    "0000-01-01", "0001-01-01T00:00:00+14:00", "0001-01-01", "2026-02-30", "2026-03-02T08:00", "R3/9999-12-31/P1D",
    "R/0001-01-01T00:00:00/PT1S", "R/0001-01-01/P1M", "R9999/0001-01-01T00:00:00+14:00/P1M", "R5/2026-01-01/P1Y",
    "P", "PT", "R/", "R//", "0 0 12 * * ?", "* * * * *", "P1.5D", "p1d", "PT1H30", "duration('P1D')", "'PT1H'", "1",
    "R3/P1D/9999-12-31", "2026-W10-1", "20260302", "2026-03-02T24:00", "2026-03-02T08:00:60Z", "P٣D", "R²/P1D",
)  # fmt: skip
PATTERNS = (
    "(a+)+$",
    "(a|a)*b",
    "(.*)*x",
    "a{1000}{1000}",
    "(?=a)",
    r"\1",
    "[",
    "(",
    "*",
    "a{99999999}",
    "(?P<x>a)",
    "\\p{L}+",
    "(" * 3_000,
    "x" * 100_000,
    "(?i)(?s).*",
    "[\\w\\d]{1,500}{1,500}",
    "^$",
    "",
    "\x00",
    "((a{100}){100}){100}",
)
_LETTERS = ("a", "ệ", "\u0301", "\u202e", "\U0001f4a9", "\ufffd", "٣", "\u200b", "{", "%", "<", "&", '"', "\n", "“")


def text(chance: Random) -> str:
    """Anything at all."""
    match chance.randrange(6):
        case 0:
            return chance.choice(EXPRESSIONS)
        case 1:
            return chance.choice(TIMERS)
        case 2:
            return chance.choice(_LETTERS) * chance.choice((1, 100, 100_000))
        case 3:
            return "".join(chance.choices(_LETTERS, k=40))
        case 4:
            return chance.choice(("true", "false", "0", "-1", "1", "null", "None", "yes", "", " ", "../../etc/passwd"))
        case _:
            return str(10 ** chance.choice((3, 9, 18, 400)))
