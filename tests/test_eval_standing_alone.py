"""The benchmark of questions that stand alone, put into chats."""

from __future__ import annotations

import json
import random
from pathlib import Path

from eval.benchmarks.standing_alone import Asked, Outcome, chat, draw, load, shares
from qa.conversation.turns import Cited, Turn


def row(question: str, article: str, **more: object) -> str:
    made = {"question": question, "article_ids": [article], "sentences": [], "spans": [], **more}
    return json.dumps(made) + "\n"


def test_what_is_held_back_stays_out(tmp_path: Path) -> None:
    file = tmp_path / "questions.jsonl"
    file.write_text(
        row("who sank it", "a", sentences=["Berg sank it."], spans=["Berg"])
        + row("who left", "a", part="held")
        + row("who came", "b"),
        encoding="utf-8",
    )
    (tmp_path / "article_urls.txt").write_text("a\nb\n", encoding="utf-8")
    cited = (Cited("Berg", "Berg sank it."),)
    turn = Turn("who sank it", "who sank it", cited, ("Berg",))
    assert load(file) == [Asked("a", turn)]


def test_a_chat_tells_which_questions_were_changed() -> None:
    asked = [Asked("a", Turn(text, text)) for text in ("who led the Oslo board?", "who left it?")]
    made = list(chat(asked, None, same_topic=True))
    assert [one.left_alone for one in made] == [True, False]
    assert made[1].made == "who left the Oslo board?"


def test_half_of_a_draw_keeps_to_its_topics() -> None:
    asked = [
        Asked(str(n % 9), Turn(f"who led ship {n}?", f"who led ship {n}?")) for n in range(120)
    ]
    made = draw(asked, random.Random(1), None)
    assert len(made) == len({one.question for one in made}) == 100
    topics = [int(one.question[13:-1]) % 9 for one in made if one.same_topic]
    assert topics == sorted(topics)
    assert len(topics) == 50


def test_shares() -> None:
    kept, guessed = Outcome(True, "a", "a", True), Outcome(True, "a", "b", False)
    wrong, other = Outcome(True, "a", None, True), Outcome(False, "a", None, True)
    draws = [[kept, guessed, other], [kept, wrong, kept, kept]]
    assert shares(draws, lambda one: one.same_topic) == ("0.625", "0.50", "0.875")
