"""One change of a claim, as the families of changes propose it."""

from typing import NamedTuple


class Edit(NamedTuple):
    """`claim[start:end]` becomes `becomes` ("" where it is dropped)."""

    start: int
    end: int
    becomes: str

    def applied(self, claim: str) -> str:
        """The claim with this change made."""
        return claim[: self.start] + self.becomes + claim[self.end :]
