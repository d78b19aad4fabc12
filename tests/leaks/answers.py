"""An answer as bytes that can be compared: the one place where what is random in each answer is taken out."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

# Random in every answer, and never the same twice, whatever the database holds.
RANDOM_IN_PAGES = (
    re.compile(rb'(name="csrfmiddlewaretoken" value=")[^"]*'),
    re.compile(rb'(name="client_key" value=")[^"]*'),
)
RANDOM_COOKIES = ("csrftoken", "sessionid", "messages")
NOT_COMPARED = ("date",)


@dataclass(frozen=True)
class Answer:
    """Everything a caller receives: the status, every header, cookies among them, and the body."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def everything(self) -> bytes:
        """All of it as one run of bytes."""
        head = "\n".join(f"{name}: {value}" for name, value in self.headers)
        return f"{self.status}\n{head}\n\n".encode() + self.body


def answer_of(response: Any) -> Answer:
    """The answer that a caller receives, without what is random in it."""
    parts = response.streaming_content if response.streaming else [response.content]
    body = b"".join(parts)
    for pattern in RANDOM_IN_PAGES:
        body = pattern.sub(rb"\g<1>random", body)
    return Answer(response.status_code, tuple(sorted(headers_of(response))), body)


def headers_of(response: Any) -> Iterator[tuple[str, str]]:
    """Every header that is compared; the value of a cookie that is random is left out, its name stays."""
    for name, value in response.items():
        if name.lower() not in NOT_COMPARED:
            yield name.lower(), value
    for cookie in response.cookies.values():
        shown = "random" if cookie.key in RANDOM_COOKIES else cookie.value
        yield "set-cookie", f"{cookie.key}={shown}; max-age={cookie['max-age']}; path={cookie['path']}"


@dataclass(frozen=True)
class Difference:
    """One question that the two worlds answer differently."""

    question: str
    one: Answer
    other: Answer

    def __str__(self) -> str:
        return "\n".join([f"GET {self.question}", *self.first_lines()])

    def first_lines(self) -> Iterable[str]:
        """The first line that is in one answer and not in the other."""
        lines = (answer.everything().splitlines() for answer in (self.one, self.other))
        for one, other in zip(*(chain(each, [b""]) for each in lines), strict=False):
            if one != other:
                return [f"  one:   {around(one, other)}", f"  other: {around(other, one)}"]
        return ["  one is longer than the other"]


def around(line: bytes, other: bytes, width: int = 200) -> str:
    """The part of a long line where it begins to differ from the other."""
    common = next((n for n, (a, b) in enumerate(zip(line, other, strict=False)) if a != b), 0)
    start = max(common - width // 2, 0)
    return line[start : start + width].decode(errors="replace")


def differences(questions: list[str], one: list[Answer], other: list[Answer]) -> list[Difference]:
    """The questions to which the answers differ."""
    return [
        Difference(question, *pair)
        for question, *pair in zip(questions, one, other, strict=True)
        if pair[0] != pair[1]
    ]
