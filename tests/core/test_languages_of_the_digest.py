"""A digest speaks the language of its reader, in whole sentences; the site's pages never do."""

import ast
import datetime
import gettext
import re
from collections.abc import Iterator
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation
from django.utils.translation.template import templatize

from benchmarks_app.models import ProgressUpdate
from core import digests
from core.digests import confirming, subscribing, writing
from core.errors import RuleBroken
from core.models import Digest, DigestSubscription, User
from script.lib.translations import Unfinished, compiled, read
from tests.factories.benchmarks import (
    BenchmarkFactory,
    BenchmarkRecommendationFactory,
    FollowUpGradeFactory,
    ProgressUpdateFactory,
    TimeframeFactory,
)
from tests.factories.core import NOON, DigestSubscriptionFactory, NoticeFactory

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted((ROOT / "locale").glob("*/LC_MESSAGES/django.po"))
OTHERS = [code for code, _ in settings.MAIL_LANGUAGES if code != "en"]
ASKING = {"_", "gettext", "ngettext", "pgettext"}
WEEK = datetime.timedelta(days=7)


def said_by_code(path: Path) -> Iterator[str]:
    """The key of each text that a module asks a translation of."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ASKING:
            first, *more = (argument.value for argument in node.args if isinstance(argument, ast.Constant))
            between = "\x04" if node.func.id == "pgettext" else "\x00"
            yield between.join([str(first), *map(str, more)])


def said_by_template(path: Path) -> Iterator[str]:
    """The same of a template."""
    for found in re.findall(r"""\bgettext\(u('.*?'|".*?")\)""", templatize(path.read_text(encoding="utf8"))):
        yield ast.literal_eval(found)


def everything_said() -> set[str]:
    """The key of each text that a reader of digests may get to see, in a mail or behind a link of it."""
    modules: list[Any] = [writing, confirming, *map(import_module, settings.DIGEST_SOURCES)]
    said = {key for module in modules for key in said_by_code(Path(module.__file__))}
    templates = (ROOT / "templates" / "core" / "digest").iterdir()
    return said | {key for path in templates for key in said_by_template(path)}


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.parts[-3])
class TestTranslations:
    """What stands in the files."""

    def test_each_text_is_translated_and_nothing_else(self, source: Path) -> None:
        there = {message.key for message in read(source.read_text(encoding="utf8"))} - {""}

        assert there == everything_said()

    def test_the_compiled_file_says_what_the_edited_one_says(self, source: Path) -> None:
        messages = read(source.read_text(encoding="utf8"))
        kept = source.with_suffix(".mo").read_bytes()
        assert kept == compiled(messages), "run script/compile-translations"

        found = gettext.GNUTranslations(BytesIO(kept))

        for message in messages[1:]:
            context, *more = message.originals if "msgctxt" not in message.parts else [message.key]
            if more:
                forms = {found.ngettext(context, more[0], count) for count in (0, 1, 2, 5)}
                assert forms == set(message.translations)
            else:
                assert [found.gettext(context)] == message.translations


def test_every_language_that_is_offered_has_a_file() -> None:
    assert {translation.to_locale(code) for code in OTHERS} == {path.parts[-3] for path in SOURCES}


HEADER = 'msgid ""\nmsgstr "Plural-Forms: nplurals=2; plural=(n > 1);\\n"\n\n'


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ('msgid "Stop"\nmsgstr ""\n', "line 4: not translated."),
        ('#, fuzzy\nmsgid "Stop"\nmsgstr "Halte"\n', "line 4: marked as fuzzy"),
        ('msgid "%d day"\nmsgid_plural "%d days"\nmsgstr[0] "%d jour"\n', "line 4: translations of this"),
        ('msgid "to %(day)s"\nmsgstr "au %(jour)s"\n', "line 4: keep %(name)s"),
        ('msgid "Stop"\nmsgstr "dit "halte""\n', "line 5: a text stands in quotation marks"),
        ('msgid "Stop"\nmsgstr Halte\n', "line 5: not understood"),
        ('msgid "Stop"\nmsgstr "Halte"\n\nmsgid "Stop"\nmsgstr "Arrêt"\n', "line 7: this message stands"),
    ],
)
def test_what_would_not_work_is_refused_with_its_line(text: str, refusal: str) -> None:
    with pytest.raises(Unfinished, match=re.escape(refusal)):
        read(HEADER + text)


def test_a_text_may_go_over_several_lines_and_hold_marks() -> None:
    (_, message) = read(HEADER + 'msgid ""\n"One\\n"\n"\\"two\\""\nmsgstr ""\n"Un\\n"\n"« deux »"\n')

    assert (message.key, message.translations) == ('One\n"two"', ["Un\n« deux »"])


@pytest.fixture
def with_mail(settings: Any) -> None:
    """A mail server is set up."""
    settings.EMAIL_HOST, settings.DEFAULT_FROM_EMAIL = "mail", "no-reply@x.org"
    settings.SITE_ADDRESS = "https://tracker.example.org"


@pytest.fixture
def eventful(reviewer: User, monitor: User) -> User:
    """A reviewer who has something to read in each line that a digest can have."""
    soon = TimeframeFactory(label="2022-2024", start="2022-01-01", end="2024-03-01")
    over: Any = TimeframeFactory(label="2022-2023", start="2022-01-01", end="2023-12-31")
    six: Any = BenchmarkFactory(number=6, short_title="Detention", timeframe=soon)
    seven: Any = BenchmarkFactory(number=7, short_title="Trials", timeframe=over)
    first, _, _ = (ProgressUpdateFactory(published=True, assessed_on="2021", benchmark=six) for _ in "123")
    ProgressUpdateFactory(published=True, assessed_on="2021", benchmark=six, supersedes=first)
    gone: Any = ProgressUpdateFactory(published=True, assessed_on="2021", benchmark=seven)
    ended = {"withdrawn_at": NOON, "withdrawn_by": reviewer, "withdrawal_reason": "An error."}
    ProgressUpdate.objects.filter(pk=gone.pk).update(state="withdrawn", **ended)
    ProgressUpdateFactory(published=True, assessed_on="2021", benchmark=seven)
    FollowUpGradeFactory(recommendation=BenchmarkRecommendationFactory(benchmark=six).recommendation)
    for waiting in (monitor, monitor):
        ProgressUpdateFactory(submitted=True, author=waiting, benchmark=six)
    ProgressUpdateFactory(returned=True, author=reviewer, benchmark=six)
    NoticeFactory(recipient=reviewer)
    return reviewer


def letter_to(person: User, language: str) -> Any:
    """The mail of this person's week."""
    subscription: Any = DigestSubscriptionFactory(person=person, language=language)
    return writing.written(Digest(person=person, week=NOON.date(), until=NOON + WEEK), subscription)


