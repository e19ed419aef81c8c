"""Scores of a PDF reader: recall, precision and order of its words against those of two references.

A word is what stands between white space after this: NFKC (ligatures become letters, accents join theirs); zero-width
marks, private use and U+FFFD go; a hyphen between letters goes, also over a line's end, so that `cloud-native`,
`cloud-` + `native` and `cloudnative` are one word; what is neither letter, mark, digit, `+`
nor `#` goes at a word's ends.
Recall: the share of the words both references see (each as often as the one that sees it least) that the reader sees.
Precision: the share of the reader's words that either reference sees (as often as the one that sees it most).
Order: the longest common subsequence of words with a reference, over that reference's words; the nearer one counts."""

import bisect
import re
import unicodedata
from collections import Counter, defaultdict

DROPPED = re.compile("[\u200b\u200c\u200d\u2060\ufeff\ufffd\ue000-\uf8ff\x00-\x08\x0e-\x1b]")
HYPHEN = re.compile(r"(?<=[^\W\d_])[-\u00ad\u2010\u2011][ \t]*(?:\r?\n\s*)?(?=[^\W\d_])")


def is_kept(letter):
    return letter in "+#" or unicodedata.category(letter)[0] in "LMN"


def words(text):
    text = HYPHEN.sub("", DROPPED.sub("", unicodedata.normalize("NFKC", text.replace("\f", "\n"))))
    found = []
    for word in text.split():
        kept = [number for number, letter in enumerate(word) if is_kept(letter)]
        if kept:
            found.append(word[kept[0] : kept[-1] + 1])
    return found


def common_sequence(one, other):
    """The length of the longest common subsequence (Hunt and Szymanski: quick where most words are rare)."""
    places = defaultdict(list)
    for number, word in enumerate(other):
        places[word].append(number)
    ends = []
    for word in one:
        for place in reversed(places[word]):
            at = bisect.bisect_left(ends, place)
            ends[at : at + 1] = [place]
    return len(ends)


def score(read, poppler, mupdf):
    """Recall, precision and order, each from 0 to 1."""
    read, poppler, mupdf = words(read), words(poppler), words(mupdf)
    seen, both, either = Counter(read), Counter(poppler) & Counter(mupdf), Counter(poppler) | Counter(mupdf)
    recall = (seen & both).total() / max(both.total(), 1)
    precision = (seen & either).total() / max(seen.total(), 1)
    order = max(common_sequence(read, reference) / max(len(reference), 1) for reference in (poppler, mupdf))
    return recall, precision, order


def agreement(poppler, mupdf):
    """Of the words of each reference, the share that the other sees too; the lesser of the two."""
    poppler, mupdf = Counter(words(poppler)), Counter(words(mupdf))
    return (poppler & mupdf).total() / max(poppler.total(), mupdf.total(), 1)
