"""Which standards a PDF keeps: PDF/UA-1 for screen readers, PDF/A-3u for archives."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

__all__ = ["Conformance", "EmbeddedFile"]

# PDF/A allows only announced properties; `part` of PDF/UA is announced as its own standard says
# (ISO 14289-1, section 5), in the words of the PDF/A extension schema (ISO 19005-3, 6.6.2.3).
_UA_IN_ARCHIVE = b"""\
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1"/>
<rdf:Description rdf:about=""
 xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 the document keeps</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
"""


@dataclass(frozen=True, slots=True)
class EmbeddedFile:
    """A file that travels in the document; ``relationship`` is one of PDF 2.0's 7.11.3."""

    name: str
    data: bytes
    description: str
    date: dt.date
    relationship: str = "Data"


@dataclass(frozen=True, slots=True)
class Conformance:
    """What the document promises; plain PDF 1.7 when neither is set."""

    tagged: bool = True
    """PDF/UA-1: what screen readers follow."""
    archive: bool = False
    """PDF/A-3u: everything that shows it for decades travels along."""
    files: tuple[EmbeddedFile, ...] = ()

    @property
    def variant(self) -> str | None:
        """WeasyPrint's name of the standard."""
        if self.archive:
            return "pdf/a-3u"
        return "pdf/ua-1" if self.tagged else None

    @property
    def xmp(self) -> bytes:
        """RDF descriptions beside those that WeasyPrint writes."""
        return _UA_IN_ARCHIVE if self.archive and self.tagged else b""
