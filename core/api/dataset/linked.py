"""The dataset described in linked data: CSV on the Web, schema.org and DCAT."""

from typing import Any

from core.api.dataset import facts as told
from core.api.dataset.dictionary import DataList, Entry, Link, lists
from core.api.dataset.facts import Facts, as_publisher
from core.api.dataset.package import one_or_all
from core.api.export_forms import FORMS

CSVW_TYPES = {"datetime": "dateTime"}
SEPARATED = ("words", "keys", "citations", "references")
DCAT_WORDS = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
}


def csv_on_the_web(facts: Facts) -> dict[str, Any]:
    """Every CSV file with its columns (CSVW metadata)."""
    described = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "dc:title": told.TITLE,
        "dc:description": told.TEXT,
        "tables": [
            *(csvw_table(facts, table) for table in lists()),
            *(csvw_table(facts, table, whole=False) for table in lists() if table.asked_whole),
        ],
    }
    address = facts.licence.get("path")
    return {**described, "dc:license": {"@id": address}} if address else described


def csvw_table(facts: Facts, table: DataList, *, whole: bool = True) -> dict[str, Any]:
    """One CSV file: of every set, or of the first alone, which names this description too."""
    return {
        "url": facts.file(table, "csv", whole=whole),
        "dc:title": table.title,
        "dc:description": table.text,
        "tableSchema": {
            "columns": [csvw_column(entry) for entry in table.entries],
            "primaryKey": one_or_all(table.keys),
            "foreignKeys": [csvw_key(facts, link, whole=whole) for link in table.links],
        },
    }


def csvw_column(entry: Entry) -> dict[str, Any]:
    """One column of it."""
    datatype = "anyURI" if entry.is_address else CSVW_TYPES.get(entry.kind, entry.kind)
    column = {
        "name": entry.name,
        "titles": entry.name,
        "dc:title": entry.title,
        "dc:description": entry.text,
        "datatype": datatype,
    }
    return {**column, "separator": "; "} if entry.column.list_of in SEPARATED else column


def csvw_key(facts: Facts, link: Link, *, whole: bool) -> dict[str, Any]:
    """The columns that hold the key of a row of a file."""
    address = facts.file(link.to, "csv", whole=whole)
    reference = {"resource": address, "columnReference": one_or_all(link.to.keys)}
    return {"columnReference": one_or_all(link.columns), "reference": reference}


def schema_org(facts: Facts) -> dict[str, Any]:
    """The dataset as search engines read it (schema.org)."""
    described: dict[str, Any] = {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "@id": facts.address("data:page"),
        "name": told.TITLE,
        "description": told.TEXT,
        "url": facts.address("data:page"),
        "version": facts.day.isoformat(),
        "keywords": told.KEYWORDS,
        "isAccessibleForFree": True,
        "inLanguage": "en",
        "spatialCoverage": {"@type": "Country", "name": "Cambodia"},
        "publisher": as_publisher(facts),
        "isBasedOn": [source["path"] for source in facts.sources],
        "distribution": [
            {"@type": "DataDownload", "name": name, "encodingFormat": kind, "contentUrl": address}
            for name, kind, address in downloads(facts)
        ],
    }
    return {**described, "license": facts.licence["path"]} if "path" in facts.licence else described


def dcat(facts: Facts) -> dict[str, Any]:
    """The dataset as data portals read it (DCAT)."""
    described: dict[str, Any] = {
        "@context": DCAT_WORDS,
        "@id": facts.address("data:page"),
        "@type": "dcat:Dataset",
        "dcterms:title": told.TITLE,
        "dcterms:description": told.TEXT,
        "dcat:landingPage": {"@id": facts.address("data:page")},
        "dcat:keyword": told.KEYWORDS,
        "dcterms:publisher": {"@type": "foaf:Agent", "foaf:name": told.TITLE},
        "dcterms:source": [{"@id": source["path"]} for source in facts.sources],
        "dcat:distribution": [
            {
                "@type": "dcat:Distribution",
                "dcterms:title": name,
                "dcat:mediaType": kind,
                "dcat:downloadURL": {"@id": address},
            }
            for name, kind, address in downloads(facts)
        ],
    }
    if "path" in facts.licence:
        described["dcterms:license"] = {"@id": facts.licence["path"]}
    return described


def downloads(facts: Facts) -> list[tuple[str, str, str]]:
    """Everything that can be taken: the archive, then each list in each form; name, media type, address."""
    whole = ("Everything, as a Data Package", "application/zip", facts.address("data:archive"))
    files = [
        (table.title, form.media_type, facts.file(table, suffix))
        for table in lists()
        for suffix, form in FORMS.items()
    ]
    return [whole, *files]
