"""Reads a translation as people edit it (.po) and writes it as programs read it (.mo), without gettext."""

import ast
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

LINE = re.compile(r'(?P<keyword>msgctxt|msgid|msgid_plural|msgstr|msgstr\[\d\])?\s*(?P<text>".*")')
PLACE = re.compile(r"%\(\w+\)[sd]|%[sd]")
FORMS = re.compile(r"nplurals\s*=\s*(\d)")
NOT_UNDERSTOOD = "not understood: write msgid or msgstr and a text in quotation marks."
MAGIC, HEADER_BYTES = 0x950412DE, 28


class Unfinished(Exception):
    """What has to be mended first, and in which line."""

    def __init__(self, line: int, what: str) -> None:
        super().__init__(f"line {line}: {what}")


@dataclass
class Message:
    """One text and its translations: one, or one for each form of the plural."""

    line: int
    parts: dict[str, str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """The name under which programs ask for it."""
        name = "\x00".join(self.parts[part] for part in ("msgid", "msgid_plural") if part in self.parts)
        return f"{self.parts['msgctxt']}\x04{name}" if "msgctxt" in self.parts else name

    @property
    def originals(self) -> list[str]:
        """The text, and its plural."""
        return [self.parts[part] for part in ("msgid", "msgid_plural") if part in self.parts]

    @property
    def translations(self) -> list[str]:
        """The translation, or one for each form of the plural."""
        return [self.parts[part] for part in sorted(self.parts) if part.startswith("msgstr")]


def read(text: str) -> list[Message]:
    """Every message, the header first; Unfinished when one is missing, marked as fuzzy, or would not work."""
    messages = list(_messages(text))
    if not messages or messages[0].key:
        raise Unfinished(1, "the file begins with a header: an empty msgid.")
    forms = FORMS.search("".join(messages[0].translations))
    for message in messages[1:]:
        _check(message, int(forms[1]) if forms else 1)
    if twice := {message.key for message in messages if _count(messages, message) > 1}:
        last = [message for message in messages if message.key in twice][-1]
        raise Unfinished(last.line, "this message stands in the file twice.")
    return messages


def _count(messages: list[Message], message: Message) -> int:
    return sum(other.key == message.key for other in messages)


def _messages(text: str) -> Iterator[Message]:
    """Each block of lines that begins with msgctxt or msgid."""
    message, part = Message(0), ""
    for line, keyword, said in _lines(text):
        if keyword and _begins_anew(keyword, message):
            if message.parts:
                yield message
            message = Message(line)
        part = keyword or part
        if not part:
            raise Unfinished(line, NOT_UNDERSTOOD)
        message.parts[part] = said if keyword else message.parts[part] + said
    if message.parts:
        yield message


def _lines(text: str) -> Iterator[tuple[int, str, str]]:
    """Each line that holds a text: its number, its keyword where it has one, and the text."""
    for number, line in enumerate(map(str.strip, text.splitlines()), start=1):
        if line.startswith("#,") and "fuzzy" in line:
            raise Unfinished(number, "marked as fuzzy: check the translation, and take the mark away.")
        if not line or line.startswith("#"):
            continue
        found = LINE.fullmatch(line)
        if not found:
            raise Unfinished(number, NOT_UNDERSTOOD)
        yield number, found["keyword"] or "", _quoted(found["text"], number)


def _begins_anew(part: str, message: Message) -> bool:
    return part == "msgctxt" or (part == "msgid" and message.parts.keys() != {"msgctxt"})


def _quoted(text: str, line: int) -> str:
    """What stands between quotation marks, which escapes as C and Python do."""
    try:
        return str(ast.literal_eval(text))
    except (SyntaxError, ValueError) as problem:
        raise Unfinished(line, 'a text stands in quotation marks, and \\" for one within it.') from problem


def _check(message: Message, forms: int) -> None:
    """Every form must be there and keep the places where something is put in."""
    wanted = forms if "msgid_plural" in message.parts else 1
    if "msgid" not in message.parts or len(message.translations) != wanted:
        raise Unfinished(message.line, f"translations of this message: {wanted} are needed.")
    if not all(text.strip() for text in message.translations):
        raise Unfinished(message.line, "not translated.")
    places = {tuple(sorted(PLACE.findall(text))) for text in message.originals + message.translations}
    if len(places) > 1:
        raise Unfinished(message.line, "keep %(name)s and %d as they stand in msgid.")


def compiled(messages: list[Message]) -> bytes:
    """The bytes of the .mo: the same for the same messages, whatever their order."""
    pairs = sorted((message.key.encode(), "\x00".join(message.translations).encode()) for message in messages)
    count = len(pairs)
    tables = HEADER_BYTES, HEADER_BYTES + 8 * count
    head = struct.pack("<7I", MAGIC, 0, count, *tables, 0, HEADER_BYTES + 16 * count)
    index, texts = b"", b""
    for side in (0, 1):
        for pair in pairs:
            offset = HEADER_BYTES + 16 * count + len(texts)
            index += struct.pack("<2I", len(pair[side]), offset)
            texts += pair[side] + b"\x00"
    return head + index + texts
