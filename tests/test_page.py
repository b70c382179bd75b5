"""The page in a browser: what a reporter sees, clicks and copies."""

from __future__ import annotations

import asyncio
import json
import re
import shutil
import socket
import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from queue import Queue
from typing import Any

import httpx
import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from conftest import HashEmbedder, add, always, make_article
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from index.library import Library
from qa.showing.phrases import NOT_FOUND, RELATED
from ui.collection import Collection
from ui.server import build_app, web_server

CHROMIUM = shutil.which("chromium")
pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="no chromium: install Debian's packages chromium and chromium-driver"
)

HOSTILE = (
    "<script>window.pwned = 1</script>",
    "<img src=x onerror=window.pwned=1>",
    "${window.pwned = 1} {{#with this}}{{constructor}}{{/with}} @children",
    '"><svg onload="window.pwned = 1">',
    "</mark></article></template><iframe src='javascript:parent.pwned=1'></iframe>",
    "[click](javascript:window.pwned=1) {% raw %} {{ 7 * 7 }}",
)
KELLY = "one of the most difficult tasks he faced with Trump"
PIER = """Harbor plan approved

By Ruth Berg

The council approved the harbor plan on Tuesday after a long debate about the ferry landing.

“We will build the new pier before winter comes,” said Olaf Lund, the harbor master of Westport.

The plan costs four million dollars and will be paid from the port fund over ten years.
"""

# Which of the two it is hangs on the reader.
UNANSWERED = re.compile(f"{re.escape(NOT_FOUND)}|{re.escape(RELATED)}")


@contextmanager
def served(path: Path, **settings: Any) -> Iterator[str]:
    """Serve the page of a library on a free port, in a thread; yields its address."""
    servers: Queue[uvicorn.Server] = Queue()

    async def serve(collection: Collection) -> None:
        # Made inside the loop: outside of one, Gradio makes loops that it never closes.
        server = web_server(build_app(collection, **settings))
        servers.put(server)
        await server.serve(sockets=[listener])

    with (
        Library(path, always(HashEmbedder())) as library,
        socket.create_server(("127.0.0.1", 0)) as listener,
    ):
        collection = Collection(library, reader="sentence")
        thread = threading.Thread(target=lambda: asyncio.run(serve(collection)))
        thread.start()
        server = servers.get(timeout=60)
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


