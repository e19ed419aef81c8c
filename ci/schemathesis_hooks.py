"""Schemathesis hooks: where a valid value depends on what is stored, a request that has to succeed gets one that fits."""

import functools
import os
import uuid

import requests
import schemathesis
from schemathesis import GenerationMode

# Of a longer text whose pattern has a part before and after, values take seconds to make.
LONG = 1_000
NOT_BLANK = r"\S"
RESUME = "Ada Example. Backend engineer: ten years of booking systems in Rust and PostgreSQL.\n" * 5
AD = {"name": "Nanga Freight", "experienceLevel": "senior", "description": "You will own the booking API."}
# What `{id}` is below these paths, where no link of the contract leads to one.
COLLECTIONS = {"/api/questions/": "questionId", "/api/interviews/{id}/reply": "interviewId"}
MODELS = ("/api/ai/", "/api/interviews/{id}/reply")


@schemathesis.hook
def before_load_schema(context, raw_schema):
    simplify(raw_schema)


def simplify(node):
    if isinstance(node, list):
        for each in node:
            simplify(each)
    elif isinstance(node, dict):
        if "pattern" in node and node.get("maxLength", 0) > LONG:
            if node.get("minLength", 0) > 0:
                node["pattern"] = NOT_BLANK
            else:
                del node["pattern"]
        for each in node.values():
            simplify(each)


@schemathesis.hook
def before_call(context, case, kwargs):
    if case.meta is None or case.meta.generation.mode != GenerationMode.POSITIVE:
        return
    # A key is somebody's for one body; a cursor is of one list; a version is the one that is stored.
    if "Idempotency-Key" in (case.headers or {}):
        case.headers["Idempotency-Key"] = str(uuid.uuid4())
    if "If-Match" in (case.headers or {}):
        case.headers["If-Match"] = "*"
    if "cursor" in (case.query or {}):
        del case.query["cursor"]
    use_what_is_there(case, case.operation.path)


def use_what_is_there(case, path):
    """A model is asked about something of the caller's own; a file has bytes of its kind."""
    for prefix, name in COLLECTIONS.items():
        if path.startswith(prefix) and "{id}" in path:
            case.path_parameters["id"] = stored(name)
    if path.startswith(MODELS) and isinstance(case.body, dict):
        for name in MADE.keys() & case.body.keys():
            case.body[name] = stored(name)
        if "resumeFile" in case.body:
            case.body["resumeFile"] = RESUME
        if case.operation.label.endswith("/generate-question"):
            ask_about_one_thing(case.body)


def ask_about_one_thing(question):
    """A follow-up is about its answer, any other question about a topic of the dictionary, if it is about one at all."""
    if question["prompt"] == "follow-up":
        question.pop("topic", None)
        question["answerId"] = question.get("answerId") or str(uuid.uuid4())
    else:
        question.pop("answerId", None)
        if question.get("topic") is not None:
            question["topic"] = "PostgreSQL"


@functools.cache
def stored(name):
    """The id of something that is the caller's, made when the first request needs it."""
    return MADE[name]()


def job():
    return post("/api/job-infos", AD).json()["id"]


def question():
    asked = post("/api/ai/questions/generate-question", {"prompt": "easy", "jobInfoId": stored("jobInfoId")})
    return asked.headers["x-question-id"]


def interview():
    return post("/api/interviews", {"jobInfoId": stored("jobInfoId")}).json()["id"]


MADE = {"jobInfoId": job, "questionId": question, "interviewId": interview}


def post(path, body):
    headers = {"Authorization": f"Bearer {os.environ['DARASA_TOKEN']}"}
    reply = requests.post(os.environ["DARASA_URL"] + path, json=body, headers=headers, timeout=60)
    reply.raise_for_status()
    return reply
