"""How long a caller will wait, as far as can be told when they get in line."""

from __future__ import annotations

from dataclasses import dataclass

PRIOR_CALLS, LATEST_CALLS = 10, 50
TRUSTED_CALLS = 10
"""So many calls must have been handled before callers are told of a wait."""


def expected_wait_ms(ahead: int, agents: int, handling_ms: float) -> int | None:
    """Expected wait of who has ``ahead`` callers before them, all agents busy: (ahead + 1) x mean handling time /
    agents. None when nobody is at work.

    Source: W. Whitt, Predicting Queueing Delays, Management Science 45 (1999) 870-888, the delay conditional on the
    queue length in M/M/s; as a predictor ("QLs") compared with others in R. Ibrahim and W. Whitt, Real-Time Delay
    Estimation Based on Delay History, Manufacturing & Service Operations Management 11 (2009) 397-415. It leaves out
    that callers hang up and that agents serve other queues beside this one, so that it errs in both directions.
    """
    return round((ahead + 1) * handling_ms / agents) if agents > 0 else None


@dataclass(slots=True)
class Handling:
    """Mean of talk, hold and wrap-up of a queue's calls: what the administrator expects counts as ten calls at first,
    and later each call as one of the latest fifty."""

    mean_ms: float
    seen: int = PRIOR_CALLS
    expected_ms: int = 0
    "what the administrator expects, as it was when learning began"

    @property
    def trusted(self) -> bool:
        """Enough calls were handled to tell callers what follows from them."""
        return self.seen >= PRIOR_CALLS + TRUSTED_CALLS

    def learn(self, length_ms: int) -> None:
        """One more call was handled."""
        self.seen = min(self.seen + 1, LATEST_CALLS)
        self.mean_ms += (length_ms - self.mean_ms) / self.seen
