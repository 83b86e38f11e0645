"""A command that is not allowed now."""

from __future__ import annotations


class Refusal(Exception):
    """A person's command was refused because of the state things are in.

    ``code`` is stable (``agent.not_signed_in``); ``retry`` tells whether trying again later may help; ``params`` fill
    the translated text.
    """

    def __init__(self, code: str, *, retry: bool = False, **params: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.retry = retry
        self.params = params
