"""What it costs to index a collection.

    python -m eval.benchmarks.indexing ARTICLES [--library DIR]

ARTICLES is JSON Lines as `qa add` takes them, plain or compressed with xz. Prints a table in
Markdown. With --library the indexed collection is kept, and a second run measures without indexing
again. What the index finds is measured in `eval/benchmarks/depth.py`.
"""

from __future__ import annotations

import argparse
import random
import resource
import tempfile
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from eval import markdown
from eval.files import numbered_lines, read_text
from index.articles import bare_article
from index.embedding.compiled import load_embedder
from index.embedding.embedder import DEFAULT_MODEL
from index.embedding.transformer import SentenceTransformerEmbedder
from index.ingest import Added, ingest
from index.library import Library, embedding_text
from index.quotations import find_quotations
from index.store.sqlite import DATABASE, VECTORS

LOOP_PASSAGES = 1500  # of the plain loop: a sample, half before and half after the indexing


def main() -> None:
    """Run the benchmark and print its table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("articles", type=Path)
    parser.add_argument("--library", type=Path)
    parser.add_argument("--limit", type=int, help="only the first articles")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = options.library or Path(folder) / "library"
        rows: list[tuple[str, str]] = []
        if not Library.is_at(path):
            source = Path(folder) / "articles.jsonl"
            lines = read_lines(options.articles)[: options.limit]
            source.write_text("\n".join(lines), encoding="utf-8")
            rows += indexing_rows(path, source)
        with Library(path) as library:
            rows += storage_rows(library)
    print(markdown.heading(markdown.MEASURED))
    for cells in rows:
        print(markdown.row(cells))


def indexing_rows(path: Path, source: Path) -> Iterator[tuple[str, str]]:
    """Index a file, and run a plain encode loop over a sample of its passages around it."""
    model = SentenceTransformerEmbedder(DEFAULT_MODEL)
    with Library.create(path, load_embedder(DEFAULT_MODEL)) as library:
        sample = sample_passages(library, source)
        before = encode_seconds(model, sample[::2])
        start = time.perf_counter()
        added = sum(isinstance(report, Added) for report in ingest(library, [str(source)]))
        seconds = time.perf_counter() - start
        after = encode_seconds(model, sample[1::2])
        passages = library.counts()["passages"]
        some = list(islice(library.articles(), 200))
    start = time.perf_counter()
    for article in some:
        find_quotations(article)
    quoting = (time.perf_counter() - start) / len(some) / (seconds / added)
    rate, loop = passages / seconds, len(sample) / (before + after)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    yield "articles added", f"{added:,} ({passages:,} passages) in {seconds:,.0f} s"
    yield "articles a second", f"{added / seconds:.1f}"
    yield "passages a second", f"{rate:.1f}"
    yield "the same, to a plain encode loop", f"{rate / loop:.2f} ({loop:.1f} passages a second)"
    yield "share of the time that goes to finding quotations", f"{quoting:.3f}"
    yield "peak memory, both models loaded", f"{peak:.2f} GiB"


def sample_passages(library: Library, source: Path) -> list[str]:
    """Return what would be embedded of articles of the file taken at random."""
    from index.loaders import RawFile, read_articles

    lines = source.read_bytes().splitlines()
    random.Random(0).shuffle(lines)
    texts: list[str] = []
    for line in lines:
        for article in read_articles(RawFile("sample.jsonl", line)):
            if not isinstance(article, Exception):
                texts += [embedding_text(passage) for passage in library.split(article)]
        if len(texts) >= LOOP_PASSAGES:
            break
    return texts[:LOOP_PASSAGES]


def encode_seconds(model: SentenceTransformerEmbedder, texts: list[str]) -> float:
    """Return the time of sentence-transformers' own encode, as its documentation shows it."""
    start = time.perf_counter()
    model.model.encode(texts, show_progress_bar=False)
    return time.perf_counter() - start


def storage_rows(library: Library) -> Iterator[tuple[str, str]]:
    """Measure size, opening, and adding one more article."""
    counts = library.counts()
    size = (library.path / DATABASE).stat().st_size / 1024**2
    vectors = (library.path / VECTORS).stat().st_size / 1024**2
    yield "articles, passages", f"{counts['articles']:,}, {counts['passages']:,}"
    yield "size on disk", f"{size:.0f} MiB, and {vectors:.0f} MiB of vectors derived from it"
    _ = library.embedder.embed_question("warm")
    start = time.perf_counter()
    with Library(library.path, lambda name, fingerprint=None: library.embedder) as other:
        opened = time.perf_counter() - start
        _ = other.nearest(library.embedder.embed_question("first question"), 1)
        first = time.perf_counter() - start
        yield "time to open", f"{opened * 1000:.1f} ms, with the first search {first * 1000:.0f} ms"
        full = add_one_seconds(other)
    with (
        tempfile.TemporaryDirectory() as folder,
        Library.create(Path(folder), library.embedder) as empty,
    ):
        _ = add_one_seconds(empty)  # the first of a library writes the vector file
        small = add_one_seconds(empty)
    yield (
        "time to add one more article",
        f"{full * 1000:.0f} ms, {full / small:.2f} of that in a library of one article",
    )


def add_one_seconds(library: Library) -> float:
    """Return the median time to add an article of 40 paragraphs (and remove it again)."""
    times = []
    for number in range(5):
        paragraph = " ".join([f"{number}. The committee said that the report was late."] * 3)
        article = bare_article(*[paragraph] * 40)
        start = time.perf_counter()
        with library.writing():
            library.add([article])
        times.append(time.perf_counter() - start)
        with library.writing():
            library.remove(article.id)
    return sorted(times)[len(times) // 2]


def read_lines(path: Path) -> list[str]:
    """Return the lines of a file, decompressed when it ends in .xz."""
    return [line for _, line in numbered_lines(read_text(path))]


if __name__ == "__main__":
    main()