IN_FRENCH = """Cambodia Benchmark Tracker, du 15 janvier 2024 au 22 janvier 2024

Publications et modifications

- 6. Detention : 3 mises à jour publiées, 1 mise à jour corrigée, 1 autre modification
  /benchmarks/6/

- 7. Trials : 2 mises à jour publiées, 1 mise à jour retirée
  /benchmarks/7/

Évaluations anciennes et échéances

- La dernière évaluation date de plus d’un an : critères de référence 6, 7.
  /benchmarks/

- Le délai « 2022-2023 » a expiré le 31 décembre 2023.
  /benchmarks/

- Le délai « 2022-2024 » expire le 1er mars 2024.
  /benchmarks/

En attente de votre part

- 2 mises à jour attendent votre examen.
  /workspace/

- 1 mise à jour vous a été renvoyée.
  /workspace/

- 1 notification non lue.
  /workspace/

Les intitulés sont donnés en anglais, tels qu’ils figurent sur le site.
--
Vous avez demandé ce récapitulatif. Pour ne plus le recevoir :
"""


class TestTheWholeMail:
    """With every line that there can be."""

    def test_in_french_it_reads_like_this(self, eventful: User, settings: Any) -> None:
        settings.SITE_ADDRESS = ""

        letter = letter_to(eventful, "fr")

        assert (
            letter.subject.replace("\xa0", " ") == "Benchmark Tracker : semaine s’achevant le 22 janvier 2024"
        )
        said, _, _ = letter.body.replace("\xa0", " ").replace("\n-- \n", "\n--\n").partition("/digest/stop/")
        assert said == IN_FRENCH

    @pytest.mark.parametrize(
        ("language", "excerpts"),
        [
            (
                "km",
                ["ពីថ្ងៃទី15 ខែមករា ឆ្នាំ2024 ដល់ថ្ងៃទី22 ខែមករា ឆ្នាំ2024", "បច្ចុប្បន្នភាពចំនួន 2 កំពុងរង់ចាំការពិនិត្យរបស់អ្នក។"],
            ),
            (
                "zh-hans",
                ["2024年1月15日至2024年1月22日", "发布了3项更新，更正了1项更新，另有1处更改", "基准6、7。"],
            ),
        ],
    )
    def test_in_another_script_nothing_is_left_in_latin_letters_but_names(
        self, eventful: User, language: str, excerpts: list[str]
    ) -> None:
        letter = letter_to(eventful, language)

        said = re.sub(r"^.*/.*$", "", f"{letter.subject}\n{letter.body}", flags=re.MULTILINE)  # the links
        for name in ("Cambodia Benchmark Tracker", "Benchmark Tracker", "Detention", "Trials", "(benchmark)"):
            said = said.replace(name, "")
        assert re.findall("[A-Za-z]+", said) == []
        assert [text for text in excerpts if text not in letter.body] == []

    def test_that_titles_are_in_english_is_said_where_there_are_any(
        self, eventful: User, researcher: User
    ) -> None:
        told = "Titles are given in English"
        assert told not in letter_to(eventful, "en").body

        DigestSubscription.objects.all().delete()
        NoticeFactory(recipient=researcher)
        subscription: Any = DigestSubscriptionFactory(person=researcher, language="fr", followed=["none"])
        short: Any = writing.written(Digest(person=researcher, week=NOON.date(), until=NOON), subscription)

        assert "1 notification non lue." in short.body
        assert "Les intitulés" not in short.body