@pytest.fixture(scope="module")
def samples(hash_samples: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the sample articles; tests that change a library serve one of their own."""
    path = tmp_path_factory.mktemp("served") / "library"
    shutil.copytree(hash_samples, path)
    with served(path) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        yield chromium
        chromium.close()


Visit = Callable[..., Page]


@pytest.fixture
def visit(browser: Browser) -> Iterator[Visit]:
    """Open an address in a browser window of its own; no error may be logged in it."""
    contexts: list[BrowserContext] = []
    problems: list[str] = []

    def visit_(address: str, width: int = 1280, height: int = 860, **settings: Any) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height}, reduced_motion="reduce", **settings
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("dialog", lambda dialog: problems.append(dialog.message))
        page.goto(address)
        page.locator("#conversation .welcome").wait_for()
        return page

    yield visit_
    for context in contexts:
        context.close()
    assert not problems


def ask(page: Page, question: str) -> None:
    """Ask as a user does, and wait for the answer."""
    number = page.locator(".turn").count()
    page.get_by_label("Question", exact=True).fill(question)
    page.keyboard.press("Enter")
    page.locator(".turn").nth(number).wait_for()


def shown(page: Page) -> str:
    """Return the words that are marked in the source."""
    return "".join(page.locator("#source mark.shown").all_text_contents())


def is_in_view(page: Page, selector: str) -> bool:
    box = page.locator(selector).first.bounding_box()
    size = page.viewport_size
    assert box
    assert size
    return box["y"] >= 0 and box["y"] + box["height"] <= size["height"]


def violations(page: Page) -> list[str]:
    """Return what axe finds against WCAG 2.2 AA."""
    tags = "wcag2a wcag2aa wcag21a wcag21aa wcag22aa".split()
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": tags}})
    return [
        f"{one['id']} ({one['impact']}): {node['html'][:200]}"
        for one in found.response["violations"]
        for node in one["nodes"]
    ]


def test_an_answer_and_its_words_marked_in_the_source(samples, visit):
    page = visit(samples)
    assert page.evaluate("document.activeElement.closest('form') !== null")
    ask(page, "what did Kelly say")
    first = page.locator(".card").first
    expect(first.locator("blockquote")).to_contain_text(KELLY)
    expect(first.locator(".speaker")).to_contain_text("John F. Kelly, retired Marine")
    expect(first.locator(".confidence")).to_contain_text(re.compile(r"strong 0\.\d\d"))
    expect(page.locator("#source h2")).to_contain_text("Allies and Former U.S. Officials")
    assert shown(page).startswith(KELLY)
    assert is_in_view(page, "#source mark.shown")
    assert is_in_view(page, ".card.first blockquote")
    # The sentence around the mark is tinted, and the mark is underlined, not only coloured.
    expect(page.locator("#source .sentence").first).to_contain_text("And in a new book")
    line = "getComputedStyle(document.querySelector('mark.shown')).textDecorationLine"
    assert page.evaluate(line) == "underline"


def test_a_click_on_another_citation_changes_the_source(samples, visit):
    page = visit(samples)
    ask(page, "what did Kelly say")
    before = page.locator("#source h2").text_content()
    page.locator(".card .open").nth(1).click()
    expect(page.locator("#source h2")).not_to_have_text(before or "")
    assert shown(page).startswith("The point is, he saw absolutely no point in NATO")
    assert is_in_view(page, "#source mark.shown")
    expect(page.locator(".card").nth(1)).to_have_attribute("aria-current", "true")
    expect(page.locator(".card[aria-current]")).to_have_count(1)
    # The other answers of this article are marked too; the arrows go from one to the next.
    assert page.locator("#source mark.other").count() >= 2
    expect(page.locator("#source .count")).to_have_text(re.compile(r"1 of \d"))
    page.get_by_role("button", name="Next mark").click()
    expect(page.locator("#source .count")).to_have_text(re.compile(r"2 of \d"))
    assert shown(page).startswith("He thought (Vladimir) Putin")
    page.get_by_role("button", name="Previous mark").click()
    page.get_by_role("button", name="Previous mark").click()
    expect(page.locator("#source .count")).to_have_text(re.compile(r"(\d) of \1"))
    page.locator("#source .dropped summary").click()
    expect(page.locator("#source .dropped li").first).to_be_visible()


def test_browsers_keep_their_conversations_apart(samples, visit):
    one = visit(samples)
    ask(one, "what did Kelly say about NATO")
    ask(one, "and Bolton?")
    expect(one.locator(".asked-as")).to_have_text("Asked as: what did Bolton say about NATO?")
    expect(one.locator(".turn").nth(1).locator(".speaker").first).to_contain_text("Bolton")
    other = visit(samples)
    assert other.locator(".turn").count() == 0
    ask(other, "and Bolton?")
    assert other.locator(".turn h2").all_text_contents() == ["and Bolton?"]
    assert other.locator(".asked-as").count() == 0


def test_a_conversation_of_five_turns(samples, visit):
    page = visit(samples)
    asked_as = {
        "what did Kelly say?": None,
        "and Bolton?": "what did Bolton say?",
        "when was that?": "When did Bolton say that?",
        "did he say anything about Taiwan?": "did Bolton say anything about Taiwan?",
        "who reported it?": "who reported what Bolton said about Taiwan?",
    }
    for question, alone in asked_as.items():
        ask(page, question)
        turn = page.locator(".turn").last
        expect(turn.locator("h2")).to_have_text(question)
        expect(turn.locator(".asked-as")).to_have_text([f"Asked as: {alone}"] if alone else [])
    turns = page.locator(".turn")
    expect(turns.nth(0).locator("blockquote").first).to_contain_text(KELLY)
    expect(turns.nth(1).locator(".speaker").first).to_contain_text("Bolton")
    expect(turns.nth(2).locator(".note")).to_contain_text("2023-12")
    said = turns.nth(3).locator("blockquote").all_text_contents()
    assert all("Taiwan" in words for words in said)
    assert any("if I were in Taiwan, I would be very worried" in words for words in said)
    assert all("Bolton" in who for who in turns.nth(3).locator(".speaker").all_text_contents())
    expect(turns.nth(4).locator(".note")).to_contain_text(re.compile(r"Reported in: .*\(CNN\)"))
    assert "Taiwan" in shown(page)


def test_what_is_unclear_is_asked_back(samples, visit):
    page = visit(samples)
    ask(page, "what did he say")
    expect(page.locator(".which")).to_contain_text("It is not clear what “he” means here")
    ask(page, "who did Bolton and Kelly warn?")
    ask(page, "what did he say")
    expect(page.locator(".which").last).to_contain_text("Which do you mean?")
    page.get_by_role("button", name="what did Kelly say").click()
    expect(page.locator(".turn").nth(3).locator(".speaker").first).to_contain_text("Kelly")
    assert page.locator(".turn").nth(3).locator(".asked-as").count() == 0


def test_a_question_waits_for_the_one_before_it(samples, visit, monkeypatch):
    gate, answer = threading.Event(), Collection.ask

    def gated(*args: Any) -> object:
        gate.wait(timeout=30)
        return answer(*args)

    monkeypatch.setattr(Collection, "ask", gated)
    page = visit(samples)
    box = page.get_by_label("Question", exact=True)
    for name in ("Kelly", "Bolton", "Stavridis"):
        box.fill(f"what did {name} say")
        page.keyboard.press("Enter")
    box.fill("typed meanwhile")
    expect(page.locator(".waiting p")).to_have_count(3)
    assert page.locator(".turn").count() == 0
    gate.set()
    expect(page.locator(".turn")).to_have_count(3)
    names = [text.split()[2] for text in page.locator(".turn h2").all_text_contents()]
    assert names == ["Kelly", "Bolton", "Stavridis"]
    expect(page.locator(".waiting p")).to_have_count(0)
    expect(box).to_have_value("typed meanwhile")


def test_a_question_that_failed_is_given_back(samples, visit, monkeypatch):
    gate, answer = threading.Event(), Collection.ask

    def failing(collection: Collection, question: str, *context: Any) -> object:
        gate.wait(timeout=30)
        if "Kelly" in question:
            raise RuntimeError("a fault in the program")
        return answer(collection, question, *context)

    monkeypatch.setattr(Collection, "ask", failing)
    page = visit(samples)
    box = page.get_by_label("Question", exact=True)
    for name in ("Kelly", "Bolton"):  # one waits behind the one that fails
        box.fill(f"what did {name} say")
        page.keyboard.press("Enter")
    expect(page.locator(".waiting p")).to_have_count(2)
    gate.set()
    expect(page.locator(".turn h2")).to_have_text("what did Bolton say")
    expect(page.locator(".waiting p")).to_have_count(0)
    expect(box).to_have_value("what did Kelly say")
    assert page.locator(".turn").count() == 1


def test_ten_questions_at_once_are_all_answered_right(samples):
    names = "Kelly Bolton Stavridis Shaheen Flournoy Wright Grand Benitez Graham Miller".split()
    config = httpx.get(f"{samples}/config").json()
    (event,) = (
        event["id"]
        for event in config["dependencies"]
        for target, trigger in event["targets"]
        for component in config["components"]
        if (trigger, target) == ("ask", component["id"])
        and component["props"].get("elem_id") == "question"
    )
    at_once = threading.Barrier(len(names))

    def answered(name: str) -> str:
        """Ask what the page would, from a session of one's own; returns the conversation."""
        body = {
            "fn_index": event,
            "data": [None, "", "", "", ""],
            "event_data": {"question": f"What did {name} say?", "exactly": False},
            "session_hash": f"session-{name}",
        }
        at_once.wait()
        return httpx.post(f"{samples}/gradio_api/run/ask", json=body, timeout=30).json()["data"][1]

    with ThreadPoolExecutor(len(names)) as pool:
        conversations = list(pool.map(answered, names))
    for name, conversation in zip(names, conversations, strict=True):
        assert re.findall(r"<h2 .*?>(.*?)</h2>", conversation) == [f"What did {name} say?"]
        speakers = re.findall(r'<p class="speaker"><strong>(.*?)</strong>', conversation)
        assert speakers
        assert all(name in speaker for speaker in speakers)


def test_nothing_found_is_said_with_what_is_nearest(samples, visit):
    page = visit(samples)
    ask(page, "xylophones")
    expect(page.locator(".not-found")).to_have_text(UNANSWERED)
    words = page.locator(".card.near p").first.text_content() or ""
    page.locator(".card.near .open").first.click()
    page.locator("#source mark.shown").first.wait_for()
    assert shown(page).startswith(words.removesuffix(" …"))
    ask(page, "what did Ruth Okafor say")
    turn = page.locator(".turn").nth(1)
    expect(turn.locator(".note")).to_contain_text("Nobody is quoted as Ruth Okafor")
    expect(turn.locator(".not-found")).to_have_text(UNANSWERED)
    ask(page, "?!")
    expect(page.locator(".turn .error")).to_contain_text("the question is empty")


def test_what_is_only_related_says_so_and_opens(samples, visit):
    page = visit(samples)
    ask(page, "why do penguins sleep?")
    expect(page.locator(".not-found")).to_have_text(RELATED)
    words = page.locator(".card.near p").first.text_content()
    page.locator("#source mark.shown").first.wait_for()
    assert shown(page) == words
    assert violations(page) == []


def test_a_follow_up_is_asked_as_it_was_typed_and_a_conversation_begins_anew(samples, visit):
    page = visit(samples)
    ask(page, "what did Kelly say?")
    ask(page, "and Bolton?")
    page.get_by_role("button", name="Ask as I typed it").click()
    turn = page.locator(".turn").nth(2)
    expect(turn.locator("h2")).to_have_text("and Bolton?")
    assert turn.locator(".asked-as").count() == 0
    page.get_by_role("button", name="New conversation").click()
    page.locator("#conversation .welcome").wait_for()
    assert page.locator("#source mark").count() == 0
    ask(page, "and Bolton?")
    assert page.locator(".asked-as").count() == 0


def test_a_question_is_kept_as_gold(hash_samples, tmp_path, visit):
    path = tmp_path / "library"
    shutil.copytree(hash_samples, path)
    with served(path) as address:
        page = visit(address)
        ask(page, "what did Kelly say?")
        first = page.locator(".card blockquote").first.text_content() or ""
        second = page.locator(".card").nth(1)
        words = second.locator("blockquote").text_content() or ""
        second.get_by_role("button", name="This is right").click()
        expect(page.locator("#kept")).to_contain_text("with the place of its answer")
        ask(page, "where do penguins sleep?")
        page.get_by_role("button", name="Not in these articles").last.click()
        expect(page.locator("#kept")).to_contain_text("these articles do not answer it")
        page.get_by_role("button", name="Not in these articles").last.click()
        expect(page.locator("#kept .error")).to_contain_text("has that question already")
    right, absent = map(json.loads, (path / "gold.jsonl").read_text("utf-8").splitlines())
    assert right["question"] == "what did Kelly say?"
    assert [one["text"] for one in right["answers"]] == [words.strip("“”")]
    assert right["shown"] == first.strip("“”")
    assert (absent["question"], absent["answers"]) == ("where do penguins sleep?", [])
    with served(path, read_only=True) as address:
        page = visit(address)
        ask(page, "what did Kelly say?")
        assert page.locator("[data-gold]").count() == 0


def test_an_answer_is_copied_with_its_citation(samples, visit):
    page = visit(samples, permissions=["clipboard-read", "clipboard-write"])
    ask(page, "what did Kelly say")
    copied = {}
    for name in ("Text", "Markdown", "BibTeX"):
        page.locator(".card").first.get_by_role("button", name=f"as {name}").click()
        expect(page.locator("#announcer")).to_have_text("Copied")
        copied[name] = page.evaluate("navigator.clipboard.readText()")
    assert copied["Text"].startswith(f"“{KELLY}")
    assert "John F. Kelly" in copied["Text"]
    assert "paragraph 7" in copied["Text"]
    assert copied["Markdown"].startswith(f"> “{KELLY}")
    assert copied["BibTeX"].startswith("@misc{")


def test_filters_narrow_the_articles(samples, visit):
    page = visit(samples)
    page.get_by_role("button", name="Filters").click()
    page.get_by_label("Source").click()
    page.get_by_role("option", name="CNN").click()
    ask(page, "what did Kelly say")
    assert set(page.locator(".card .byline").all_text_contents()) == {"CNN"}
    page.get_by_role("textbox", name="From").fill("last week")
    ask(page, "what did Kelly say")
    expect(page.locator(".turn .error")).to_contain_text("a date should look like 2019")


def test_speakers_and_what_they_said(samples, visit):
    page = visit(samples)
    page.get_by_role("tab", name="Speakers").click()
    page.get_by_label("Find a speaker").fill("kelly")
    expect(page.locator("#speakers li")).to_have_count(1)
    page.get_by_role("button", name="John F. Kelly").click()
    expect(page.locator("#quotations h2")).to_have_text("John F. Kelly")
    quotations = page.locator("#quotations .card")
    assert quotations.count() >= 4
    words = quotations.nth(1).locator("blockquote").text_content() or ""
    quotations.nth(1).locator(".open").click()
    expect(page.locator("#source mark.shown").first).to_be_visible()
    assert shown(page).strip("“”") == words.strip("“”")
    assert violations(page) == []


def test_an_article_is_added_asked_about_and_removed(hash_samples, tmp_path, visit):
    path = tmp_path / "library"
    shutil.copytree(hash_samples, path)
    file = tmp_path / "pier.txt"
    file.write_text(PIER, "utf-8")
    picture = tmp_path / "pier.txt.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n")
    with served(path) as address:
        page = visit(address)
        page.get_by_role("tab", name="Library").click()
        rows = page.locator("#library tbody tr")
        before = rows.count()
        page.locator("#files input[type=file]").set_input_files([file, picture])
        expect(page.locator("#report .sum")).to_have_text("1 added, 1 failed")
        expect(page.locator("#report .error")).to_contain_text("pier.txt.png is a PNG picture")
        assert str(path) not in (page.locator("#report").text_content() or "")
        expect(rows).to_have_count(before + 1)
        expect(rows.first).to_contain_text("Harbor plan approved")
        page.get_by_role("tab", name="Ask").click()
        ask(page, "what did Lund say")
        expect(page.locator(".card blockquote").first).to_contain_text("before winter comes")
        page.get_by_role("tab", name="Library").click()
        page.get_by_role("button", name="Remove Harbor plan approved").click()
        page.get_by_role("button", name="Keep", exact=True).click()
        expect(rows).to_have_count(before + 1)
        page.get_by_role("button", name="Remove Harbor plan approved").click()
        page.get_by_role("dialog").get_by_role("button", name="Remove").click()
        expect(rows).to_have_count(before)
        assert not list(path.rglob("pier.txt"))
        # What an old answer cites is gone: it is said, and no words are shown.
        page.get_by_role("tab", name="Ask").click()
        page.locator(".card .open").first.click()
        expect(page.locator("#source .error")).to_contain_text("no article has the id")


