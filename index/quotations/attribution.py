"""Attribution: who said a quotation, by which rule, and how sure that makes it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from index.quotations.naming import Referent
from index.quotations.quotation import Quotation

# How often each rule named the right speaker on the development articles, rounded down: see
# eval/quotes.py. Those of a block quotation's credit, of nested and of indirect speech, which the
# annotations do not show, are estimates.
CONFIDENCE = {
    "after": 0.97,  # “…,” Okafor said
    "before": 0.94,  # Okafor said, “…”
    "fragment": 0.9,  # Okafor said that the plan was “…”
    "called": 0.85,  # Okafor called the plan “…”
    "around": 0.85,  # The “…” plan failed, Okafor said
    "owner": 0.7,  # Okafor’s claim that “…”
    "colon": 0.85,  # Okafor had this to say: “…”
    "introduced": 0.75,  # Okafor was clear: “…”
    "unknown": 0.85,  # “…,” Okafor mewed
    "continued": 0.9,  # “…,” Okafor said. “…”
    "next": 0.8,  # “…,” Okafor said. Next paragraph: “…”
    "spoke": 0.7,  # Okafor recalled the day. “…”
    "line": 0.9,  # “…” Next line: - Ruth Okafor
    "credit": 0.95,
    "nested": 0.6,
    "indirect": 0.8,
}
NO_CUE = "no speech verb or “according to” near the quotation"
NO_INNER_CUE = "a quotation inside a quotation without a speech verb"
NO_CREDIT = "a block quotation without a credit"


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who said something, in which block, and how that is known."""

    speaker: Referent
    rule: str
    block: int
    cue: tuple[int, int] | None = None
    reported_by: str | None = None


def told(quotation: Quotation, said: Attribution | None) -> Quotation:
    """Return a quotation with who said it."""
    if said is None:
        return replace(quotation, reason=NO_CUE)
    speaker = said.speaker
    return replace(
        quotation,
        speaker=(speaker.start, speaker.end),
        speaker_name=speaker.name,
        role=speaker.role,
        cue=said.cue,
        reported_by=said.reported_by,
        confidence=CONFIDENCE[said.rule] if speaker.name else 0.0,
        reason=None if speaker.name else speaker.reason,
    )
