"""One notebook through nbconvert: `jupyter nbconvert --to diagnostic_html` or `diagnostic_pdf`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nbconvert.exporters import Exporter
from traitlets import Unicode

from diagnostic.engagement import Engagement
from diagnostic.report.assemble import compose
from diagnostic.report.executed import Notebook
from diagnostic.report.model import Document


class _Report(Exporter):  # type: ignore[misc]
    """The report of one executed notebook, with the engagement that papermill gave it where that is still in its place."""

    language = Unicode("", help="Language of the report; the engagement's first unless given.").tag(config=True)

    def from_notebook_node(self, nb: Any, resources: Any = None, **kwargs: Any) -> tuple[Any, Any]:
        content, resources = super().from_notebook_node(nb, resources, **kwargs)
        name = resources.get("metadata", {}).get("name", "notebook")
        return self.rendered(self._composed(Notebook(name, content))), resources

    def rendered(self, document: Document) -> Any:
        raise NotImplementedError

    def _composed(self, notebook: Notebook) -> Document:
        folder = notebook.parameters.get("engagement")
        given = Path(folder) if isinstance(folder, str) and folder else None
        engagement = Engagement.load(given) if given and (given / "engagement.yml").is_file() else None
        language = self.language or (engagement.client.languages[0] if engagement else "fr")
        return compose([notebook], engagement, language)


class HTMLReport(_Report):
    """One notebook as a self-contained page."""

    export_from_notebook = "Diagnostic report (HTML)"
    output_mimetype = "text/html"

    def _file_extension_default(self) -> str:
        return ".html"

    def rendered(self, document: Document) -> str:
        from diagnostic.report.html import html

        return html(document)


class PDFReport(_Report):
    """One notebook as an accessible PDF."""

    export_from_notebook = "Diagnostic report (PDF)"
    output_mimetype = "application/pdf"

    def _file_extension_default(self) -> str:
        return ".pdf"

    def rendered(self, document: Document) -> bytes:
        from diagnostic.report.pdf import pdf

        return pdf(document)
