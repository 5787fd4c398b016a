"""What signing in leaves behind, and nobody needs any more."""

from db.staff.staff import Act

# What it was is told by the audit for as long as the audit is kept.
_STATEMENTS = ("tidy_sessions", "tidy_links", "tidy_tokens", "tidy_notices", "attempt_drop_old")


async def tidy(act: Act) -> int:
    """Forget ended sessions, links and tokens, read notices and old attempts; how many rows."""
    return sum([await act.run(name) for name in _STATEMENTS])
