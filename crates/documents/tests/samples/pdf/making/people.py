"""Résumés of invented people: their words, put together by a seed, so that each file of the corpus has its own content.

Every person, employer and school is invented; addresses end in example.com, numbers are those kept for fiction."""

import random
from dataclasses import dataclass

import words


@dataclass(frozen=True)
class Job:
    role: str
    employer: str
    place: str
    years: str
    lines: list


@dataclass(frozen=True)
class Person:
    name: str
    title: str
    email: str
    phone: str
    place: str
    url: str
    summary: str
    jobs: list
    education: list
    skills: list
    languages: list
    projects: list
    labels: dict


def ascii_of(name):
    plain = name.lower().translate(str.maketrans(words.ASCII))
    return ".".join(part for part in plain.replace("'", "").replace("-", "").split() if part.isascii())


def person(seed, language="en", jobs=3, lines=3):
    """A person whose words follow from the seed alone."""
    draw = random.Random(f"{seed}/{language}")
    pool = words.POOLS[language]
    name = words.NAMES[seed]
    handle = ascii_of(name) or seed
    year, lines = 2025, min(lines, len(pool["lines"]) // jobs)
    bullets = iter(draw.sample(pool["lines"], jobs * lines))
    held = []
    for number, employer in enumerate(draw.sample(pool["employers"], jobs)):
        start = year - draw.randint(1, 4)
        years = f"{start}–{pool['labels']['now'] if number == 0 else year}"
        said = [next(bullets) for _ in range(lines)]
        held.append(Job(draw.choice(pool["roles"]), employer, draw.choice(pool["places"]), years, said))
        year = start
    schools = [
        (degree, school, f"{year - 4 - 3 * number}–{year - 1 - 3 * number}")
        for number, (degree, school) in enumerate(draw.sample(pool["schools"], 2))
    ]
    return Person(
        name=name,
        title=held[0].role,
        email=f"{handle}@example.com",
        phone=f"+44 20 7946 {draw.randint(100, 999):04}",
        place=draw.choice(pool["places"]),
        url=f"https://{handle.replace('.', '-')}.example.com/cv",
        summary=draw.choice(pool["summaries"]),
        jobs=held,
        education=schools,
        skills=[(group, draw.sample(of, min(5, len(of)))) for group, of in words.SKILLS[language]],
        languages=draw.sample(pool["languages"], 3),
        projects=draw.sample(pool["projects"], 2),
        labels=pool["labels"],
    )