def test_a_pasted_text_and_a_split(hash_samples, tmp_path, visit):
    path = tmp_path / "library"
    shutil.copytree(hash_samples, path)
    seeds = Path(__file__).parent.parent / "seeds"
    two = (seeds / "003_0040aaca244042a9.txt").read_text("utf-8")
    with served(path) as address:
        page = visit(address)
        page.get_by_role("tab", name="Library").click()
        page.get_by_role("button", name="Paste a text").click()
        page.get_by_label("Text of the article").fill(PIER)
        page.get_by_role("button", name="Add this text").click()
        expect(page.locator("#report .added")).to_contain_text("Harbor plan approved")
        expect(page.locator("#library tbody")).to_contain_text("Harbor plan approved")
        page.locator("#files input[type=file]").set_input_files(
            [{"name": "two.txt", "mimeType": "text/plain", "buffer": two.encode() + b"\n"}]
        )
        expect(page.locator("#library .doubt")).to_contain_text("may start at line 62")
        page.get_by_role("button", name="Split it there").click()
        expect(page.locator("#library .doubt")).to_have_count(0)


def test_hostile_articles_are_shown_as_text(embedder, tmp_path, visit):
    said = f"“We hold {HOSTILE[1]} the line {HOSTILE[2]} here,” said Mallory Grimm on Tuesday."
    article = make_article(
        *HOSTILE,
        said,
        title=HOSTILE[1],
        source=HOSTILE[0],
        authors=(HOSTILE[3],),
        url="javascript:window.pwned=1",
        path=f"/tmp/{HOSTILE[1]}",
    )
    with Library.create(tmp_path / "library", embedder) as library:
        add(library, article)
    with served(tmp_path / "library") as address:
        page = visit(address)
        ask(page, "what did Mallory Grimm say " + HOSTILE[1])
        ask(page, "what did Grimm say")
        expect(page.locator(".turn").nth(1).locator("blockquote")).to_contain_text(HOSTILE[1])
        text = page.locator("#source .text").text_content() or ""
        for words in HOSTILE:
            assert words in text
        expect(page.locator("#source h2")).to_have_text(HOSTILE[1])
        for tab in ("Library", "Speakers", "Ask"):
            page.get_by_role("tab", name=tab).click()
        page.get_by_role("tab", name="Library").click()
        expect(page.locator("#library th button")).to_have_text(HOSTILE[1])
        page.get_by_role("button", name=f"Remove {HOSTILE[1]}").click()
        expect(page.locator("dialog .what")).to_have_text(HOSTILE[1])
        page.wait_for_timeout(300)  # an image that fails to load takes a moment to say so
        assert page.evaluate("window.pwned") is None
        inside = "#conversation, #source, #library, #speakers"
        for tag in ("script", "img", "iframe", "svg", "[onerror]", "a[href^='javascript']"):
            assert page.locator(inside).locator(tag).count() == 0


