"""Labels of the sections of a résumé."""


def labels(line):
    keys = ["summary", "jobs", "education", "skills", "languages", "projects", "contact", "now", "page"]
    return dict(zip(keys, line.split("|"), strict=True))