PATTERNS = {
    "km": "ថ្ងៃទី[12] ខែ[\u1780-\u17ff]+ ឆ្នាំ2024",
    "fr": "(1er|2) [a-zéû]+ 2024",
    "zh-hans": "2024年[0-9]+月[12]日",
}


@pytest.mark.parametrize("language", OTHERS)
def test_every_month_has_its_name(language: str) -> None:
    with translation.override(language):
        days = [
            writing.day_in_words(datetime.date(2024, month, day)) for month in range(1, 13) for day in (1, 2)
        ]

    assert len(set(days)) == 24
    assert [day for day in days if not re.fullmatch(PATTERNS[language], day)] == []


class TestPages:
    """English for everybody, but for what a link of a mail leads to."""

    def test_what_a_browser_asks_for_changes_no_page(self, client: Client, db: None) -> None:
        BenchmarkFactory(number=6)
        for path in ("/benchmarks/", "/benchmarks/6/", "/sign-in/", "/nowhere/", "/api/v1/benchmarks/?x=1"):
            plain = client.get(path)
            for language in OTHERS:
                client.cookies["django_language"] = language
                asked = client.get(path, headers={"accept-language": language})
                assert without_secrets(asked.content) == without_secrets(plain.content)
                assert asked.headers.get("Content-Language", "en") == "en"

    def test_a_mistake_on_a_form_is_told_in_english(
        self, client: Client, monitor: User, with_mail: None
    ) -> None:
        client.force_login(monitor)

        page = client.post("/account/digest/", {"email": "no address"}, headers={"accept-language": "fr"})

        assert "Enter a valid email address." in page.content.decode()

    @pytest.mark.parametrize(
        ("language", "asked", "told"),
        [
            (
                "fr",
                "Ne plus recevoir de récapitulatif par courriel",
                "Vous ne recevrez plus de récapitulatif.",
            ),
            ("km", "តើអ្នកចង់ឈប់ទទួល", "អ្នកនឹងមិនទទួល"),
            ("zh-hans", "您是否不再接收电子邮件摘要？", "您将不再收到摘要。"),
        ],
    )
    def test_the_page_that_stops_it_speaks_the_language_of_the_mail(
        self, client: Client, monitor: User, language: str, asked: str, told: str
    ) -> None:
        subscription: Any = DigestSubscriptionFactory(person=monitor, language=language)
        path = subscribing.stopping_path(subscription)

        shown, stopped, again = client.get(path), client.post(path), client.post(path)

        assert f'<div lang="{language}">' in shown.content.decode()
        assert asked in shown.content.decode()
        assert told in stopped.content.decode()
        assert told in again.content.decode(), "the link says in which language, also when nothing is left"
        assert 'aria-label="Main"' in shown.content.decode(), "the rest of the page is as ever"
        assert not DigestSubscription.objects.exists()


def without_secrets(page: bytes) -> bytes:
    """A page without what is new in each."""
    return re.sub(rb'name="csrfmiddlewaretoken" value="\w+"', b"", page)


class TestAsking:
    """On the page of one's digest."""

    def test_the_language_is_chosen_and_kept(self, client: Client, monitor: User, with_mail: None) -> None:
        client.force_login(monitor)

        client.post("/account/digest/", {"wanted": "on", "email": "here@example.org", "language": "km"})

        assert DigestSubscription.objects.get().language == "km"
        assert '<option value="km" selected>' in client.get("/account/digest/").content.decode()

    def test_a_language_that_is_not_spoken_is_refused(self, monitor: User) -> None:
        with pytest.raises(RuleBroken):
            digests.subscribe(
                person=monitor, email="x@example.org", language="de", followed=[], by=monitor, at=NOON
            )
