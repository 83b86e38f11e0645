"""survey: ask how it was and read one key.

Settings: question (its name in lists and reports); prompts; answers {key: {score, label, satisfied, complaint}}, each
of which may be left out; tries (default 2); timeout_s after the prompt (default 5); invalid_prompts and
no_input_prompts played before asking again; thanks_prompts; next. Branches on.complaint (a complaint's key was pressed)
and on.no_answer (the tries are used up) are only taken where they are set; else it goes on by next.
"""

from __future__ import annotations

from typing import Any

from trunkline.core.flow.nodes.base import Node
from trunkline.core.flow.run import FlowRun

DEFAULT_TRIES = 2
DEFAULT_TIMEOUT_S = 5


class SurveyNode(Node):
    """A key pressed during the question interrupts it; the first key that means something counts."""

    def branches(self, node: dict[str, Any]) -> tuple[str, ...]:
        """next; more where set."""
        return ("next", *(name for name in ("complaint", "no_answer") if name in node.get("on", {})))

    def problems(self, node: dict[str, Any]) -> tuple[str, ...]:
        """A question that no key answers."""
        return () if node.get("answers") else ("flow.answers_missing",)

    def enter(self, run: FlowRun) -> None:
        """Ask; after a restart in the middle of the thanks, thank."""
        if run.cursor.answer:
            self._thank(run)
        else:
            run.ask()
            self._ask(run, [])

    def _ask(self, run: FlowRun, before: list[str]) -> None:
        prompts = [*before, *(run.node.get("prompts") or [])]
        if prompts:
            run.play(prompts)
        else:
            self.played(run)

    def played(self, run: FlowRun) -> None:
        """Wait for a key; after the thanks, go on."""
        if run.cursor.answer:
            self._go_on(run)
        else:
            run.wait(run.node.get("timeout_s", DEFAULT_TIMEOUT_S))

    def key(self, run: FlowRun, key: str) -> None:
        """Take the answer, or ask again."""
        if run.cursor.answer:
            return
        meaning = run.node.get("answers", {}).get(key)
        run.stop_playing()
        if meaning is None:
            run.take_key(key, accepted=False)
            self._again(run, run.node.get("invalid_prompts") or [])
        else:
            run.answer(run.node.get("question", ""), key, meaning)
            self._thank(run)

    def due(self, run: FlowRun) -> None:
        """No key came."""
        self._again(run, run.node.get("no_input_prompts") or [])

    def _again(self, run: FlowRun, prompts: list[str]) -> None:
        run.cursor.tries += 1
        if run.cursor.tries < run.node.get("tries", DEFAULT_TRIES):
            self._ask(run, prompts)
        else:
            run.leave("no_answer" if "no_answer" in run.node.get("on", {}) else "next")

    def _thank(self, run: FlowRun) -> None:
        prompts = run.node.get("thanks_prompts") or []
        if prompts:
            run.play(prompts)
        else:
            self._go_on(run)

    def _go_on(self, run: FlowRun) -> None:
        complains = run.node.get("answers", {}).get(run.cursor.answer, {}).get("complaint", False)
        run.leave("complaint" if complains and "complaint" in run.node.get("on", {}) else "next")