def test_words_that_do_not_recut_are_not_shown(hash_samples, tmp_path, visit):
    path = tmp_path / "library"
    shutil.copytree(hash_samples, path)
    with served(path) as address:
        page = visit(address)
        ask(page, "what did Kelly say")
        before = shown(page)
        with closing(sqlite3.connect(path / "library.db")) as database, database:
            database.execute("UPDATE articles SET text = replace(text, 'absolutely', 'certainly')")
        page.locator(".card .open").nth(1).click()
        expect(page.locator("#source .error")).to_contain_text("was changed after it was added")
        assert page.locator("#source mark").count() == 0
        ask(page, "what did Kelly say")
        expect(page.locator(".turn").nth(1).locator(".error")).to_be_visible()
        assert before


def test_the_keyboard_alone_is_enough(samples, visit):
    page = visit(samples)
    page.keyboard.type("what did Kelly say")
    page.keyboard.press("Enter")
    page.locator(".turn").wait_for()
    for _ in range(60):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.matches('.turn .card:nth-of-type(2) .open')"):
            break
    assert (
        page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    )  # what has the focus can be seen
    page.keyboard.press("Enter")
    expect(page.locator("#source mark.shown").first).to_contain_text("The point is")
    expect(page.locator("#source .page")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(page.get_by_role("button", name="Next mark")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#source .count")).to_have_text(re.compile(r"2 of"))
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.matches('.card .open')")


def test_a_narrow_screen(samples, visit):
    page = visit(samples, width=360, height=740)
    ask(page, "what did Kelly say")
    width = "document.documentElement.scrollWidth"
    assert page.evaluate(width) == 360
    assert is_in_view(page, ".card.first blockquote")  # the answer, not yet its source
    answer = page.locator(".card").first.bounding_box()
    source = page.locator("#source").bounding_box()
    assert answer
    assert source
    assert source["y"] > answer["y"] + answer["height"]
    page.locator(".card .open").first.click()
    expect(page.locator("#source .page")).to_be_focused()
    assert is_in_view(page, "#source mark.shown")
    page.get_by_role("button", name="Back to the answer").click()
    assert is_in_view(page, ".card.first .open")
    assert violations(page) == []
    for tab in ("Library", "Speakers"):
        page.get_by_role("tab", name=tab).click()
        page.wait_for_timeout(100)
        assert page.evaluate(width) == 360


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(samples, visit, scheme):
    page = visit(samples, color_scheme=scheme)
    assert violations(page) == []
    filters = page.get_by_role("button", name="Filters")
    expect(filters).to_have_attribute("aria-expanded", "false")
    filters.click()
    expect(filters).to_have_attribute("aria-expanded", "true")
    ask(page, "what did Kelly say")
    page.locator("details.more summary").first.click()
    page.locator("#source .dropped summary").click()
    assert violations(page) == []
    page.get_by_role("tab", name="Library").click()
    page.get_by_role("button", name="Paste a text").click()
    assert violations(page) == []


def test_the_page_loads_nothing_from_elsewhere(samples, browser):
    context = browser.new_context()
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(samples)
    page.locator("#conversation .welcome").wait_for()
    ask(page, "what did Kelly say")
    context.close()
    elsewhere = [url for url in asked if not url.startswith((samples, "data:", "blob:"))]
    assert elsewhere == []


def test_a_library_that_is_only_read(samples, hash_samples, tmp_path, visit):
    path = tmp_path / "library"
    shutil.copytree(hash_samples, path)
    upload = "/gradio_api/upload"
    with served(path, read_only=True) as address:
        page = visit(address)
        page.get_by_role("tab", name="Library").click()
        expect(page.locator("#library tbody tr").first).to_be_visible()
        for control in ("#files", "#paste", "[data-remove]", "[data-split]"):
            assert page.locator(control).count() == 0
        assert httpx.post(address + upload, files={"files": b"text"}).status_code == 403
    assert httpx.post(samples + upload, files={"files": b"text"}).status_code == 200


def test_files_of_the_server_cannot_be_fetched(samples, hash_samples):
    for file in (hash_samples / "library.db", Path(__file__).parent.parent / "pyproject.toml"):
        assert httpx.get(f"{samples}/gradio_api/file={file}").status_code in (403, 404)


def test_no_event_names_a_file_of_the_machine(hash_samples, tmp_path):
    path = tmp_path / "library"
    shutil.copytree(hash_samples, path)
    secret = tmp_path / "secret.txt"
    secret.write_text("The password is swordfish.")
    file = {"path": str(secret), "meta": {"_type": "gradio.FileData"}}
    with served(path) as address:
        config = httpx.get(f"{address}/config").json()
        for number, event in enumerate(config["dependencies"]):
            data = [[file] if n == 0 else file for n in range(len(event["inputs"]))]
            body = {"fn_index": number, "data": data, "session_hash": f"s{number}"}
            body["event_data"] = {"question": "who", "exactly": True}
            directly = httpx.post(f"{address}/gradio_api/run/{event['api_name']}", json=body)
            answers = [
                directly.text,
                httpx.post(f"{address}/gradio_api/queue/join", json=body).text,
            ]
            with httpx.stream(
                "GET", f"{address}/gradio_api/queue/data?session_hash=s{number}", timeout=20
            ) as events:
                answers += events.iter_lines()
            # Neither its words, nor a copy of it that could be fetched.
            assert not re.search(r"swordfish|/[0-9a-f]{64}/secret", " ".join(answers))


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Host": "localhost:7860", "Origin": "http://localhost:7860"}, 200),
        ({"Origin": "http://elsewhere.example"}, 403),
        ({"Host": "elsewhere.example", "Origin": "http://elsewhere.example"}, 403),  # rebound
    ],
)
def test_pages_of_other_sites_are_refused(hash_samples, headers, status):
    with served(hash_samples, local=True) as address:
        assert httpx.get(f"{address}/config", headers=headers).status_code == status


def test_a_password_is_asked_for(hash_samples, tmp_path, visit):
    path = tmp_path / "library"
    shutil.copytree(hash_samples, path)
    with served(path, user=("ann", "correct horse")) as address:
        for place in ("", "/config", "/fonts/source-serif-4-latin.woff2", "/gradio_api/queue/data"):
            assert httpx.get(address + place).status_code == 401
            assert httpx.get(address + place, auth=("ann", "wrong")).status_code == 401
        user = {"username": "ann", "password": "correct horse"}
        page = visit(address, http_credentials=user)
        ask(page, "what did Kelly say")
        assert shown(page).startswith(KELLY)
