"""Reads every committed fact as an auditor would: from the log alone, everything must add up.

Nothing here knows how the core decides; each rule is one that the product promises (PRODUCT, METRICS and the
docstrings of ``core.facts``). A broken rule raises :class:`Broken` in the moment it is broken. What the log has told is
kept in :class:`Ledger`; each module holds the rules of one subject.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import msgspec

from trunkline.core import board as boards, call_record, facts as f
from trunkline.ports import Batch
from trunkline.sim.audit import at_home, beside, calls, line, shifts, sums, talks
from trunkline.sim.audit.ledger import Broken, Ledger, Rules, check, given_callbacks

__all__ = ["Audit", "Broken", "check", "given_callbacks"]

_RULES: Rules = {
    **calls.RULES,
    **line.RULES,
    **at_home.RULES,
    **beside.RULES,
    **talks.RULES,
    **shifts.RULES,
}


class Audit(Ledger):
    """Folds the log into the ledger, and holds each fact against it."""

    def committed(self, batches: Sequence[Batch]) -> None:
        """A transaction is in. One that is repeated because its answer was lost counts once."""
        for batch in batches:
            check(not batch.facts or batch.first_seq <= self.seq + 1, "a gap in the log", self.seq, batch.first_seq)
            for seq, fact in enumerate(batch.facts, batch.first_seq):
                if seq > self.seq:
                    self.seq = seq
                    self._fact(fact)

    def _fact(self, fact: f.Fact) -> None:
        kind = type(fact).__name__
        self.kinds[kind] += 1
        if self.deep:
            fields = msgspec.to_builtins(fact)
            boards.apply(self.board, kind, fields)
            self.figures.add(kind, fields)
            self.digest = zlib.crc32(msgspec.json.encode((kind, fields)), self.digest)
            trail = self.calls.get(fields.get("call_id") or "")
            if trail is not None:
                trail.record = call_record.fold(trail.record, kind, fields)
        rule = _RULES.get(kind)
        if rule is not None:
            rule(self, fact)

    def finish(self) -> None:
        """Nothing goes on any more: everything that began has ended, and the sums hold."""
        sums.finish(self)
